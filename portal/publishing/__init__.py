"""Publishing: a public page is rendered once for a content revision and a day, and kept.

`store` holds the kept pages, `revision` asks the database which revision holds now, `application` is the WSGI
application that answers from the store before Django is entered, `middleware` marks what may be kept.
"""
