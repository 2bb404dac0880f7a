"""When an audit report must be before the committee: within a number of days of the administration receiving it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from committee.models import MeetingSession
from portal.text.danish import parse_date

YEARS = range(2000, 2100)


class NotADateError(ValueError):
    """The text names no day that a report can have been received on."""


@dataclass(frozen=True)
class Deadline:
    """The last day, the meetings until then, and the first one after it."""

    received: dt.date
    last_day: dt.date
    within: list[MeetingSession]
    after: MeetingSession | None


def parse_day(text: str) -> dt.date:
    """The day as people write it (`portal.text.danish.parse_date`); NotADateError with a Danish sentence otherwise."""
    try:
        day = parse_date(text)
    except ValueError as error:
        raise NotADateError(str(error)) from None
    if day.year not in YEARS:
        raise NotADateError(f"Skriv et år mellem {YEARS.start} og {YEARS.stop - 1}.")
    return day


def deadline(received: dt.date, days: int, sessions: Iterable[MeetingSession]) -> Deadline:
    """The last day is `days` days after the day of receipt; a meeting of two days counts with its first.

    `sessions` come in order of date. Source: velkomstfolderen om Intern Revision.
    """
    last_day = received + dt.timedelta(days=days)
    first_of_each: dict[int, MeetingSession] = {}
    for session in sessions:
        if session.date > received and _takes_cases(session):
            first_of_each.setdefault(session.meeting_id, session)
    meetings = list(first_of_each.values())
    return Deadline(
        received=received,
        last_day=last_day,
        within=[session for session in meetings if session.date <= last_day],
        after=next((session for session in meetings if session.date > last_day), None),
    )


def _takes_cases(session: MeetingSession) -> bool:
    meeting = session.meeting
    return meeting.kind.takes_cases and not (session.is_cancelled or meeting.is_cancelled)
