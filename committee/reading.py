"""The background to a meeting: sections, laws, cases and words, with the time that it takes to read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from committee.models import AgendaItem, AnnualCase, Law, Meeting
from portal.models import Section, Term
from portal.search.index.models import SearchDocument
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


def with_links(meeting: Meeting) -> list[tuple[AgendaItem, list[SearchDocument]]]:
    """Return the cases on the meeting's agenda, each with what its addresses lead to, as the search knows it: what is
    no longer published, and what has never been there, is left out."""
    items = list(meeting.agenda_items.all())
    wanted = {address for item in items for address in item.addresses}
    documents = SearchDocument.objects.filter(address__in=wanted) if wanted else ()
    found = {document.address: document for document in documents}
    return [(item, [found[address] for address in item.addresses if address in found]) for item in items]


def minutes(groups: Iterable[ReadingGroup]) -> int:
    """Return how many whole minutes it all takes: 0 for nothing, else at least one."""
    return reading_time.minutes(sum(reading.words for group in groups for reading in group.readings))


def _reading(record: Section | Law | AnnualCase | Term, about: str, text: str) -> Reading:
    title = record.name if isinstance(record, Term) else record.title
    awaits = bool(about) and record.awaits_confirmation  # where its words stand, its mark stands too
    return Reading(title, record.get_absolute_url(), about, reading_time.count_words(text), awaits)
