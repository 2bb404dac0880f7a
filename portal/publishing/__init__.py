"""Publishing: a public page is rendered once for a content revision and a day, and kept.

`store` holds the kept pages, `shelf` says which of them are true now, `revision` asks the database which revision
holds, `application` is the WSGI application that answers from its shelf before Django is entered, `middleware` marks
what may be kept, `members` answers from a shelf of its own, inside Django, when the portal is for members only.
"""
