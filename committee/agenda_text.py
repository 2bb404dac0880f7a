"""An agenda as text, copied from where it was sent out: the cases that it lists, held against those that are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db import transaction

from committee.models import AgendaItem, Meeting

_NUMBERED = re.compile(
    r"(?:pkt\.?|punkt)?\s*(\d{1,2})\s*(?:[.):]\s*|\s)(?=[^\W\d_]|[”\"(§]|(?<=\s)\d{1,2}\.\s+[^\W\d_])(.+)",
    re.IGNORECASE,
)
"""`1. Godkendelse`, `Punkt 2: Budget`, `3<tab>Status`, `4. 2. behandling`; no time of the day and no year."""
_BULLET = re.compile(r"^[\W_]+(?=\w)")
ALIKE = 0.7
"""How alike two titles with one number are (difflib's ratio) where they are of one case."""


@dataclass(frozen=True)
class ListedCase:
    """A case as the text lists it."""

    order: int
    title: str


@dataclass(frozen=True)
class MatchedCase:
    """A case of the text with the one that it is, None where it is new."""

    listed: ListedCase
    known: AgendaItem | None

    @property
    def is_changed(self) -> bool:
        return self.known is not None and (self.known.order, self.known.title) != (self.listed.order, self.listed.title)


@dataclass(frozen=True)
class AgendaText:
    """What a text says: its cases, the lines that are read as none, and the known cases that it does not name."""

    cases: list[MatchedCase]
    unread: list[str]
    missing: list[AgendaItem]

    @property
    def is_change(self) -> bool:
        return any(case.known is None or case.is_changed for case in self.cases)


def read(text: str, known: Sequence[AgendaItem]) -> AgendaText:
    """Return the cases of the text. Where some lines have numbers the others are read as none; else each is a case."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    numbered = [(line, found) for line in lines if (found := _NUMBERED.fullmatch(line))]
    if numbered:
        listed = [ListedCase(int(found[1]), found[2]) for _, found in numbered]
        read_lines = {line for line, _ in numbered}
        unread = [line for line in lines if line not in read_lines]
    else:
        titles = [_BULLET.sub("", line) for line in lines]
        listed, unread = [ListedCase(number, title) for number, title in enumerate(titles, 1)], []
    cases = _matched(listed, known)
    named = {case.known.pk for case in cases if case.known}
    return AgendaText(cases, unread, [item for item in known if item.pk not in named])


def save(meeting: Meeting, found: AgendaText, remove: bool) -> None:
    """Give the meeting the cases of the text: what is known of one stays. Those that it does not name go where `remove`
    is True."""
    with transaction.atomic():
        for case in found.cases:
            if case.known is None:
                AgendaItem.objects.create(meeting=meeting, order=case.listed.order, title=case.listed.title)
            elif case.is_changed:
                case.known.order, case.known.title = case.listed.order, case.listed.title
                case.known.save()
        for item in found.missing if remove else ():
            item.delete()


def _matched(listed: Iterable[ListedCase], known: Sequence[AgendaItem]) -> list[MatchedCase]:
    """Find each case among the known: by its title, or by its number where the titles are almost the same."""
    listed, left = list(listed), list(known)
    found: dict[int, AgendaItem] = {}
    for is_same in (_has_title, _has_number_and_almost_title):
        for place, case in enumerate(listed):
            if place in found:
                continue
            if item := next((item for item in left if is_same(case, item)), None):
                found[place] = item
                left.remove(item)
    return [MatchedCase(case, found.get(place)) for place, case in enumerate(listed)]


def _has_title(case: ListedCase, item: AgendaItem) -> bool:
    return case.title.casefold() == item.title.casefold()


def _has_number_and_almost_title(case: ListedCase, item: AgendaItem) -> bool:
    titles = (case.title.casefold(), item.title.casefold())
    return case.order == item.order and SequenceMatcher(None, *titles, autojunk=False).ratio() >= ALIKE
