"""Content from files: `reading` makes entries of YAML, `references` ties them together, `writing` stores them.

An error anywhere stops the whole load; each is reported in one sentence with its file, its record and its field.
And the way out: `dump` makes entries of the database, `text` makes YAML of entries.
"""
