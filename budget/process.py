"""Where the budget year stands on a day, and the year laid out month by month.

Three budgets are always under way: next year's is being laid, this year's is followed, last year's is accounted for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from budget.models import ProcessStep
from portal.danish import MONTHS

SHOWN_MONTHS = 16


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
    """A step as it falls for one budget: how many months into the window it starts, and how many it lasts."""

    step: ProcessStep
    budget_year: int
    offset: int
    length: int


def budget_year(step: ProcessStep, day: dt.date) -> int:
    """The budget that the step is about when it is taken on `day`."""
    return day.year - step.relative_year


def running_on(steps: Iterable[ProcessStep], day: dt.date) -> list[ProcessStep]:
    """The steps that `day`'s month belongs to."""
    return [step for step in steps if step.first_month <= day.month <= step.last_month]


def stage_on(steps: Iterable[ProcessStep], day: dt.date) -> ProcessStep | None:
    """The stage where the year stands: the one step marked as stage that `day` falls in; None while none is."""
    return next((step for step in running_on(steps, day) if step.is_stage), None)


def window(day: dt.date) -> list[Month]:
    """The sixteen months from January of the year: until the next year's first case on transfers is over."""
    return [Month(day.year + index // 12, index % 12 + 1) for index in range(SHOWN_MONTHS)]


def stretches(step: ProcessStep, day: dt.date) -> list[Stretch]:
    """Where the step falls in the window of `day`: this year's, and next year's if it begins inside the window."""
    found = []
    for years_on in (0, 1):
        offset = years_on * 12 + step.first_month - 1
        length = min(step.last_month - step.first_month + 1, SHOWN_MONTHS - offset)
        if length > 0:
            found.append(Stretch(step, day.year + years_on - step.relative_year, offset, length))
    return found


def position(day: dt.date) -> float:
    """How many months into its window the day is: 0.5 in the middle of January."""
    next_month = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return day.month - 1 + (day.day - 1) / (next_month - day.replace(day=1)).days
