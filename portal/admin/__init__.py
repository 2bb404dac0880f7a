"""The secretariat's desk: the admin of the house itself, and what every app's admin stands on."""

from portal.admin import accounts, guide, search, trail

__all__ = ["accounts", "guide", "search", "trail"]
