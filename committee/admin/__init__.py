"""The secretariat's desk for the committee's records."""

from committee.admin import meetings, people, plans, records

__all__ = ["meetings", "people", "plans", "records"]
