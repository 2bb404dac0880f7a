"""A year's plan as its page shows it: which year, which meetings, quarter by quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from committee.agenda import NextMeeting, State, state_of
from committee.annual import first_sessions
from committee.models import AnnualCase, Meeting, MeetingChange, MeetingKind, MeetingPlan, MeetingSession
from portal.pages.filters import Filter
from portal.text.danish import short_date

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
    anchor: str = ""
    """Its id on the page. The quarter that we are in may stand both among what comes and what has been."""


@dataclass(frozen=True)
class PlanPart:
    """The meetings to come, or those that have been, which are folded away under the first."""

    is_past: bool
    is_open: bool
    quarters: list[QuarterOfMeetings]

    @property
    def count(self) -> int:
        return sum(len(quarter.meetings) for quarter in self.quarters)


@dataclass(frozen=True)
class NeighbouringMeeting:
    """A way on to another meeting, its day in its title."""

    title: str
    get_absolute_url: str


def plan_of(plans: Sequence[MeetingPlan], year: int) -> MeetingPlan | None:
    """Return the plan of the year, else the nearest one, the later of two; None when there is no plan at all."""
    return min(plans, key=lambda plan: (abs(plan.year - year), -plan.year), default=None)


def planned(meetings: Iterable[Meeting], moment: dt.datetime) -> list[PlannedMeeting]:
    """Return the meetings in the order of their first minute, those without a date last."""
    rows = [_planned(meeting, moment) for meeting in meetings]
    return sorted(rows, key=lambda row: row.first.starts_at if row.first else dt.datetime.max)


def parts(rows: Sequence[PlannedMeeting]) -> list[PlanPart]:
    """Return what comes first, then what has been: folded, unless it is all that there is."""
    coming = _by_quarter([row for row in rows if not row.is_past], "")
    past = _by_quarter([row for row in rows if row.is_past], "tidligere-" if coming else "")
    found = [PlanPart(False, True, coming), PlanPart(True, not coming, past)]
    return [part for part in found if part.quarters]


def _by_quarter(rows: Iterable[PlannedMeeting], prefix: str) -> list[QuarterOfMeetings]:
    """Return the quarters that have meetings, in order."""
    return [
        QuarterOfMeetings(quarter, list(found), f"{prefix}kvartal-{quarter.value}" if quarter else f"{prefix}uden-dato")
        for quarter, found in groupby(rows, key=lambda row: row.quarter)
    ]


def neighbours(
    meeting: Meeting, sessions: Iterable[MeetingSession]
) -> tuple[NeighbouringMeeting | None, NeighbouringMeeting | None]:
    """Return the meetings before and after among the sessions of a plan; None at its ends and without a date."""
    firsts = first_sessions(sessions)
    order = list(firsts)
    if meeting.pk not in firsts:
        return None, None
    place = order.index(meeting.pk)
    before, after = order[:place][-1:], order[place + 1 :][:1]
    return _neighbour(firsts, before), _neighbour(firsts, after)


def leading_plan(plans: Sequence[MeetingPlan], following: NextMeeting | None, year: int) -> MeetingPlan | None:
    """Return the plan that leads: that of the next meeting, from the last meeting of a year the next year's. When
    nothing is ahead it is that of `year`, or the nearest."""
    coming = following.meeting.plan_id if following else None
    return next((plan for plan in plans if plan.pk == coming), None) or plan_of(plans, year)


def kinds_of(rows: Iterable[PlannedMeeting]) -> list[MeetingKind]:
    """Return the kinds of the meetings, in their order."""
    kinds = {row.meeting.kind.pk: row.meeting.kind for row in rows}
    return sorted(kinds.values(), key=lambda kind: (kind.order, kind.name))


def filters(
    plans: Sequence[MeetingPlan], usual: MeetingPlan | None, kinds: Iterable[MeetingKind]
) -> list[Filter[PlannedMeeting]]:
    """Return the filters: year, coming or past, and kind. The year chooses the plan and leaves out no meeting of it;
    `usual` is the plan without a choice, `kinds` those that can be chosen."""
    return [
        Filter("aar", "År", {str(plan.year): str(plan.year) for plan in plans}, None, str(usual.year) if usual else ""),
        Filter(
            "vis", "Hvornår", {COMING: "Kommende", PAST: "Tidligere"}, lambda row, when: row.is_past == (when == PAST)
        ),
        Filter("art", "Type", {kind.slug: kind.name for kind in kinds}, lambda row, kind: row.meeting.kind_id == kind),
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


def _neighbour(firsts: dict[int, MeetingSession], found: list[int]) -> NeighbouringMeeting | None:
    if not found:
        return None
    session = firsts[found[0]]
    return NeighbouringMeeting(
        f"{short_date(session.date)}: {session.meeting.title}", session.meeting.get_absolute_url()
    )
