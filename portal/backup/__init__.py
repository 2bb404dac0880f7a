"""The whole database to one file and back: accounts, history and all, taken and put back while the portal runs.

`copies` is what the commands call. `sqlite` and `postgresql` write, check and put back the two kinds of copy; each kind
is a format of its database's own, so it can be opened without the portal. `contents` is what a copy is checked against.
"""
