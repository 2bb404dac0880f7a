"""The year as a list: its cases by quarter, with the meetings that take them up."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from committee.models import AnnualCase, Meeting, MeetingSession
from portal.pages.filters import Filter

FILTERS = [Filter[AnnualCase]("art", "Type", dict(AnnualCase.Kind.choices), lambda case, kind: case.kind == kind)]


@dataclass(frozen=True)
class CaseInYear:
    """A case with its number in the wheel, None outside it, and the first sessions of the meetings that it is tied
    to."""

    case: AnnualCase
    number: int | None
    meetings: list[MeetingSession]


@dataclass(frozen=True)
class QuarterOfYear:
    """A quarter with its cases, and its meetings by their first session; `quarter` is None for what runs all year."""

    quarter: AnnualCase.Quarter | None
    cases: list[CaseInYear]
    meetings: list[MeetingSession]
    is_now: bool

    @property
    def records(self) -> list[AnnualCase]:
        """The cases alone."""
        return [row.case for row in self.cases]


def quarters(
    cases: Sequence[AnnualCase],
    shown: Iterable[AnnualCase],
    sessions: Sequence[MeetingSession],
    on_lists: dict[int, list[MeetingSession]],
    today: dt.date | None,
) -> list[QuarterOfYear]:
    """Return the four quarters and what runs all year. Cases have the numbers of the wheel, whatever is shown; `today`
    is None in another year than the one that we are in."""
    in_wheel = [case for case in cases if case.quarter]
    numbers = {case.pk: number for number, case in enumerate(in_wheel, 1)}
    firsts = first_sessions(sessions)
    rows = [CaseInYear(case, numbers.get(case.pk), on_lists.get(case.pk, [])) for case in shown]
    return [
        QuarterOfYear(
            quarter=quarter,
            cases=[row for row in rows if row.case.quarter == quarter],
            meetings=[session for session in firsts.values() if quarter == AnnualCase.Quarter.of(session.date)],
            is_now=today is not None and quarter == AnnualCase.Quarter.of(today),
        )
        for quarter in [*AnnualCase.Quarter, None]
    ]


def first_sessions(sessions: Iterable[MeetingSession]) -> dict[int, MeetingSession]:
    """Return the first session of each meeting, by the meeting's key; the sessions come in order of time."""
    firsts: dict[int, MeetingSession] = {}
    for session in sessions:
        firsts.setdefault(session.meeting_id, session)
    return firsts


def meetings_by_case(sessions: Sequence[MeetingSession]) -> dict[int, list[MeetingSession]]:
    """Return the first session of each meeting that a case is tied to, by the case's key and in order of time."""
    firsts = first_sessions(sessions)
    found: dict[int, list[MeetingSession]] = defaultdict(list)
    if firsts:
        order = {meeting_id: place for place, meeting_id in enumerate(firsts)}
        pairs = Meeting.cases.through.objects.filter(meeting__in=firsts).values_list("annualcase_id", "meeting_id")
        for case_id, meeting_id in sorted(pairs, key=lambda pair: order[pair[1]]):
            found[case_id].append(firsts[meeting_id])
    return found
