"""The committee's pages, one subject a module."""
