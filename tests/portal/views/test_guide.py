"""The guide and what belongs to it: chapters, figures, words, dated rules, the reader's own way, about the portal."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from committee.models import Law, Provision
from portal.lib import clock
from portal.models import Chapter, KeyFigure, Section, Term, UpcomingChange
from portal.models.figures import with_parts
from portal.pages.shown import shown_records
from portal.text import reading_time
from portal.views.glossary import by_letter
from tests.kit.factories import insert, tie
from tests.kit.reading import Page, words

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

MARCH = dt.datetime(2028, 3, 31, 12)
APRIL = dt.datetime(2028, 4, 1, 12)


def page(client: Client, address: str, moment: dt.datetime = MARCH) -> Page:
    with clock.frozen(moment):
        return Page(client.get(address))


@pytest.fixture
def chapters() -> list[Chapter]:
    """Three chapters; the middle one has two sections, one of them with a figure and a dated rule."""
    found = [
        insert(Chapter, title=title, slug=slug, order=order, lead=f"Om {title}.", source_page=source)
        for order, (title, slug, source) in enumerate(
            [("Velkommen", "velkommen", ""), ("Økonomi", "oekonomi", "14-15"), ("Tilsyn", "tilsyn", "")]
        )
    ]
    insert(Section, chapter=found[1], title="Rammen", slug="rammen", order=1, body="ord " * 400, source_page="14-15")
    refund = "Staten betaler. [[regel:refusion]]"
    second = insert(
        Section, chapter=found[1], title="Refusion", slug="refusion", order=2, body=refund, source_page="14-15"
    )
    tie(second.figures, figure("herberg", 1400, unit="borgere"))
    return found


@pytest.fixture
def refund() -> UpcomingChange:
    return insert(
        UpcomingChange,
        title="Refusion af herberg",
        slug="refusion",
        starts_on=dt.date(2028, 4, 1),
        month_only=True,
        before="Grænsen er 120 dage.",
        after="Grænsen er 90 dage.",
        consequence="Kommunen betaler mere.",
    )


def figure(slug: str, value: int, **fields: Any) -> KeyFigure:
    defaults = {"title": slug.capitalize(), "explanation": "Så mange var der.", "year": "2024"}
    return insert(KeyFigure, slug=slug, value=Decimal(value), **defaults | fields)


def test_the_guide_lists_every_chapter_with_its_sections_and_reading_time(
    client: Client, chapters: list[Chapter]
) -> None:
    found = page(client, "/guide/")
    assert [words(item.find("a")) for item in found.main.findall(".//ol/li") if item.find("small") is not None] == [
        "Velkommen",
        "Økonomi",
        "Tilsyn",
    ]
    assert ("Refusion", "/guide/oekonomi/#refusion") in found.links
    assert "Hele guiden tager ca. 2 minutter at læse." in found.text


def test_a_chapter_has_its_sections_in_order_each_with_its_anchor(client: Client, chapters: list[Chapter]) -> None:
    found = page(client, "/guide/oekonomi/")
    assert found.headings(1) == ["Økonomi"]
    assert found.headings(2) == ["Rammen", "Refusion"]
    assert {"rammen", "refusion"} <= found.places
    assert "Læsetid: 2 minutter" in found.text
    assert "Kilde: velkomstfolderen s. 14-15" in found.text


def test_page_names_a_source_shared_by_all_its_records(client: Client, chapters: list[Chapter]) -> None:
    assert "Kilde:" not in page(client, "/guide/").text
    Section.objects.filter(slug="rammen").update(source_page="")
    assert "Kilde:" not in page(client, "/guide/oekonomi/").text


def test_a_chapter_leads_to_the_ones_before_and_after(client: Client, chapters: list[Chapter]) -> None:
    links = page(client, "/guide/oekonomi/").links
    assert {("Forrige Velkommen", "/guide/velkommen/"), ("Næste Tilsyn", "/guide/tilsyn/")} <= links
    assert not any(label.startswith("Forrige") for label, _ in page(client, "/guide/velkommen/").links)


def test_a_figure_stands_in_the_section_that_uses_it(client: Client, chapters: list[Chapter]) -> None:
    section = page(client, "/guide/oekonomi/").main.find(".//section[@id='refusion']")
    assert "1.400 borgere" in words(section)


def test_a_section_lists_the_records_that_it_shows_each_with_a_line_and_its_mark(
    client: Client, chapters: list[Chapter]
) -> None:
    insert(Section, chapter=chapters[2], title="Love", slug="love", body="Rammen.", shows=Section.Shows.GENERAL_LAWS)
    insert(Law, title="Styrelsesloven", slug="styrelsesloven", group="generel", order=1, purpose="Kommunens styre.")
    insert(
        Law, title="Retsplejeloven", slug="rpl", group="generel", order=2, purpose="Retten.", confirm_note="Bekræft."
    )
    insert(Law, title="Barnets lov", slug="barnets-lov", group="saerlig", purpose="Børn.")
    insert(Law, title="Kladdeloven", slug="kladde", group="generel", order=3, purpose="Kladde.", is_draft=True)

    assert [words(item) for item in page(client, "/guide/tilsyn/").main.iterfind(".//section[@id='love']//ul/li")] == [
        "Styrelsesloven: Kommunens styre.",
        "Retsplejeloven: Retten. afventer sekretariatet",
    ]


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("shows", Section.Shows.values)
def test_every_list_that_a_section_can_show_has_records_that_lead_to_their_page(client: Client, shows: str) -> None:
    section = Section.objects.select_related("chapter").get(chapter__slug="velkommen", slug="det-faar-du-i-guiden")
    Section.objects.filter(pk=section.pk).update(shows=shows)
    section.shows = shows

    listed = [one.record for one in shown_records(section)]
    links = {address for _, address in page(client, "/guide/velkommen/").links}
    assert listed
    assert {record.get_absolute_url() for record in listed} <= links


def test_a_chapter_leads_to_the_page_of_its_records(client: Client, chapters: list[Chapter]) -> None:
    Chapter.objects.filter(slug="oekonomi").update(overview=Chapter.Overview.PROCESS)
    assert ("Se det samlet: Budgetprocessen", "/budget/proces/") in page(client, "/guide/oekonomi/").links


def test_a_rule_changes_its_wording_in_the_chapter_on_its_day(
    client: Client, chapters: list[Chapter], refund: UpcomingChange
) -> None:
    before, after = (page(client, "/guide/oekonomi/", moment).text for moment in (MARCH, APRIL))
    assert "Grænsen er 120 dage." in before
    assert "Grænsen er 90 dage." not in before
    assert "Grænsen er 90 dage." in after
    assert "Grænsen er 120 dage." not in after


@pytest.mark.parametrize(
    ("count", "minutes", "shown"),
    [(0, 0, ""), (1, 1, "½ min."), (149, 1, "½ min."), (150, 1, "1 min."), (299, 1, "1 min."), (800, 4, "4 min.")],
)
def test_reading_time_is_told_in_half_and_whole_minutes(count: int, minutes: int, shown: str) -> None:
    assert (reading_time.minutes(count), reading_time.shown(count)) == (minutes, shown)


def test_an_unknown_chapter_is_not_found(client: Client, chapters: list[Chapter]) -> None:
    assert client.get("/guide/findes-ikke/").status_code == 404


def test_a_rule_ahead_is_told_before_and_after_and_where_it_stands(
    client: Client, chapters: list[Chapter], refund: UpcomingChange
) -> None:
    found = page(client, "/regler/")
    article = words(found.main.find(".//article[@id='refusion']"))
    assert article == (
        "skifter april 2028 Refusion af herberg Frem til april 2028 Grænsen er 120 dage. "
        "Fra april 2028 Grænsen er 90 dage. "
        "Det betyder: Kommunen betaler mere. Står her: Refusion."
    )
    assert ("Refusion", "/guide/oekonomi/#refusion") in found.links


def test_a_rule_that_has_begun_is_told_as_what_holds(
    client: Client, chapters: list[Chapter], refund: UpcomingChange
) -> None:
    found = page(client, "/regler/", APRIL)
    assert "Portalen kender ingen kommende regelændringer." in found.text
    assert "gælder fra april 2028 Refusion af herberg Fra april 2028 Grænsen er 90 dage." in found.text
    assert "Grænsen er 120 dage." not in found.text


def test_parts_stand_with_their_whole_and_are_added_up() -> None:
    whole = figure("borgere-paa-botilbud", 5100, precision="ca.", unit="borgere")
    for order, (slug, value) in enumerate({"p105": 1400, "p107": 900, "p108": 900, "p109": 500, "p110": 1400}.items()):
        figure(slug, value, part_of=whole, order=order)
    (row,) = with_parts(KeyFigure.objects.all())
    assert ([part.slug for part in row.parts], row.sum_of_parts, row.adds_up) == (
        ["p105", "p107", "p108", "p109", "p110"],
        5100,
        True,
    )


def test_a_figure_tells_its_change_its_year_and_where_it_is_used(client: Client, chapters: list[Chapter]) -> None:
    law = insert(Law, title="Serviceloven", slug="serviceloven", abbreviation="SEL", group="saerlig", purpose="X.")
    stay = figure("ophold", 766, unit="dage", year="2025", previous_value=850, previous_year="2024", source_page="20")
    provision = insert(Provision, law=law, slug="p107", paragraph="§ 107", title="Midlertidigt", body="X.")
    tie(provision.figures, stay)
    found = page(client, "/noegletal/")
    item = words(found.main.find(".//li[@id='ophold']"))
    assert "Før: 850 dage i 2024. Nu: 766 dage i 2025." in item
    assert "År: 2025. Kilde: velkomstfolderen s. 20." in item
    assert {
        ("SEL § 107: Midlertidigt", "/jura/serviceloven/#p107"),
        ("Refusion", "/guide/oekonomi/#refusion"),
    } <= found.links


def term(name: str, slug: str = "", **fields: Any) -> Term:
    return insert(Term, name=name, slug=slug or name, definition=f"Om {name}.", **fields)


def test_words_stand_from_a_to_aa_in_danish_order() -> None:
    for name, slug in [
        ("årsnorm", "aarsnorm"),
        ("ækvivalens", "aekvivalens"),
        ("zone", "zone"),
        ("økonomi", "oekonomi"),
        ("Aktindsigt", "aktindsigt"),
        ("anbringelse", "anbringelse"),
        ("§ 18-midler", "p18-midler"),
    ]:
        term(name, slug=slug)
    letters = {letter.name: [word.name for word in letter.terms] for letter in by_letter(Term.objects.all())}
    assert "".join(letters) == "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"
    assert {letter: names for letter, names in letters.items() if names} == {
        "A": ["Aktindsigt", "anbringelse"],
        "M": ["§ 18-midler"],
        "Z": ["zone"],
        "Æ": ["ækvivalens"],
        "Ø": ["økonomi"],
        "Å": ["årsnorm"],
    }


def test_a_word_has_its_anchor_its_other_names_and_the_way_to_its_section(
    client: Client, chapters: list[Chapter]
) -> None:
    term("budgetnotat", aliases="ønskeforslag, ønske", section=Section.objects.get(slug="rammen"))
    found = page(client, "/ordbog/")
    assert words(found.main.find(".//div[@id='budgetnotat']")) == (
        "budgetnotat Om budgetnotat. Kaldes også: ønskeforslag, ønske. Læs mere: Rammen."
    )
    assert ("B", "#bogstav-b") in found.links
    assert "bogstav-b" in found.places


def test_introduction_lists_every_section_with_its_reading_time(client: Client, chapters: list[Chapter]) -> None:
    found = page(client, "/min-introduktion/")
    boxes = found.main.findall(".//input[@type='checkbox']")
    assert [(box.get("data-read"), box.get("data-words")) for box in boxes] == [
        ("oekonomi/rammen", "400"),
        ("oekonomi/refusion", "2"),
    ]
    assert all(words(label).startswith("Læst: ") for label in found.main.findall(".//label"))
    assert "2 afsnit, ca. 2 minutter." in found.text


def test_a_section_has_the_same_box_in_its_chapter(client: Client, chapters: list[Chapter]) -> None:
    boxes = page(client, "/guide/oekonomi/").main.findall(".//input[@type='checkbox']")
    assert [box.get("data-read") for box in boxes] == ["oekonomi/rammen", "oekonomi/refusion"]


def test_the_guide_gives_an_insight_and_does_not_claim_to_be_all(client: Client) -> None:
    assert "Guiden giver dig et indblik i" in page(client, "/guide/").text


def test_the_couplings_are_said_to_be_the_portals_own(client: Client) -> None:
    found = page(client, "/om/").text
    assert "Tal, datoer, navne og forbehold er taget fra folderen." in found
    assert "Koblingerne mellem fx indsatser, love, beløb, sager og møder er portalens egne" in found


@pytest.mark.parametrize("address", ["/om/", "/privatliv/", "/tilgaengelighed/"])
def test_the_pages_about_the_portal_answer_in_an_empty_one(client: Client, address: str) -> None:
    assert len(page(client, address).text.split()) > 80


def test_was_leads_to_the_official_statement_or_to_ours(client: Client, settings) -> None:
    settings.WAS_URL = ""
    assert client.get("/was").headers["Location"] == "/tilgaengelighed/"
    settings.WAS_URL = "https://www.was.digst.dk/portal"
    assert client.get("/was").headers["Location"] == "https://www.was.digst.dk/portal"


@pytest.mark.parametrize(
    "address", ["/", "/guide/", "/moeder/", "/aarshjul/", "/noegletal/", "/ordbog/", "/regler/", "/min-introduktion/"]
)
def test_an_empty_portal_answers_kindly(client: Client, address: str) -> None:
    assert len(page(client, address).headings(1)) == 1
