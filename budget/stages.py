"""Where the budget year stands on a day, and the year laid out month by month.

Three budgets are always under way: next year's is being laid, this year's is followed, last year's is accounted for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from budget.models import Budget, ProcessStep
from committee.annual import CaseInYear, first_sessions, meetings_by_case
from committee.models import Meeting, MeetingSession
from portal.text.danish import MONTHS

SHOWN_MONTHS = 16
MONTH_WIDTH = 10
SEMINAR = "budgetseminar"
"""The kind of a meeting where the committee works on its budget."""


@dataclass(frozen=True)
class Month:
    """A month of a year."""

    year: int
    number: int

    @property
    def name(self) -> str:
        return MONTHS[self.number - 1]


@dataclass(frozen=True)
class Stretch:
    """A step as it falls for one budget: how many months into the window it starts, and how many of it are shown."""

    budget_year: int
    offset: int
    length: int

    @property
    def x(self) -> int:
        """Where it begins on the strip."""
        return self.offset * MONTH_WIDTH

    @property
    def width(self) -> int:
        """How far it goes on the strip."""
        return self.length * MONTH_WIDTH


@dataclass(frozen=True)
class TimelineRow:
    """A step of the timeline with its stretches; `is_now` when today lies in it."""

    step: ProcessStep
    stretches: list[Stretch]
    is_now: bool


@dataclass(frozen=True)
class TimelineTrack:
    """A kind of work with the budget and its steps in the order of the calendar."""

    label: str
    rows: list[TimelineRow]


@dataclass(frozen=True)
class StepInYear:
    """A step as it is taken in a year: its cases of that year with the meetings that take them up, and the seminars in
    the months of a stage, each meeting by its first session."""

    step: ProcessStep
    cases: list[CaseInYear]
    seminars: list[MeetingSession]

    @property
    def meetings(self) -> str:
        """`2. behandling af budget: Ordinært møde den 22. april (forslag)`; empty without any."""
        cases = [f"{row.case.title}: {_named(row.meetings)}" for row in self.cases if row.meetings]
        return "; ".join([*cases, *([_named(self.seminars)] if self.seminars else [])])


@dataclass(frozen=True)
class YearOfLife:
    """A calendar year in the life of one budget."""

    year: int
    label: str
    steps: list[StepInYear]


def budget_year(step: ProcessStep, day: dt.date) -> int:
    """The budget that the step is about when it is taken in the year of `day`."""
    return day.year - step.relative_year


def in_force(budgets: Iterable[Budget], day: dt.date) -> Budget | None:
    """The newest of the budgets whose year has begun on `day`, else the first that comes; None without any."""
    budgets = sorted(budgets, key=lambda budget: budget.year)
    begun = [budget for budget in budgets if budget.year <= day.year]
    return next(iter([*begun[::-1], *budgets]), None)


def newest_decided(day: dt.date) -> int:
    """The newest budget that should be decided by `day`: Borgerrepræsentationen decides next year's in October."""
    return day.year + (day.month > 10)


def is_running(step: ProcessStep, day: dt.date) -> bool:
    """Whether `day`'s month belongs to the step."""
    return step.first_month <= day.month <= step.last_month


def running_on(steps: Iterable[ProcessStep], day: dt.date) -> list[ProcessStep]:
    """The steps that `day`'s month belongs to."""
    return [step for step in steps if is_running(step, day)]


def stage_on(steps: Iterable[ProcessStep], day: dt.date) -> ProcessStep | None:
    """The stage where the year stands: the step marked as stage that `day` falls in; None while none is."""
    return next((step for step in running_on(steps, day) if step.is_stage), None)


def window(day: dt.date) -> list[Month]:
    """The sixteen months from January of `day`'s year to April of the next."""
    return [Month(day.year + index // 12, index % 12 + 1) for index in range(SHOWN_MONTHS)]


def position(day: dt.date) -> int:
    """Where the day is on the strip: 5 in the middle of January."""
    first = day.replace(day=1)
    next_first = (first + dt.timedelta(days=32)).replace(day=1)
    return round((day.month - 1 + (day.day - 1) / (next_first - first).days) * MONTH_WIDTH)


def stretches(step: ProcessStep, day: dt.date) -> list[Stretch]:
    """Where the step falls in the window: in `day`'s year, and again in the next as far as the window goes."""
    found = []
    for years_on in (0, 1):
        offset = years_on * 12 + step.first_month - 1
        length = min(step.last_month - step.first_month + 1, SHOWN_MONTHS - offset)
        if length > 0:
            found.append(Stretch(budget_year(step, day) + years_on, offset, length))
    return found


def tracks(steps: Iterable[ProcessStep], day: dt.date) -> list[TimelineTrack]:
    """The window's timeline: every track that has steps, its steps in the order of the calendar."""
    in_order = sorted(steps, key=lambda step: (step.relative_year, step.first_month, step.order))
    found = []
    for track in ProcessStep.Track:
        rows = [
            TimelineRow(step, stretches(step, day), is_running(step, day)) for step in in_order if step.track == track
        ]
        if rows:
            found.append(TimelineTrack(track.label, rows))
    return found


def in_year(steps: Iterable[ProcessStep], year: int, sessions: Iterable[MeetingSession]) -> list[StepInYear]:
    """The steps as they are taken in the year, with its plan's sessions, which come in order of time."""
    held = [session for session in sessions if not session.is_off]
    firsts, of_cases = first_sessions(held), meetings_by_case(held)
    seminars = (
        set(Meeting.objects.filter(kind__slug=SEMINAR, pk__in=firsts).values_list("pk", flat=True)) if firsts else set()
    )
    found = []
    for step in steps:
        cases = [CaseInYear(case, None, of_cases.get(case.pk, [])) for case in step.cases.all() if case.is_in(year)]
        is_stage = step.is_stage and step.track == ProcessStep.Track.BUDGET
        own = [firsts[pk] for pk in firsts if is_stage and pk in seminars and is_running(step, firsts[pk].date)]
        found.append(StepInYear(step, cases, own))
    return found


def life_of(
    budget: int, steps: Iterable[ProcessStep], sessions_of: Callable[[int], Iterable[MeetingSession]]
) -> list[YearOfLife]:
    """The life of the budget of a year: the year before, the year itself, the year after, each with the sessions of its
    meeting plan."""
    steps = list(steps)
    years = []
    for relative in ProcessStep.RelativeYear:
        if of_year := [step for step in steps if step.relative_year == relative]:
            year = budget + relative.value
            years.append(YearOfLife(year, relative.label, in_year(of_year, year, sessions_of(year))))
    return years


def _named(sessions: Iterable[MeetingSession]) -> str:
    """The meetings in words: `Ordinært møde den 22. april (forslag)`."""
    return ", ".join(
        f"{session.meeting.title} den {session.date.day}. {MONTHS[session.date.month - 1]}"
        + ("" if session.meeting.plan.is_adopted else " (forslag)")
        for session in sessions
    )
