"""Before the term, in its first hundred days, in the ordinary time, in its last months, and when it is over."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from committee.models import Committee, MeetingSession
from committee.term import TermPart, band_on, meetings_left, note_on, term_part
from portal.lib import clock
from tests.kit.factories import add_meeting, evening, make_committee, make_plan
from tests.kit.reading import Page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "part"),
    [
        ((2025, 12, 31), TermPart.BEFORE),
        ((2026, 1, 1), TermPart.FIRST_DAYS),
        ((2026, 4, 10), TermPart.FIRST_DAYS),
        ((2026, 4, 11), TermPart.ORDINARY),
        ((2029, 8, 31), TermPart.ORDINARY),
        ((2029, 9, 1), TermPart.LAST_MONTHS),
        ((2029, 12, 31), TermPart.LAST_MONTHS),
        ((2030, 1, 1), TermPart.OVER),
    ],
)
def test_a_day_stands_in_one_part_of_the_term(day: tuple[int, int, int], part: TermPart) -> None:
    assert term_part(Committee(term_start=2026, term_end=2029), dt.date(*day)) is part


def test_the_first_hundred_days_are_a_hundred_and_a_term_of_one_year_has_its_last_months() -> None:
    committee = Committee(term_start=2026, term_end=2026)
    days = [dt.date(2025, 12, 1) + dt.timedelta(days=number) for number in range(430)]
    parts = [term_part(committee, day) for day in days]
    assert parts.count(TermPart.FIRST_DAYS) == 100
    assert list(dict.fromkeys(parts)) == list(TermPart)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (
            (2025, 12, 1),
            "Før perioden begynder Perioden 2026-2029 begynder 1. januar 2026. "
            "Du kan læse dig ind i området, før udvalget mødes. Begynd med Min introduktion.",
        ),
        (
            (2026, 2, 1),
            "Dine første hundrede dage Du behøver ikke læse det hele på én gang. "
            "Min introduktion tager guiden afsnit for afsnit. Begynd med Min introduktion.",
        ),
        ((2027, 2, 1), ""),
        (
            (2029, 10, 1),
            "Periodens sidste måneder Perioden slutter 31. december 2029. "
            "Mødeplanen har 2 møder tilbage til og med den dag. Se møderne.",
        ),
        ((2030, 1, 1), ""),
    ],
)
def test_the_front_page_says_where_in_the_term_the_day_stands(
    client: Client, day: tuple[int, int, int], said: str
) -> None:
    plan = make_plan(2029)
    for month in (9, 10, 12):
        add_meeting(plan, f"moede-{month}", evening(dt.date(2029, month, 5)))
    with clock.frozen(dt.datetime(*day, 12)):
        band = Page(client.get("/")).tree.find(".//section[@aria-labelledby='perioden']")
    assert (" ".join(" ".join(band.itertext()).split()).replace(" .", ".") if band is not None else "") == said


def test_meetings_that_are_left_are_neither_cancelled_nor_drafts_nor_past_the_term() -> None:
    plan = make_plan(2029)
    for slug, month in (("et", 10), ("to", 11), ("tre", 12)):
        add_meeting(plan, slug, evening(dt.date(2029, month, 5)))
    add_meeting(make_plan(2030), "fire", evening(dt.date(2030, 1, 5)))
    add_meeting(make_plan(2028, is_draft=True), "fem", evening(dt.date(2029, 11, 20)))
    MeetingSession.objects.filter(meeting__slug="to").update(is_cancelled=True)
    assert meetings_left(plan.committee, dt.date(2029, 10, 5)) == 2
    said = [band_on(plan.committee, dt.date(2029, 12, day)).text for day in (5, 6)]
    assert said == [
        "Perioden slutter 31. december 2029. Mødeplanen har ét møde tilbage til og med den dag.",
        "Perioden slutter 31. december 2029.",
    ]


def test_the_note_is_said_from_the_first_day_after_the_term() -> None:
    committee = make_committee()
    assert [note_on(committee, dt.date(2029, 12, 31)), note_on(None, dt.date(2030, 1, 1))] == [None, None]
    assert note_on(committee, dt.date(2030, 1, 1)).text == (
        "Perioden 2026-2029 er slut. Portalen er skrevet til det udvalg, der sad i den periode."
    )


@pytest.mark.parametrize("address", ["/", "/findes-ikke/", "/nyt/", "/soeg/?q=x", "/print/", "/offline/"])
def test_every_page_says_so_from_midnight(client: Client, address: str) -> None:
    make_plan(2029)
    said = []
    for moment in (dt.datetime(2029, 12, 31, 23, 59, 59), dt.datetime(2030, 1, 1)):
        with clock.frozen(moment):
            said.append(client.get(address).text.count("Perioden 2026-2029 er slut."))
    assert said[0] == 0
    assert said[1] > 0


def test_the_front_page_of_a_term_that_is_over_welcomes_nobody_and_awaits_nothing(client: Client) -> None:
    make_plan(2029)
    with clock.frozen(dt.datetime(2030, 1, 1, 12)):
        page = Page(client.get("/"))
    assert page.tree.find(".//h1").text == "Socialudvalget"
    assert "Perioden 2026-2029 er slut, og der er ingen kommende møder." in page.text
    assert [words for words in ("Velkommen", "Aktuelt", "Er du ny?", "lagt den ind") if words in page.text] == []
