"""Filters over a page's rows: combined, counted, and kind to unknown values."""

from __future__ import annotations

from typing import NamedTuple

from portal.filters import Filter, Option, Selection


class Fruit(NamedTuple):
    name: str
    colour: str
    size: str


FRUITS = [Fruit("æble", "rød", "stor"), Fruit("kirsebær", "rød", "lille"), Fruit("pære", "grøn", "stor")]
FILTERS = [
    Filter[Fruit](
        "farve", "Farve", {"roed": "Rød", "groen": "Grøn"}, lambda f, v: f.colour == {"roed": "rød"}.get(v, "grøn")
    ),
    Filter[Fruit]("str", "Størrelse", {"stor": "Stor", "lille": "Lille"}, lambda f, v: f.size == v),
]


def test_without_a_choice_every_row_shows() -> None:
    assert Selection(FILTERS, {}).select(FRUITS) == FRUITS


def test_two_filters_narrow_together() -> None:
    chosen = Selection(FILTERS, {"farve": "roed", "str": "stor"})
    assert [fruit.name for fruit in chosen.select(FRUITS)] == ["æble"]
    assert chosen.labels() == ["Rød", "Stor"]


def test_a_count_says_how_many_rows_a_value_would_show_beside_the_other_filters() -> None:
    chosen = Selection(FILTERS, {"farve": "roed"})
    assert [(facet.name, options) for facet, options in chosen.options(FRUITS)] == [
        ("farve", [Option("roed", "Rød", 2, True, "?"), Option("groen", "Grøn", 1, False, "?farve=groen")]),
        (
            "str",
            [
                Option("stor", "Stor", 1, False, "?farve=roed&str=stor"),
                Option("lille", "Lille", 1, False, "?farve=roed&str=lille"),
            ],
        ),
    ]


def test_an_unknown_value_is_left_out_and_said() -> None:
    chosen = Selection(FILTERS, {"farve": "blå", "str": "stor", "side": "7"})
    assert (chosen.unknown, chosen.chosen) == (["blå"], {"str": "stor"})


def test_an_empty_value_is_no_filter() -> None:
    chosen = Selection(FILTERS, {"farve": " "})
    assert (chosen.unknown, chosen.select(FRUITS)) == ([], FRUITS)
