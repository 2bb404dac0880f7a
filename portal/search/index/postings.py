"""From a document to its words: where each stands, and what it weighs there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.search.analysis.stopwords import STOPWORDS
from portal.search.analysis.tokens import tokenize
from portal.search.index.document import Document

ANALYSIS = 7
"""Raise it when tokens, stems, weights or what is stored of a document change: the next start then writes every
document again."""

WEIGHT_UNIT = 100
_PHRASE_GAP = 10
_LONGEST_FIELD = 4_000


@dataclass(frozen=True)
class Field:
    """A part of a document: where its places begin, how much it counts, and how its length counts (BM25's b)."""

    start: int
    boost: float
    usual_length: int
    length_counts: float

    def weight(self, times: int, length: int) -> float:
        """What `times` occurrences in a field of `length` words weigh."""
        return self.boost * times / (1 - self.length_counts + self.length_counts * length / self.usual_length)


TITLE = Field(0, 6.0, 5, 0.5)
GROUP = Field(500, 0.8, 3, 0.0)
TERMS = Field(1_000, 4.0, 8, 0.25)
BODY = Field(5_000, 1.0, 60, 0.6)


@dataclass
class TermOccurrence:
    """A word in one document."""

    shown: str
    weight: float = 0.0
    places: list[int] = field(default_factory=list)


def words_of(document: Document) -> tuple[dict[str, TermOccurrence], int]:
    """The document's words with their weights and places, and how many words its title has."""
    entries: dict[str, TermOccurrence] = {}
    title_words = _read(document.title, TITLE, entries)
    _read(document.group, GROUP, entries)
    _read(", ".join([document.terms, *document.synonyms]), TERMS, entries)
    _read(document.body, BODY, entries)
    return entries, max(1, title_words)


def _read(text: str, part: Field, entries: dict[str, TermOccurrence]) -> int:
    """Add the words of one field; answer how many of them carry meaning."""
    found: dict[str, tuple[str, list[int]]] = {}
    length = 0
    for place, word, shown in _placed(text, part):
        if word in STOPWORDS and part is BODY:
            continue
        found.setdefault(word, (shown, []))[1].append(place)
    meant: dict[int, bool] = defaultdict(bool)
    for word, (_, places) in found.items():
        for place in places:
            meant[place] |= word not in STOPWORDS
    length = sum(meant.values())
    for word, (shown, places) in found.items():
        entry = entries.setdefault(word, TermOccurrence(shown))
        entry.weight += part.weight(len(places), max(1, length))
        entry.places += places
    return length


def _placed(text: str, part: Field) -> Iterator[tuple[int, str, str]]:
    """Every word of the text with its place; in terms a comma parts two phrases."""
    place = part.start
    for phrase in re.split(r"[,;]", text) if part is TERMS else [text]:
        for token in tokenize(phrase):
            for word in (*token.words, *token.also):
                yield place, word, token.shown
            place += 1
            if place - part.start >= _LONGEST_FIELD:
                return
        place += _PHRASE_GAP
