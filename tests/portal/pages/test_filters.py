"""Filters over a page's rows: combined, counted, and kind to unknown values."""

from __future__ import annotations

from typing import NamedTuple

from portal.pages.filters import Filter, Option, Selection


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


def test_count_of_a_value_respects_the_other_filters() -> None:
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


def test_a_choice_that_arranges_has_a_default_and_leaves_no_row_out() -> None:
    order = Filter[Fruit]("orden", "Rækkefølge", {"stor": "Størst først", "navn": "Efter navn"}, default="stor")
    chosen = Selection([order], {})
    assert (chosen.value("orden"), chosen.labels(), chosen.select(FRUITS)) == ("stor", [], FRUITS)
    assert Selection([order], {"orden": "stor"}).chosen == {}
    assert chosen.options(FRUITS)[0][1] == [
        Option("stor", "Størst først", None, True, "?"),
        Option("navn", "Efter navn", None, False, "?orden=navn"),
    ]
    named = Selection([order], {"orden": "navn"})
    assert (named.value("orden"), [option.address for option in named.options(FRUITS)[0][1]]) == ("navn", ["?", "?"])


def test_a_filter_with_one_value_offers_no_choice() -> None:
    only = Filter[Fruit]("farve", "Farve", {"roed": "Rød"}, lambda fruit, value: True)
    assert Selection([only], {}).options(FRUITS) == []
