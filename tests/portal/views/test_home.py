"""The front page on the day that it is read: next meeting, budget, quarter, rules. Never an empty box."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.utils.timezone import make_aware

from budget.models import ProcessStep
from budget.stages import is_running, stage_on
from committee.agenda import next_meeting
from committee.models import AnnualCase, Meeting, MeetingPlan, MeetingSession
from portal.lib import clock
from portal.models import UpcomingChange
from portal.page_cache.middleware import CACHE_UNTIL
from portal.views.now import now_at, rules_near
from tests.kit.factories import add_meeting, evening, make_plan
from tests.kit.reading import Page

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def home(client: Client, moment: dt.datetime) -> Page:
    with clock.frozen(moment):
        return Page(client.get("/"))


def days_of(year: int) -> list[dt.date]:
    first = dt.date(year, 1, 1)
    return [first + dt.timedelta(days=day) for day in range((dt.date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize(("year", "count"), [(2026, 365), (2028, 366)])
def test_every_day_of_the_year_has_its_answers(content: None, year: int, count: int) -> None:
    sessions = list(MeetingSession.objects.order_by("date", "start").select_related("meeting"))
    steps, cases = list(ProcessStep.objects.all()), list(AnnualCase.objects.all())
    days = days_of(year)
    assert len(days) == count
    for day in days:
        assert sum(step.is_stage and is_running(step, day) for step in steps) == 1
        assert stage_on(steps, day) is not None
        assert any(case.quarter == AnnualCase.Quarter.of(day) for case in cases)
        for hour in (0, 8, 12, 19, 23):
            moment = dt.datetime.combine(day, dt.time(hour, 45))
            found = next_meeting(sessions, moment)
            assert found is None or (found.session.ends_at > moment and not found.session.is_off)
            assert (found is None) == (moment >= dt.datetime(2026, 12, 9, 20))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (dt.datetime(2026, 1, 1, 0, 1), "Næste møde · Om 13 dage Introduktion til socialområdet"),
        (dt.datetime(2026, 1, 14, 10), "Næste møde · I gang nu, til kl. 11.00 Introduktion"),
        (dt.datetime(2026, 1, 14, 11), "Næste møde · I gang nu, til kl. 12.30 Konstituerende møde"),
        (dt.datetime(2026, 2, 25, 7), "Næste møde · I dag Budgetseminar og ordinært møde"),
        (dt.datetime(2026, 2, 25, 19), "Næste møde · Fortsætter i morgen Budgetseminar og ordinært møde"),
        (dt.datetime(2026, 7, 15, 12), "Næste møde · Om 37 dage Budgetseminar og ordinært møde"),
        (dt.datetime(2026, 12, 9, 19, 59), "Næste møde · I gang nu, til kl. 20.00 Ordinært møde"),
        (
            dt.datetime(2026, 12, 9, 20),
            "Der er ingen kommende møder i mødeplanen for 2026. Portalen har ingen mødeplan for 2027.",
        ),
        (dt.datetime(2028, 2, 29, 12), "Portalen har ingen mødeplan for 2028."),
    ],
)
def test_the_hero_says_what_holds_at_the_moment(content: None, client: Client, moment: dt.datetime, words: str) -> None:
    assert words in home(client, moment).text


@pytest.mark.parametrize("moment", [dt.datetime(2026, 1, 1), dt.datetime(2026, 7, 1), dt.datetime(2028, 12, 31, 23)])
def test_no_box_of_the_front_page_is_empty(content: None, client: Client, moment: dt.datetime) -> None:
    page = home(client, moment)
    boxes = page.main.findall(".//ul[@class='cards']/li")
    assert len(boxes) == 3
    assert all(len("".join(box.itertext()).split()) > 6 for box in boxes)


def test_without_a_plan_the_front_page_says_so(client: Client) -> None:
    assert "Der er ikke lagt en mødeplan ind endnu." in home(client, dt.datetime(2026, 1, 1)).text


def test_a_cancelled_meeting_is_told_beside_the_next(client: Client) -> None:
    plan = make_plan()
    add_meeting(plan, "maj", evening(dt.date(2026, 5, 13)), status=Meeting.Status.CANCELLED)
    add_meeting(plan, "juni", evening(dt.date(2026, 6, 3)))
    text = home(client, dt.datetime(2026, 5, 1)).text
    assert "Om 33 dage Juni" in text
    assert "Aflyst: Maj onsdag den 13. maj 2026." in text


def test_a_proposal_is_called_one_until_it_is_adopted(client: Client) -> None:
    plan = make_plan()
    add_meeting(plan, "maj", evening(dt.date(2026, 5, 13)))
    assert "Mødeplanen for 2026 er sendt ud som forslag." in home(client, dt.datetime(2026, 5, 1)).text
    MeetingPlan.objects.update(status=MeetingPlan.Status.ADOPTED, adopted_on=dt.date(2026, 1, 14))
    assert "forslag" not in home(client, dt.datetime(2026, 5, 1)).text


def test_the_page_is_kept_until_the_meeting_begins_and_then_until_it_ends(client: Client) -> None:
    add_meeting(make_plan(), "maj", evening(dt.date(2026, 5, 13)))
    for moment, turn in [(dt.datetime(2026, 5, 13, 9), (16, 30)), (dt.datetime(2026, 5, 13, 17), (20, 0))]:
        with clock.frozen(moment):
            response = client.get("/")
        assert float(response.headers[CACHE_UNTIL]) == make_aware(dt.datetime(2026, 5, 13, *turn)).timestamp()


def rule(title: str, day: dt.date) -> UpcomingChange:
    return UpcomingChange(title=title, slug=title, starts_on=day, before="Før.", after="Nu.")


def test_rules_ahead_and_rules_that_are_new_are_near() -> None:
    old, new, ahead = (
        rule(name, day)
        for name, day in [("gammel", dt.date(2026, 1, 1)), ("ny", dt.date(2026, 6, 1)), ("kommer", dt.date(2028, 4, 1))]
    )
    assert rules_near([old, new, ahead], dt.date(2026, 6, 15)) == [ahead, new]
    assert rules_near([old, new, ahead], dt.date(2028, 8, 1)) == []


def test_the_answers_name_the_budget_year_that_is_being_laid(content: None) -> None:
    found = now_at(dt.datetime(2026, 2, 1))
    assert found.stage is not None
    assert found.stage_year == 2026 - found.stage.relative_year
