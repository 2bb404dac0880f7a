"""The secretariat's desk for the committee's records."""

from committee.admin import meetings, plans, records

__all__ = ["meetings", "plans", "records"]
