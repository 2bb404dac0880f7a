"""The secretariat's desk: the admin of the house itself, and what every app's admin stands on."""

from portal.admin import accounts, audit_log, guide, mail, search

__all__ = ["accounts", "audit_log", "guide", "mail", "search"]
