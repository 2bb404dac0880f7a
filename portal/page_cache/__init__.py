"""Whole public pages, rendered once for a content revision and a day, and answered before Django is entered."""
