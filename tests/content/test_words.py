"""The words of the field as shipped: one sentence each, one explanation each, and a place in the guide."""

from __future__ import annotations

import re

import pytest

from portal.models import Term
from portal.search.index.models import Synonym

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


def test_a_word_is_explained_in_one_sentence() -> None:
    for one in Term.objects.all():
        assert re.fullmatch(r"[^.!?]+\.", re.sub(r"\b(?:fx|bl\.a)\.", "", one.definition)), one


def test_a_word_has_one_explanation() -> None:
    names = [name.casefold() for one in Term.objects.all() for name in (one.name, *one.alias_list)]

    assert sorted(names) == sorted(set(names))


def test_every_word_leads_to_a_section() -> None:
    assert list(Term.objects.filter(section=None)) == []


@pytest.mark.parametrize(
    "name",
    [
        "Indkaldelsescirkulære",
        "Budgetnotat",
        "Bevillingsudløb",
        "Overførselssagen",
        "Måltal",
        "Investeringsforslag",
        "Effektivisering",
        "Visitation",
        "Lavtærskeltilbud",
        "Selvhenvenderprincip",
        "Refusion",
        "Takstloft",
        "Tabt arbejdsfortjeneste",
        "Kompensationsydelse",
        "Underretning",
        "Børnefaglig undersøgelse",
        "Netværksmøde",
        "Housing First",
        "Skæve boliger",
        "Varetægtssurrogat",
        "Netværksplejefamilie",
        "SSP",
        "Danmarkskortet",
        "Handicapsagsbarometret",
        "Paragraf 18-midler",
        "Standsningsret",
        "Protokolbemærkning",
        "Skærpet tilsyn",
        "Revisionsbemærkning",
        "Databeskyttelsesrådgiver",
        "Rammelovgivning",
        "Regnskabsprognose",
    ],
)
def test_the_words_of_the_field_are_explained(name: str) -> None:
    assert Term.objects.filter(name=name).count() == 1


@pytest.mark.parametrize("slug", ["ssp", "danmarkskortet", "handicapsagsbarometret", "paragraf-18-midler", "b-sag"])
def test_a_word_that_the_folder_does_not_explain_waits_for_the_secretariat(slug: str) -> None:
    assert Term.objects.get(slug=slug).confirm_note.endswith("bekræfte.")


@pytest.mark.parametrize(
    "word",
    ["sundhedsstyrelsen", "kontanthjælp", "domstol", "natcafe", "sekretariat", "hilsen fra borgmesteren", "finanslov"],
)
def test_a_word_for_something_else_is_no_synonym(word: str) -> None:
    assert list(Synonym.objects.filter(word=word)) == []


@pytest.mark.parametrize(
    ("word", "means"),
    [
        ("BUU", "Børne- og Ungdomsudvalget"),
        ("børneudvalg", "Børne- og ungeudvalget, Børne- og Ungdomsudvalget"),
        ("hilsen fra direktøren", "velkommen"),
        ("varmestue", "lavtærskeltilbud"),
        ("ven", "inhabilitet"),
    ],
)
def test_a_synonym_leads_to_what_is_meant(word: str, means: str) -> None:
    assert Synonym.objects.get(word=word).means == means
