"""A committee with a plan, and meetings with times, for the tests to build on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from committee.models import Committee, Meeting, MeetingPlan, MeetingSession
from tests.rows import insert

Times = tuple[dt.datetime, dt.datetime]


def make_committee(**fields: Any) -> Committee:
    return insert(
        Committee,
        name="Socialudvalget",
        slug="socialudvalget",
        municipality="Københavns Kommune",
        administration="Socialforvaltningen",
        term_start=2026,
        term_end=2029,
        place="Rådhuset",
        **fields,
    )


def make_plan(year: int = 2026, **fields: Any) -> MeetingPlan:
    committee = Committee.objects.first() or make_committee()
    return insert(MeetingPlan, committee=committee, year=year, **fields)


def add_meeting(plan: MeetingPlan, slug: str, *times: Times, **fields: Any) -> Meeting:
    fields = {"title": slug.capitalize(), "kind_id": "ordinaert"} | fields
    meeting = insert(Meeting, plan=plan, slug=slug, **fields)
    for start, end in times:
        insert(MeetingSession, meeting=meeting, date=start.date(), start=start.time(), end=end.time())
    return meeting


def evening(day: dt.date) -> Times:
    """From 16.30 to 20.00 on the day."""
    return dt.datetime.combine(day, dt.time(16, 30)), dt.datetime.combine(day, dt.time(20))
