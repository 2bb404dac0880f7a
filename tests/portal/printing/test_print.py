"""The whole guide on one page: every record, in reading order, its links leading to places on the page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from budget.models import Budget, BudgetLine, ProcessStep
from committee.models import (
    AdvisoryCouncil,
    AnnualCase,
    Centre,
    Law,
    MemberDuty,
    MemberRight,
    Provision,
    Reporting,
    SupervisoryBody,
    SupervisoryPower,
)
from portal.lib import clock
from portal.models import Chapter, KeyFigure, Section, Term, UpcomingChange
from portal.printing.document import PrintDocument, PrintSection, place
from services.models import Service, Step
from tests.kit.factories import insert, make_committee, tie
from tests.kit.reading import Page

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

JUNE = dt.datetime(2026, 6, 1, 9)
RECORDS = (
    *(Chapter, Section, MemberRight, MemberDuty, AnnualCase, Step, Service, SupervisoryBody, SupervisoryPower),
    *(Reporting, Law, Provision, Centre, AdvisoryCouncil, UpcomingChange, KeyFigure, Term),
)


def printed(client: Client) -> Page:
    with clock.frozen(JUNE):
        return Page(client.get("/print/"))


def test_a_link_leads_to_its_place_on_the_page_and_else_to_the_portal(client: Client) -> None:
    chapter = insert(Chapter, title="Et", slug="et", lead="Kort.")
    body = "Se [rammen](/guide/et/#rammen), [søgningen](/soeg/) og [et andet sted](/guide/et/#findes-ikke)."
    insert(Section, chapter=chapter, title="Rammen", slug="rammen", body=body)
    found = printed(client)
    assert found.links >= {
        ("rammen", "#guide.et.rammen"),
        ("søgningen", "/soeg/"),
        ("et andet sted", "/guide/et/#findes-ikke"),
    }
    assert "guide.et.rammen" in found.places


def test_a_text_s_tags_are_shown_and_not_obeyed(client: Client) -> None:
    chapter = insert(Chapter, title="<b>Et</b>", slug="et", lead="<i>Kort</i>")
    insert(Section, chapter=chapter, title="<u>T</u>", slug="t", body="<script>x</script>")
    found = printed(client)
    assert "<b>Et</b> <i>Kort</i> <u>T</u> <script>x</script>" in found.text


def test_a_dated_rule_stands_in_the_wording_of_the_day(client: Client) -> None:
    insert(
        UpcomingChange,
        title="Frist",
        slug="frist",
        starts_on=dt.date(2026, 6, 1),
        before="Før var den 4.",
        after="Nu er den 2.",
    )
    chapter = insert(Chapter, title="Et", slug="et", lead="Kort.")
    insert(Section, chapter=chapter, title="Frister", slug="frister", body="Fristen: [[regel:frist]]")
    assert "Fristen: Nu er den 2." in printed(client).text


def test_dated_rule_is_printed_with_both_wordings_until_its_day(client: Client) -> None:
    insert(
        UpcomingChange, title="Refusion", slug="r", starts_on=dt.date(2028, 4, 1), before="120 dage.", after="90 dage."
    )
    with clock.frozen(dt.datetime(2028, 3, 31, 12)):
        assert "Frem til 1. april 2028: 120 dage. Fra 1. april 2028: 90 dage." in Page(client.get("/print/")).text
    with clock.frozen(dt.datetime(2028, 4, 1, 12)):
        after = Page(client.get("/print/")).text
    assert "Refusion (1. april 2028) 90 dage." in after
    assert "120 dage" not in after


def test_a_section_leads_to_the_page_that_it_shows_and_to_its_figures_and_repeats_neither(
    client: Client,
) -> None:
    chapter = insert(Chapter, title="Et", slug="et", lead="Kort.")
    section = insert(Section, chapter=chapter, title="Love", slug="love", body="X.", shows="generelle-love")
    insert(Law, title="Styrelsesloven", slug="styrelsesloven", group="generel", purpose="Kommunens styre.")
    figure = insert(KeyFigure, title="Anbragte", slug="anbragte", value=900, unit="børn", explanation="Antal anbragte.")
    tie(section.figures, figure)
    found = printed(client)
    assert found.links >= {("Generelle regler", "#jura"), ("Anbragte", "#noegletal.anbragte")}
    assert (found.text.count("Kommunens styre."), found.text.count("Antal anbragte.")) == (1, 1)


def test_an_empty_portal_is_printed_too(client: Client) -> None:
    assert printed(client).headings(1) == ["Velkomstguide til udvalget"]


def test_places_are_as_unlike_as_addresses() -> None:
    addresses = ["/guide/et/", "/guide/et/#to", "/guide/et-to/", "/guide/#et.to"]
    assert [place(address) for address in addresses[:3]] == ["guide.et", "guide.et.to", "guide.et-to"]


def test_a_book_knows_only_the_places_that_are_in_it() -> None:
    document = PrintDocument(
        [PrintSection("Et", "/guide/et/", entries=[PrintSection("To", "/guide/et/#to")]), PrintSection("Uden sted")]
    )
    assert [document.link(address) for address in ("/guide/et/", "/guide/et/#to", "/guide/andet/")] == [
        "#guide.et",
        "#guide.et.to",
        "/guide/andet/",
    ]


@pytest.mark.usefixtures("content")
def test_every_record_of_the_shipped_content_is_printed(client: Client) -> None:
    found = printed(client)
    missing = [
        f"{model.__name__}: {record}"
        for model in RECORDS
        for record in model.objects.all()
        if (not isinstance(record, KeyFigure) or record.part_of_id is None)
        and place(record.get_absolute_url()) not in found.places
    ]
    assert missing == []


@pytest.mark.usefixtures("content")
def test_nothing_is_folded_and_no_place_is_there_twice(client: Client) -> None:
    found = printed(client)
    ids = [element.get("id", "") for element in found.tree.iter() if element.get("id")]
    assert found.main.find(".//details") is None
    assert sorted(ids) == sorted(set(ids))
    inside = {address[1:] for _, address in found.links if address.startswith("#")}
    assert inside - set(ids) == set()


def test_amounts_that_wait_for_the_secretariat_say_so_on_paper(client: Client) -> None:
    budget = insert(Budget, year=2026, stated_total="7.8", is_from_figure=True)
    fields = {"budget": budget, "title": "Botilbud til voksne", "slug": "botilbud", "group": "voksne", "body": "X."}
    line = insert(BudgetLine, amount=2872, confirm_note="Aflæst af et diagram.", **fields)
    assert printed(client).text.count("Beløbene er aflæst af en figur i folderen.") == 1
    line.confirm_note = ""
    line.save()
    assert "aflæst af en figur" not in printed(client).text


def test_cases_are_printed_under_their_quarter_and_steps_under_their_year(client: Client) -> None:
    case = {"kind": "afrapportering", "form": "mundtlig", "body": "Den kommer igen."}
    insert(AnnualCase, title="Mundtlig afrapportering", slug="m", quarter=2, **case)
    insert(AnnualCase, title="Status", slug="s", from_year=2026, **case)
    step = {"track": "budget", "first_month": 1, "last_month": 1, "actor": "udvalg", "body": "Rammen sættes."}
    insert(ProcessStep, title="Ramme", slug="ramme", relative_year=-1, when="januar", **step)
    text = printed(client).text
    assert "2. kvartal Mundtlig afrapportering Den kommer igen. Årlige statusser derudover Status (fra 2026)" in text
    assert "Status (fra 2026) Den kommer igen. Form mundtlig" in text
    assert "Året før budgetåret Ramme Hvornår Januar Hvem Socialudvalget Rammen sættes." in text


def test_only_aliases_that_are_words_of_their_own_are_printed(client: Client) -> None:
    insert(Term, name="Delegation", slug="delegation", definition="At lade andre beslutte.", aliases="delegere")
    insert(Term, name="Økonomiudvalget", slug="oeu", definition="Et udvalg.", aliases="ØU, økonomiudvalg")
    text = printed(client).text
    assert "Delegation At lade andre beslutte. Økonomiudvalget Et udvalg. Kaldes også: ØU." in text


def test_what_the_administration_runs_itself_is_not_said(client: Client) -> None:
    make_committee()
    fields = {"purpose": "X.", "audience": "X.", "body": "X."}
    step = insert(Step, number=1, title="Råd", slug="raad", summary="Nederst.", body="X.")
    insert(Service, step=step, name="Et", slug="et", run_by="Socialforvaltningen", **fields)
    insert(Service, step=step, name="To", slug="to", run_by="Foreninger", **fields)
    assert printed(client).text.count("Drives af") == 1
