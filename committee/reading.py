"""The background to a meeting: sections, laws, cases and words, with the time that it takes to read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Concat

from committee.models import AnnualCase, Law, Meeting
from portal import reading_time
from portal.danish import sort_key
from portal.kept_queries import KeptQuery
from portal.models import Chapter, Section, Term

SECTIONS, LAWS, CASES, TERMS = range(4)
LABELS = {SECTIONS: "Afsnit i guiden", LAWS: "Love", CASES: "Faste sager", TERMS: "Ord at kende"}
ADDRESSES: dict[int, Callable[[str, str], str]] = {
    SECTIONS: lambda slug, chapter: Section(slug=slug, chapter=Chapter(slug=chapter)).get_absolute_url(),
    LAWS: lambda slug, _: Law(slug=slug).get_absolute_url(),
    CASES: lambda slug, _: AnnualCase(slug=slug).get_absolute_url(),
    TERMS: lambda slug, _: Term(slug=slug).get_absolute_url(),
}
_NOTHING = Value("", output_field=TextField())
_BODY = F("body")


@dataclass(frozen=True)
class Reading:
    """One thing to read: its title, where it stands, what it is about, and how many words it has."""

    kind: int
    title: str
    address: str
    about: str
    words: int

    @property
    def reading_time(self) -> str:
        """`½ min.`"""
        return reading_time.shown(self.words)


@dataclass(frozen=True)
class ReadingGroup:
    """The things of one kind."""

    label: str
    readings: list[Reading]


def reading_list(meeting: Meeting) -> list[ReadingGroup]:
    """The meeting's list by kind, each in the order that the portal has it. One query."""
    found = sorted(_LISTED.rows(meeting.pk), key=lambda row: (*row[:3], sort_key(row[3])))
    return [
        ReadingGroup(LABELS[kind], [_reading(*row[:1], *row[3:]) for row in group])
        for kind, group in groupby(found, key=lambda row: row[0])
    ]


def minutes(groups: Iterable[ReadingGroup]) -> int:
    """How many whole minutes it all takes: 0 for nothing, else at least one."""
    return reading_time.minutes(sum(reading.words for group in groups for reading in group.readings))


def _listed(key: int) -> QuerySet[Any]:
    """The rows of the list of the meeting with that key."""
    meeting = Meeting(pk=key)
    rows = _rows(meeting.sections, SECTIONS, F("chapter__order"), F("order"), F("title"), F("chapter__slug"))
    laws = _rows(meeting.laws, LAWS, F("order"), Value(0), F("title"), _NOTHING, F("purpose"))
    cases = _rows(meeting.cases, CASES, Coalesce(F("quarter"), 5), F("order"), F("title"), _NOTHING)
    text = Concat("definition", Value(" "), "body", output_field=TextField())
    terms = _rows(meeting.terms, TERMS, Value(0), Value(0), F("name"), _NOTHING, F("definition"), text)
    return rows.union(laws, cases, terms, all=True)


_LISTED = KeptQuery(_listed)


def _rows(
    records: Any,
    kind: int,
    first: Any,
    second: Any,
    title: F,
    parent: Any,
    about: Any = _NOTHING,
    text: Any = _BODY,
) -> QuerySet[Any]:
    """One kind's part of the union: kind, two places to sort by, title, slug, parent's slug, about, text."""
    columns = (Value(kind), first, second, title, F("slug"), parent, about, text)
    return records.order_by().values_list(*columns)


def _reading(kind: int, title: str, slug: str, parent: str, about: str, text: str) -> Reading:
    return Reading(kind, title, ADDRESSES[kind](slug, parent), about, reading_time.count_words(text))
