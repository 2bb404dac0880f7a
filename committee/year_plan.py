"""A year's plan as its page shows it: which year, which meetings, quarter by quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from committee.agenda import State, state_of
from committee.models import AnnualCase, Meeting, MeetingChange, MeetingPlan, MeetingSession
from portal.filters import Filter

COMING, PAST = "kommende", "tidligere"


@dataclass(frozen=True)
class PlannedMeeting:
    """A meeting with its sessions in order, where it stands, and what has last happened to it."""

    meeting: Meeting
    sessions: list[MeetingSession]
    state: State
    is_past: bool
    change: MeetingChange | None

    @property
    def first(self) -> MeetingSession | None:
        return self.sessions[0] if self.sessions else None

    @property
    def last(self) -> MeetingSession | None:
        return self.sessions[-1] if self.sessions else None

    @property
    def quarter(self) -> AnnualCase.Quarter | None:
        return AnnualCase.Quarter.of(self.first.date) if self.first else None


@dataclass(frozen=True)
class QuarterOfMeetings:
    """A quarter's meetings; `quarter` is None for meetings that have no date yet."""

    quarter: AnnualCase.Quarter | None
    meetings: list[PlannedMeeting]


def choose_plan(plans: Sequence[MeetingPlan], asked: str, year: int) -> MeetingPlan | None:
    """The plan of the year asked for, else this year's, else the nearest year's; `plans` has the newest first."""
    by_year = {str(plan.year): plan for plan in plans}
    if asked in by_year:
        return by_year[asked]
    return min(plans, key=lambda plan: (abs(plan.year - year), -plan.year), default=None)


def planned(meetings: Iterable[Meeting], moment: dt.datetime) -> list[PlannedMeeting]:
    """The meetings in the order of their first minute, those without a date last."""
    rows = [_planned(meeting, moment) for meeting in meetings]
    return sorted(rows, key=lambda row: row.first.starts_at if row.first else dt.datetime.max)


def by_quarter(rows: Iterable[PlannedMeeting]) -> list[QuarterOfMeetings]:
    """The quarters that have meetings, in order."""
    return [QuarterOfMeetings(quarter, list(found)) for quarter, found in groupby(rows, key=lambda row: row.quarter)]


def filters(plans: Iterable[MeetingPlan]) -> list[Filter[PlannedMeeting]]:
    """Year, coming or past, and kind."""
    years = {str(plan.year): str(plan.year) for plan in plans}
    return [
        Filter("aar", "År", years, lambda row, year: str(row.meeting.plan.year) == year),
        Filter(
            "vis", "Hvornår", {COMING: "Kommende", PAST: "Tidligere"}, lambda row, when: row.is_past == (when == PAST)
        ),
        Filter("art", "Slags", dict(Meeting.Kind.choices), lambda row, kind: row.meeting.kind == kind),
    ]


def _planned(meeting: Meeting, moment: dt.datetime) -> PlannedMeeting:
    sessions = list(meeting.sessions.all())
    return PlannedMeeting(
        meeting=meeting,
        sessions=sessions,
        state=state_of(sessions, moment),
        is_past=bool(sessions) and all(session.ends_at <= moment for session in sessions),
        change=next(iter(meeting.changes.all()), None),
    )
