"""The key figures as shipped: their reservations, their parts, and what they are easily taken for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.models import KeyFigure, Section
from portal.text import markdown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("content")]


def figure(slug: str) -> KeyFigure:
    found: KeyFigure = KeyFigure.objects.get(slug=slug)
    return found


def test_the_figures_stand_with_their_reservations() -> None:
    whole = KeyFigure.objects.filter(part_of=None)

    assert [(one.slug, one.shown_value, one.year) for one in whole] == [
        ("hjemloese", "1.387 hjemløse", "2024"),
        ("hjemloese-andel", "23 %", "2024"),
        ("penge-til-ventelisten", "knap 800 mio. kr.", "2025-2029"),
        ("merpris-for-ekstern-plads", "1,2 mio. kr. mere om året", ""),
        ("budget-2026", "ca. 7,8 mia. kr.", "2026"),
        ("hjemloese-i-egen-bolig", "272 hjemløse", "2024"),
        ("skaeve-boliger", "77 skæve boliger", ""),
        ("borgere-i-rusmiddelbehandling", "over 4.500 borgere om året", ""),
        ("behandlingsforloeb", "ca. 4.500 behandlingsforløb", "2024"),
        ("andel-i-familiepleje", "knap halvdelen af anbringelserne", ""),
        ("boerne-og-ungehjem", "ca. 20 børne- og ungehjem", ""),
        ("opholdslaengde", "766 dage", "2025"),
        ("administrative-besparelser", "knap 60 mio. kr.", "2026 og frem"),
        ("underretninger", "ca. 20.000 nye underretninger", "2024"),
        ("forebyggende-indsatser", "ca. 4.200 forebyggende indsatser", "2024"),
        ("voksne-med-hjaelp", "ca. 22.000 voksne borgere", "2024"),
        ("medarbejdere", "ca. 7.000 fuldtidsmedarbejdere", "2024"),
        ("afgoerelser", "ca. 14.000 afgørelser", "2024"),
        ("stoette-i-eget-hjem", "ca. 2.500 borgere", "2024"),
        ("anbragte", "ca. 900 børn og unge", "2024"),
        ("borgere-paa-botilbud", "ca. 5.100 borgere", "2024"),
    ]


def test_the_5100_are_the_sum_of_their_five_parts() -> None:
    parts = {one.title: one.value for one in figure("borgere-paa-botilbud").parts.all()}

    assert parts == {
        "Botilbud efter almenboligloven (ALB § 105)": 1400,
        "Midlertidigt botilbud (SEL § 107)": 900,
        "Længerevarende botilbud (SEL § 108)": 900,
        "Krisecenter (SEL § 109)": 500,
        "Herberg (SEL § 110)": 1400,
    }
    assert sum(value or Decimal() for value in parts.values()) == figure("borgere-paa-botilbud").value


def test_the_5100_say_that_they_count_crisis_centres_and_shelters_too() -> None:
    assert "også ca. 1.900 borgere på krisecentre og herberger" in figure("borgere-paa-botilbud").explanation


@pytest.mark.parametrize("slug", ["borgere-i-rusmiddelbehandling", "behandlingsforloeb"])
def test_people_in_treatment_and_courses_of_treatment_name_each_other(slug: str) -> None:
    said = figure(slug).explanation

    assert "en borger og et forløb er ikke det samme" in said
    assert "4.500" in said


def test_the_homeless_were_counted_in_2024() -> None:
    assert figure("hjemloese").explanation.startswith("Antal hjemløse i København ifølge tællingen i 2024.")


def test_the_stay_has_become_shorter() -> None:
    stay = figure("opholdslaengde")

    assert (stay.change, stay.previous_year, stay.year) == ("fra 850 til 766 dage", "2024", "2025")


def test_every_figure_is_used_where_it_belongs() -> None:
    unused = KeyFigure.objects.filter(part_of=None, sections=None, services=None, provisions=None)

    assert list(unused) == []


def test_a_section_that_shows_a_figure_says_it_too() -> None:
    for one in Section.objects.prefetch_related("figures"):
        text = markdown.to_words(one.body)
        assert [shown.slug for shown in one.figures.all() if shown.shown_number.casefold() not in text.casefold()] == []
