"""Content from files: `reading` makes entries of YAML, `references` ties them together, `writing` stores them.

A mistake anywhere stops the whole load; each is told in one sentence with its file, its record and its field.
And the way out: `stored` makes entries of the database, `text` makes YAML of entries.
"""
