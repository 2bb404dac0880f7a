"""Next year's plan, proposed from this year's: same week and weekday, off the holidays, all to be confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container
from dataclasses import dataclass

import reversion
from django.db import transaction

from committee.models import Meeting, MeetingPlan, MeetingSession
from committee.plan_rules import holiday_name
from portal.text.danish import short_date

RELATIONS = ("sections", "laws", "terms", "cases")
NEARBY = (0, 1, -1, 2, -2, 7, -7, 8, -8, 14, -14)
"""Days tried around the same week and weekday, the nearest first."""


class PlanExistsError(Exception):
    """The next year has a plan already."""


@dataclass(frozen=True)
class Proposed:
    """A meeting of this year with its days in the next."""

    meeting: Meeting
    sessions: list[MeetingSession]
    days: list[dt.date]

    @property
    def first_day(self) -> dt.date:
        return self.days[0]

    @property
    def is_yearly(self) -> bool:
        """False for what a committee does once in a term: its introduction and its constituting meeting."""
        once = self.meeting.kind in {Meeting.Kind.INTRODUCTION, Meeting.Kind.CONSTITUTING}
        return not once or self.first_day.year > self.meeting.plan.committee.term_end


def meetings_of_next(plan: MeetingPlan) -> list[Proposed]:
    """The meetings that the year after `plan` can have, in their order; cancelled ones are left out."""
    found = []
    for meeting in plan.meetings.exclude(status=Meeting.Status.CANCELLED).with_sessions().prefetch_related(*RELATIONS):
        if sessions := [session for session in meeting.sessions.all() if not session.is_cancelled]:
            days = free_days([session.date for session in sessions], plan.year + 1)
            found.append(Proposed(meeting, sessions, days))
    return found


def propose(plan: MeetingPlan, chosen: Container[int] | None = None) -> MeetingPlan:
    """The plan of the year after `plan`, as a proposal with the meetings whose keys are chosen, all when nobody chose.

    PlanExistsError when there is one. The annual cycle and the budget process belong to no year and need no copy. The
    feed's address stays.
    """
    year = plan.year + 1
    if MeetingPlan.objects.filter(year=year).exists():
        raise PlanExistsError
    with transaction.atomic(), reversion.create_revision():
        proposal = MeetingPlan.objects.create(
            committee=plan.committee, year=year, note=plan.note, confirm_note=f"Foreslået ud fra {plan.year}."
        )
        for proposed in meetings_of_next(plan):
            if chosen is None or proposed.meeting.pk in chosen:
                _copy(proposed, proposal)
    return proposal


def _copy(proposed: Proposed, proposal: MeetingPlan) -> None:
    meeting, sessions = proposed.meeting, proposed.sessions
    copy = Meeting.objects.create(
        plan=proposal,
        title=meeting.title,
        slug=_slug(meeting, proposal.year),
        kind=meeting.kind,
        note=meeting.note,
        reservation=meeting.reservation,
        place=meeting.place,
        body=meeting.body,
        search_words=meeting.search_words,
        confirm_note=f"Foreslået ud fra {short_date(sessions[0].date)}. Bekræft dato og tid.",
    )
    for session, day in zip(sessions, proposed.days, strict=True):
        MeetingSession.objects.create(meeting=copy, date=day, start=session.start, end=session.end, note=session.note)
    for name in RELATIONS:
        getattr(copy, name).set(getattr(meeting, name).all())


def free_days(days: list[dt.date], year: int) -> list[dt.date]:
    """The days in the same week and on the same weekday of `year`, the year after theirs, moved together to the nearest
    days that are weekdays, no public holiday, and inside the year."""
    first = a_year_later(days[0])
    moved = [first + (day - days[0]) for day in days]
    for shift in NEARBY:
        tried = [day + dt.timedelta(days=shift) for day in moved]
        if all(day.year == year and day.weekday() < 5 and not holiday_name(day) for day in tried):
            return tried
    return moved


def a_year_later(day: dt.date) -> dt.date:
    """The day of the same ISO week and weekday a year on (ISO 8601); 52 weeks on where the week has no such day."""
    later = (day + dt.timedelta(weeks=52), day + dt.timedelta(weeks=53))
    return next((d for d in later if d.isocalendar().week == day.isocalendar().week), later[0])


def _slug(meeting: Meeting, year: int) -> str:
    """The old address with the new year in it; a number behind it where that is taken."""
    old = str(meeting.plan.year)
    return free_address(meeting.slug.replace(old, str(year)) if old in meeting.slug else f"{meeting.slug}-{year}")


def free_address(stem: str) -> str:
    """The address for a new meeting: the stem, with a number behind it where that is taken."""
    slug, number = stem, 2
    while Meeting.objects.filter(slug=slug).exists():
        slug, number = f"{stem}-{number}", number + 1
    return slug
