"""The annual cycle: the wheel and the list say the same, filters by plain links."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ValidationError

from committee.models import AnnualCase, Law, Provision
from portal.lib import clock
from portal.models import Term
from tests.kit.factories import add_meeting, evening, insert, make_plan, tie
from tests.kit.queries import count_queries
from tests.kit.reading import Page, words

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

MARCH = dt.datetime(2026, 3, 2, 12)


def year(client: Client, query: str = "", moment: dt.datetime = MARCH, **headers: str) -> Page:
    with clock.frozen(moment):
        return Page(client.get(f"/aarshjul/{query}", headers=headers))


def test_another_year_is_chosen_by_a_plain_link_and_has_no_today(client: Client) -> None:
    add_meeting(make_plan(2026), "i-aar", evening(dt.date(2026, 5, 13)))
    add_meeting(make_plan(2027), "naeste-aar", evening(dt.date(2027, 5, 12)))
    assert ("2027", "/aarshjul/?aar=2027") in year(client).links
    page = year(client, "?aar=2027")
    assert page.headings(1) == ["Årshjul 2027"]
    assert ("Naeste-aar", "/moeder/naeste-aar/") in page.links
    assert "/moeder/i-aar/" not in {address for _, address in page.links}
    assert page.main.find(".//line[@class='wheel-today']") is None
    assert "lige nu" not in page.text


@pytest.mark.parametrize("bad", ["1999", "2031", "5" * 5000, "naeste", "-1", "2026.5"])
def test_a_year_without_a_plan_is_said_and_the_nearest_shown(client: Client, bad: str) -> None:
    make_plan(2026)
    page = year(client, f"?aar={bad}")
    assert page.headings(1) == ["Årshjul 2026"]
    assert "Portalen har ingen mødeplan for ”" in page.text
    assert "Her er årshjulet for 2026." in page.text


def arcs(page: Page) -> list[str]:
    """Where the wheel's pieces lead."""
    return [link.get("href", "") for link in page.main.findall(".//svg//a")]


def listed(page: Page) -> list[str]:
    return [f"#{item.get('id')}" for item in page.main.findall(".//ol[@class='cases']/li")]


def test_every_piece_of_the_wheel_leads_to_its_place_in_the_list_or_the_budget(content: None, client: Client) -> None:
    page = year(client)
    to_list = [address for address in arcs(page) if address.startswith("#")]
    assert len(to_list) == 23
    assert to_list == listed(page)[:23]
    assert all(address.startswith("/budget/proces/#") for address in arcs(page)[23:])
    assert {address.removeprefix("#") for address in to_list} <= page.places


def test_the_list_has_the_running_reports_that_the_wheel_has_no_place_for(content: None, client: Client) -> None:
    page = year(client)
    assert len(listed(page)) == AnnualCase.objects.count() == 25
    quarters = ["1. kvartal lige nu", "2. kvartal", "3. kvartal", "4. kvartal"]
    assert page.headings(2)[:5] == [*quarters, "Årlige statusser derudover"]


def test_every_meeting_of_the_wheel_stands_in_the_list(content: None, client: Client) -> None:
    page = year(client)
    dots = page.main.findall(".//circle")
    rows = page.main.findall(".//ul[@class='year-meetings']/li")
    assert (len(dots), len(rows)) == (16, 15)


@pytest.mark.parametrize("kind", ["budget", "afrapportering", "drift"])
def test_a_kind_is_chosen_by_a_plain_link(content: None, client: Client, kind: str) -> None:
    page = year(client, f"?art={kind}")
    wanted = list(AnnualCase.objects.filter(kind=kind).values_list("slug", flat=True))
    assert listed(page) == [f"#{slug}" for slug in wanted]
    assert [address for address in arcs(page) if address.startswith("#")] == [
        f"#{slug}"
        for slug in AnnualCase.objects.filter(kind=kind, quarter__isnull=False).values_list("slug", flat=True)
    ]


