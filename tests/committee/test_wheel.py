"""The wheel of the year: whole rings, today in its place, on every day of a common year and a leap year."""

from __future__ import annotations

import datetime as dt
import math
import re

import pytest

from budget.models import ProcessStep
from committee.models import AnnualCase, MeetingSession
from committee.wheel import (
    CASES,
    CENTRE,
    STAGES,
    Span,
    case_arcs,
    months_between,
    pointer,
    ring_piece,
    stage_arc,
    turn_of,
    wheel,
)

POINTS = re.compile(r"(-?[\d.]+) (-?[\d.]+)(?=[AL]|Z|$)")


def days_of(year: int) -> list[dt.date]:
    first = dt.date(year, 1, 1)
    return [first + dt.timedelta(days=day) for day in range((dt.date(year + 1, 1, 1) - first).days)]


def turn_at(x: float, y: float) -> float:
    """How far round a point of the drawing lies."""
    return math.atan2(x - CENTRE, CENTRE - y) / (2 * math.pi) % 1


def case(slug: str, quarter: int | None) -> AnnualCase:
    return AnnualCase(title=slug, slug=slug, quarter=quarter, kind=AnnualCase.Kind.BUDGET, body="X.")


@pytest.mark.parametrize(("year", "count"), [(2026, 365), (2028, 366)])
def test_today_goes_once_round_and_never_stands_still(year: int, count: int) -> None:
    turns = [turn_at(line.x2, line.y2) for line in (pointer(day) for day in days_of(year))]
    assert len(turns) == count
    assert turns == sorted(turns)
    assert len(set(turns)) == count


def test_the_year_begins_at_the_top_and_goes_with_the_clock() -> None:
    assert turn_of(dt.date(2026, 1, 1)) == 0
    assert [round(turn_of(dt.date(2026, month, 1)), 2) for month in (4, 7, 10)] == [0.25, 0.5, 0.75]
    line = pointer(dt.date(2026, 4, 2))
    assert line.x2 > CENTRE
    assert abs(line.y2 - CENTRE) < 5


@pytest.mark.parametrize("year", [2026, 2028])
def test_the_months_make_up_the_year_without_gap_or_overlap(year: int) -> None:
    edges = [months_between(year, month, month) for month in range(1, 13)]
    assert [start for start, _ in edges] == [0.0, *(end for _, end in edges[:-1])]
    assert edges[-1][1] == 1.0


def test_a_quarter_is_shared_evenly_by_its_cases_and_numbered_through_the_year() -> None:
    arcs = case_arcs([case("a", 1), case("b", 1), case("c", 2), case("d", 4)], 2026)
    assert [(arc.number, arc.address) for arc in arcs] == [(1, "#a"), (2, "#b"), (3, "#c"), (4, "#d")]
    middles = [turn_at(arc.x, arc.y) for arc in arcs]
    first, second = months_between(2026, 1, 3), months_between(2026, 4, 6)
    assert middles[:2] == [pytest.approx(first[1] / 4, abs=0.002), pytest.approx(first[1] * 3 / 4, abs=0.002)]
    assert middles[2] == pytest.approx(sum(second) / 2, abs=0.002)


def test_a_case_without_a_quarter_is_not_in_the_wheel() -> None:
    drawn = wheel([case("a", 1), case("b", None)], [], [], dt.date(2026, 1, 1))
    assert [arc.address for arc in drawn.cases] == ["#a"]


def test_the_corners_of_a_piece_lie_on_its_two_circles() -> None:
    corners = [(float(x), float(y)) for x, y in POINTS.findall(ring_piece(100, 150, 0.1, 0.3))]
    radii = sorted(round(math.hypot(x - CENTRE, y - CENTRE)) for x, y in corners)
    assert radii == [100, 100, 150, 150]


def test_a_stage_of_more_than_half_the_year_goes_the_long_way_round() -> None:
    assert " 0 1 1 " in stage_arc(1, Span("Lang", "/x/", 1, 8), 2026).path
    assert " 0 0 1 " in stage_arc(1, Span("Kort", "/x/", 1, 2), 2026).path


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2026, 2028])
def test_shipped_wheel_points_at_one_stage_and_quarter_every_day(content: None, year: int) -> None:
    stages = list(ProcessStep.objects.filter(is_stage=True))
    edges = [months_between(year, stage.first_month, stage.last_month) for stage in stages]
    for day in days_of(year):
        turn = turn_of(day)
        assert sum(start <= turn < end for start, end in edges) == 1
    assert sum(end - start for start, end in edges) == pytest.approx(1)


@pytest.mark.django_db
def test_the_shipped_wheel_holds_every_case_stage_and_session(content: None) -> None:
    cases, sessions = list(AnnualCase.objects.all()), list(MeetingSession.objects.of_year(2026))
    stages = [
        Span(step.title, step.get_absolute_url(), step.first_month, step.last_month)
        for step in ProcessStep.objects.filter(is_stage=True)
    ]
    drawn = wheel(cases, sessions, stages, dt.date(2026, 3, 1))
    assert len(drawn.cases) == sum(case.quarter is not None for case in cases) == 23
    assert [arc.address for arc in drawn.stages] == [stage.address for stage in stages]
    assert (len(drawn.meetings), len(drawn.months)) == (16, 12)
    assert {round(math.hypot(arc.x - CENTRE, arc.y - CENTRE)) for arc in drawn.cases} == {round(sum(CASES) / 2)}
    assert {round(math.hypot(arc.x - CENTRE, arc.y - CENTRE)) for arc in drawn.stages} == {round(sum(STAGES) / 2)}
