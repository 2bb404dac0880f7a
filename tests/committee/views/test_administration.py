"""The administration's centres with their services, and the councils."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from committee.models import AdvisoryCouncil, Centre, Committee
from portal.models import Chapter, Section
from services.models import Service, Step
from tests.kit.factories import insert, make_committee, tie
from tests.kit.queries import count_queries
from tests.kit.reading import Page, words

if TYPE_CHECKING:
    from django.test import Client

ADMINISTRATION = "/forvaltning/"


@pytest.fixture
def section(db: None) -> Section:
    chapter = insert(Chapter, title="Forvaltningen", slug="forvaltningen", lead="X.")
    return insert(Section, chapter=chapter, title="Borgerne bliver hørt", slug="borgerne-bliver-hoert", body="X.")


def centre(slug: str, **fields: str) -> Centre:
    made = insert(Centre, name=slug.capitalize(), slug=slug, body="Centret hjælper.", **fields)
    step = Step.objects.get_or_create(number=1, defaults={"title": "T", "slug": "t", "summary": "X.", "body": "X."})[0]
    insert(
        Service,
        name=f"Indsats i {slug}",
        slug=f"i-{slug}",
        step=step,
        purpose="X.",
        audience="X.",
        body="X.",
        centre=made,
    )
    return made


def council(slug: str, *sections: Section) -> AdvisoryCouncil:
    made = insert(AdvisoryCouncil, name=slug.capitalize(), slug=slug, body="Rådet mener noget.")
    tie(made.sections, *sections)
    return made


def test_a_centre_leads_to_the_services_that_it_runs(client: Client, db: None) -> None:
    centre("indgangen")
    page = Page(client.get(ADMINISTRATION))
    assert "indgangen" in page.places
    assert ("Indsats i indgangen", "/indsatser/i-indgangen/") in page.links


def test_kind_of_a_centre_is_shown_only_when_known(client: Client, db: None) -> None:
    centre("ukendt")
    assert "ikke oplyst" not in Page(client.get(ADMINISTRATION)).text.lower()
    centre("kendt", kind="drift")
    assert "Driftscenter" in Page(client.get(ADMINISTRATION)).text


def test_the_centres_are_six_and_five_and_the_folder_does_not_name_them_all(client: Client, db: None) -> None:
    centre("indgangen")
    said = Page(client.get(ADMINISTRATION)).text
    assert "seks driftscentre og fem administrative centre" in said
    assert "den nævner ikke de øvrige ved navn" in said
    for number in range(10):
        centre(f"center-{number}")
    assert "den nævner ikke de øvrige ved navn" not in Page(client.get(ADMINISTRATION)).text


def test_a_council_leads_to_its_sections(client: Client, section: Section) -> None:
    council("handicapraadet", section)
    page = Page(client.get(ADMINISTRATION))
    assert "handicapraadet" in page.places
    assert ("Borgerne bliver hørt", "/guide/forvaltningen/#borgerne-bliver-hoert") in page.links


def test_what_is_true_of_all_councils_stands_once_over_them(client: Client, section: Section) -> None:
    insert(AdvisoryCouncil, name="Handicaprådet", slug="handicapraadet", body="")
    Section.objects.filter(pk=section.pk).update(shows=Section.Shows.COUNCILS, body="Rådene bliver hørt.")
    page = Page(client.get(ADMINISTRATION))
    assert "handicapraadet" in page.places
    assert page.text.count("Rådene bliver hørt.") == 1


def test_an_empty_portal_has_its_page(client: Client, db: None) -> None:
    assert Page(client.get(ADMINISTRATION)).headings(1) == ["Råd og forvaltning"]


def test_queries_do_not_grow_with_centres_and_councils(client: Client, section: Section) -> None:
    counts = []
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            centre(f"center-{number}")
            council(f"raad-{number}", section)
        counts.append(count_queries(client, ADMINISTRATION))
    assert counts[0] == counts[1]


def test_the_committee_that_pages_name_is_the_one_of_the_newest_term(client: Client, db: None) -> None:
    assert Committee.current() is None
    for name, start in (("Nu", 2026), ("Før", 2022)):
        make_committee(name=name, slug=name.lower(), term_start=start, term_end=start + 3)
    assert Committee.current() == Committee.objects.get(name="Nu")
    assert "Nu Københavns Kommune 2026-2029" in words(
        Page(client.get(ADMINISTRATION)).tree.find(".//a[@class='brand']")
    )
