"""The portal's records as one document, one subject a module."""
