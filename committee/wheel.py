"""The year as a wheel: January begins at the top, the year goes with the clock. Plain geometry, records in, shapes out.

Lengths are in units of the drawing's view box, which is SIZE wide and high. A turn is a part of the round, 0 to 1.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from committee.models import AnnualCase, MeetingSession
from portal.text.danish import MONTHS, format_date

SIZE = 400
CENTRE = SIZE / 2
CASES = (146, 196)
"""Inner and outer radius of the ring of cases."""
MONTH_LABELS = 131
MEETINGS = 110
STAGES = (66, 96)
"""Inner and outer radius of the ring of the budget's stages."""
GAP = 1.5
"""Between two arcs of a ring."""
POINTER = (58, 145)
"""From and to on the line of today."""


@dataclass(frozen=True)
class Span:
    """Something that lasts whole months of every year, and the address that tells of it."""

    title: str
    address: str
    first_month: int
    last_month: int


@dataclass(frozen=True)
class Arc:
    """A piece of a ring: its outline, its number and where that stands, what it is and leads to."""

    path: str
    x: float
    y: float
    number: int
    title: str
    address: str
    kind: str = ""


@dataclass(frozen=True)
class Dot:
    """A point of the wheel with its words."""

    x: float
    y: float
    title: str
    is_past: bool = False


@dataclass(frozen=True)
class Line:
    """From the middle outwards."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Wheel:
    """Everything that is drawn."""

    cases: list[Arc]
    stages: list[Arc]
    meetings: list[Dot]
    months: list[Dot]
    today: Line | None
    """None in the wheel of another year than the one that we are in."""


def wheel(
    cases: Iterable[AnnualCase],
    sessions: Iterable[MeetingSession],
    stages: Iterable[Span],
    today: dt.date,
    year: int | None = None,
) -> Wheel:
    """The wheel of `year`, that of `today` unless another is named. Cases without a quarter are not in it; cancelled
    sessions are not either."""
    year = today.year if year is None else year
    return Wheel(
        cases=case_arcs([case for case in cases if case.quarter], year),
        stages=[stage_arc(number, stage, year) for number, stage in enumerate(stages, 1)],
        meetings=[
            _dot(
                MEETINGS,
                turn_of(session.date),
                f"{format_date(session.date)}: {session.meeting.title}",
                session.date < today,
            )
            for session in sessions
            if not session.is_off and session.date.year == year
        ],
        months=[_dot(MONTH_LABELS, _middle_of_month(year, month), MONTHS[month - 1][:3]) for month in range(1, 13)],
        today=pointer(today) if today.year == year else None,
    )


def turn_of(day: dt.date) -> float:
    """How far round the year the day begins: 0 on 1 January."""
    first, next_first = dt.date(day.year, 1, 1), dt.date(day.year + 1, 1, 1)
    return (day - first).days / (next_first - first).days


def months_between(year: int, first_month: int, last_month: int) -> tuple[float, float]:
    """Where the first month begins and the last one ends, as turns."""
    end = 1.0 if last_month == 12 else turn_of(dt.date(year, last_month + 1, 1))
    return turn_of(dt.date(year, first_month, 1)), end


def case_arcs(cases: Sequence[AnnualCase], year: int) -> list[Arc]:
    """The cases in their order: each quarter is shared evenly by its cases, numbered through the year."""
    arcs: list[Arc] = []
    for quarter, group in groupby(cases, key=lambda case: case.quarter or 0):
        of_quarter = list(group)
        start, end = months_between(year, 3 * quarter - 2, 3 * quarter)
        width = (end - start) / len(of_quarter)
        for place, case in enumerate(of_quarter):
            begin = start + place * width
            arcs.append(_arc(CASES, begin, begin + width, len(arcs) + 1, str(case), f"#{case.slug}", case.kind))
    return arcs


def stage_arc(number: int, stage: Span, year: int) -> Arc:
    start, end = months_between(year, stage.first_month, stage.last_month)
    return _arc(STAGES, start, end, number, stage.title, stage.address)


def pointer(day: dt.date) -> Line:
    """The line of the day, through its noon."""
    turn = turn_of(day) + 0.5 / 366
    return Line(*_point(POINTER[0], turn), *_point(POINTER[1], turn))


def _arc(ring: tuple[int, int], start: float, end: float, number: int, title: str, address: str, kind: str = "") -> Arc:
    x, y = _point(sum(ring) / 2, (start + end) / 2)
    return Arc(ring_piece(*ring, start, end), x, y, number, title, address, kind)


def ring_piece(inner: float, outer: float, start: float, end: float) -> str:
    """The outline of a piece of a ring as SVG path data (SVG 2 § 9.3), half a GAP off at both ends."""
    first, last = start + GAP / 2 / (2 * math.pi * outer), end - GAP / 2 / (2 * math.pi * outer)
    large = int(last - first > 0.5)
    a, b = _point(outer, first), _point(outer, last)
    c, d = _point(inner, last), _point(inner, first)
    return (
        f"M{a[0]} {a[1]}A{outer} {outer} 0 {large} 1 {b[0]} {b[1]}"
        f"L{c[0]} {c[1]}A{inner} {inner} 0 {large} 0 {d[0]} {d[1]}Z"
    )


def _middle_of_month(year: int, month: int) -> float:
    return sum(months_between(year, month, month)) / 2


def _dot(radius: float, turn: float, title: str, is_past: bool = False) -> Dot:
    return Dot(*_point(radius, turn), title, is_past)


def _point(radius: float, turn: float) -> tuple[float, float]:
    angle = 2 * math.pi * turn
    return round(CENTRE + radius * math.sin(angle), 1), round(CENTRE - radius * math.cos(angle), 1)
