"""The portal's records as one book, one subject a module."""
