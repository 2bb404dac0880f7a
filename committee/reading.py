"""The background to a meeting: sections, laws, cases and words, with the time that it takes to read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from committee.models import AnnualCase, Law, Meeting
from portal.models import Section, Term
from portal.text import reading_time
from portal.text.danish import sort_key


@dataclass(frozen=True)
class Reading:
    """One thing to read: its title, its URL, what it is about, and how many words it has."""

    title: str
    url: str
    about: str
    words: int
    awaits_confirmation: bool = False

    @property
    def reading_time(self) -> str:
        """`½ min.`"""
        return reading_time.shown(self.words)


@dataclass(frozen=True)
class ReadingGroup:
    """The things of one kind; `is_timed` when each says how long it takes."""

    label: str
    readings: list[Reading]
    is_timed: bool = True


def reading_list(meeting: Meeting) -> list[ReadingGroup]:
    """Return the meeting's list by kind, each kind in the order that the portal has it."""
    terms = sorted(meeting.terms.published(), key=lambda term: sort_key(term.name))
    groups = [
        ReadingGroup(
            "Afsnit i guiden",
            [_reading(section, "", section.body) for section in meeting.sections.published().select_related("chapter")],
        ),
        ReadingGroup("Love", [_reading(law, law.purpose, law.body) for law in meeting.laws.published()]),
        ReadingGroup("Faste sager", [_reading(case, "", case.body) for case in meeting.cases.published()]),
        ReadingGroup(
            "Ord at kende",
            [_reading(term, term.definition, f"{term.definition} {term.body}") for term in terms],
            is_timed=False,
        ),
    ]
    return [group for group in groups if group.readings]


def minutes(groups: Iterable[ReadingGroup]) -> int:
    """Return how many whole minutes it all takes: 0 for nothing, else at least one."""
    return reading_time.minutes(sum(reading.words for group in groups for reading in group.readings))


def _reading(record: Section | Law | AnnualCase | Term, about: str, text: str) -> Reading:
    title = record.name if isinstance(record, Term) else record.title
    awaits = bool(about) and record.awaits_confirmation  # where its words stand, its mark stands too
    return Reading(title, record.get_absolute_url(), about, reading_time.count_words(text), awaits)