def test_an_unknown_kind_shows_the_whole_year_and_says_so(content: None, client: Client) -> None:
    page = year(client, "?art=fest")
    assert len(listed(page)) == 25
    assert "Valget ”fest” findes ikke." in page.text


def test_htmx_gets_wheel_and_list_alone(content: None, client: Client) -> None:
    page = year(client, "?art=drift", HX_Request="true")
    assert page.headings(1) == []
    assert listed(page)


def test_a_case_keeps_its_number_whatever_is_chosen(content: None, client: Client) -> None:
    item = year(client, "?art=drift").main.find(".//ol[@class='cases']/li")
    whole = year(client).main.find(f".//li[@id='{item.get('id')}']")
    assert item.get("value") == whole.get("value")


def test_a_year_without_a_plan_says_so_once(content: None, client: Client) -> None:
    page = year(client, moment=dt.datetime(2028, 2, 29))
    assert page.headings(1) == ["Årshjul 2028"]
    assert page.text.count("Portalen har ingen mødedatoer for 2028.") == 1
    assert "i planen for" not in page.text


def test_an_empty_portal_still_answers(client: Client) -> None:
    assert "Alle 0 sager vises." in year(client).text


@pytest.mark.parametrize("planned", [True, False])
def test_queries_do_not_grow_with_the_cases(client: Client, planned: bool) -> None:
    law = insert(Law, title="Serviceloven", slug="serviceloven", group="saerlig", purpose="X.")
    plan = make_plan()
    counts = []
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            insert(Term, name=f"ord{number}", slug=f"ord{number}", definition="X.")
            fields = {"slug": f"sag-{number}", "quarter": 1 + number % 4, "body": f"Her er ord{number}."}
            case = insert(AnnualCase, title=f"Sag {number}", kind="drift", **fields)
            tie(case.provisions, insert(Provision, law=law, slug=f"p{number}", title="X", body="X."))
            if planned:
                day = dt.date(2026, 1, 1) + dt.timedelta(days=number)
                tie(add_meeting(plan, f"moede-{number}", evening(day)).cases, case)
        with clock.frozen(MARCH):
            counts.append(count_queries(client, "/aarshjul/", "/aarshjul/?art=drift"))
    assert counts[0] == counts[1]
    page = year(client)
    assert len(listed(page)) == 30
    assert words(page.main).count("Et ord") == 0


@pytest.mark.parametrize(
    ("from_year", "to_year", "shown", "years"),
    [
        (None, None, {2026, 2027, 2028}, ""),
        (2027, None, {2027, 2028}, "fra 2027"),
        (None, 2026, {2026}, "til og med 2026"),
        (2027, 2027, {2027}, "kun 2027"),
        (2026, 2027, {2026, 2027}, "2026-2027"),
    ],
)
def test_a_case_stands_in_its_own_years(
    client: Client, from_year: int | None, to_year: int | None, shown: set[int], years: str
) -> None:
    case = insert(
        AnnualCase,
        title="Prognose",
        slug="p",
        quarter=1,
        kind="budget",
        body="X.",
        from_year=from_year,
        to_year=to_year,
    )
    assert case.years == years
    for address in ("/aarshjul/", "/", "/print/"):
        found = set()
        for number in (2026, 2027, 2028):
            with clock.frozen(dt.datetime(number, 2, 1, 12)):
                text = Page(client.get(address)).main.text_content()
            if "Prognose" in text:
                found.add(number)
                assert address == "/" or years in text
        assert (address, found) == (address, shown)
    assert {number for number in (2026, 2027, 2028) if case.is_in(number)} == shown


@pytest.mark.both_databases
def test_a_case_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValidationError, match="Det sidste år ligger ikke før det første"):
        AnnualCase(title="X", slug="x", kind="budget", body="X.", from_year=2027, to_year=2026).full_clean()
