"""A plan as a spreadsheet for people: what a member asks of it in columns, and its keys out of the way."""

from __future__ import annotations

import datetime as dt
from typing import Any

from committee.models import Meeting, MeetingPlan, MeetingSession
from portal.text.danish import WEEKDAYS, short_date
from portal.transfer.sheets.writing import to_csv, to_xlsx

WIDTHS = {
    **{"Ugedag": 10, "Dato": 12, "Fra": 8, "Til": 8, "Titel": 34, "Art": 20, "Sted": 30, "Om mødet": 30},
    **{"Bemærkning": 30, "Forbehold": 34, "Status": 10, "Ændring": 44, "Papirer": 24},
    **{"Dagsordenens adresse": 30, "Referatets adresse": 30, "Portalens adresse": 30, "Nøgle": 38},
}
"""The headings, and how wide their columns are."""
KEYS = ("Portalens adresse", "Nøgle")
"""Columns that only the portal needs, to know the rows again; hidden where a file can hide them."""


def write(plan: MeetingPlan, kind: str, today: dt.date) -> bytes:
    """Return the plan as a file, `xlsx` or `csv`, which the portal reads back to the same."""
    if kind == "csv":
        return to_csv(WIDTHS, rows_out(plan))
    above = (str(plan), f"{about(plan)} Hentet fra portalen den {short_date(today)}.", "")
    return to_xlsx(str(plan), WIDTHS, rows_out(plan), above, KEYS)


def rows_out(plan: MeetingPlan) -> list[tuple[Any, ...]]:
    """Return a row for each of the plan's sessions, in their order, with days and times as such."""
    meetings = Meeting.objects.filter(plan=plan).select_related("plan__committee", "kind")
    by_key = {meeting.pk: meeting for meeting in meetings.prefetch_related("changes")}
    found: list[tuple[Any, ...]] = []
    sessions = MeetingSession.objects.filter(meeting__plan=plan, is_cancelled=False)
    for session in sessions.order_by("date", "start", "pk"):
        meeting = by_key[session.meeting_id]
        latest = next((change.sentence for change in meeting.changes.all()), "")
        when = (WEEKDAYS[session.date.weekday()], session.date, session.start, session.end)
        what = (meeting.title, meeting.kind.name, meeting.shown_place, meeting.note)
        more = (session.note, meeting.reservation, meeting.status, latest)
        papers = (meeting.papers, meeting.agenda_url, meeting.minutes_url)
        found.append((*when, *what, *more, *papers, meeting.slug, str(session.uid)))
    return found


def about(plan: MeetingPlan) -> str:
    """Return whether the plan is a proposal, or when it was adopted and by whom."""
    if not plan.is_adopted or plan.adopted_on is None:
        return f"Mødeplanen for {plan.year} er et forslag."
    by = f" af {plan.adopted_by}" if plan.adopted_by else ""
    return f"Mødeplanen for {plan.year} er vedtaget den {short_date(plan.adopted_on)}{by}."
