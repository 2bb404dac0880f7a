"""The search: `search("85a") -> Results`. The one interface that pages use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from portal.search import questions, vocabulary
from portal.search.correction import allowed, corrections
from portal.search.models import SearchDocument, SearchPosting
from portal.search.query import LONGEST_QUERY, Group, Reading, read
from portal.search.ranking import Candidate, Posting, rank
from portal.search.snippet import Piece, snippet
from portal.search.tokens import tokenize

MOST_HITS = 200
WEAKEST = 0.12
MOST_POSTINGS = 3_000
MOST_CANDIDATES = 800
MOST_WORDS_MENDED = 3
MORE_SLIPS = 100


@dataclass(frozen=True)
class Hit:
    """A record that answers."""

    document: SearchDocument
    score: float
    words: frozenset[str]
    """The matched words as they are written, lower-case: what is marked."""

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def area(self) -> str:
        return self.document.area

    @property
    def group(self) -> str:
        return self.document.group

    @property
    def address(self) -> str:
        return self.document.address

    @cached_property
    def snippet(self) -> list[Piece]:
        return snippet(self.document.text, self.words)


@dataclass(frozen=True)
class Results:
    """What was found: `hits` is the page asked for, `total` how many there are (at least, when `is_more`)."""

    query: str
    hits: list[Hit]
    total: int
    is_more: bool
    areas: dict[str, int]
    """How many hits each area has, whatever area was asked for."""
    corrected: list[tuple[str, str]]
    unknown: list[str]


def search(
    query: str,
    area: str | None = None,
    *,
    group: str = "",
    theme: str = "",
    limit: int = 20,
    verbatim: bool = False,
) -> Results:
    """The records that answer the query, best first; the same on every database.

    `area` is a key of AREAS; `group` a law or chapter and `theme` one of a document's themes narrow it further;
    `verbatim` searches for the words exactly as typed. Costs three queries to the database, four when words are
    common. Never fails on what was typed: what cannot be read finds nothing.
    """
    words = vocabulary.current()
    reading = read(query, words, mend=not verbatim, extra=questions.answer_words(query))
    chosen = {"document__group": group} if group else {}
    if theme:
        chosen["document__themes__contains"] = f"|{theme}|"
    candidates, is_cut = _candidates(reading.groups, SearchPosting.objects.filter(**chosen), area)
    ranked = rank(candidates, reading.groups, words.total, questions.area_weights(query))
    ranked = [candidate for candidate in ranked if candidate.score >= ranked[0].score * WEAKEST]
    areas = dict(Counter(candidate.area for candidate in ranked))
    if area:
        ranked = [candidate for candidate in ranked if candidate.area == area]
    return Results(
        query=query,
        hits=_hits(ranked[:limit], reading),
        total=len(ranked),
        is_more=is_cut,
        areas=areas,
        corrected=reading.corrected,
        unknown=reading.unknown,
    )


def _candidates(
    groups: Sequence[Group], postings: QuerySet[SearchPosting], area: str | None
) -> tuple[list[Candidate], bool]:
    """The documents that hold a word of any group, and whether some were left out because too many do."""
    words = {word.pk: word for group in groups for word in group.everything()}
    ordered = sorted(words.values(), key=lambda word: (word.documents, word.word))
    rows, chosen, count = [], [], 0
    for word in ordered:
        if chosen and count + word.documents > MOST_POSTINGS:
            break
        chosen.append(word.pk)
        count += word.documents
    rows = _rows(postings.filter(word__in=chosen))
    return _gathered(rows), len(chosen) < len(ordered)


def _rows(postings: QuerySet[SearchPosting]) -> list[tuple[int, int, str, int, int, str]]:
    return list(postings.order_by().values_list("word", "document", "area", "weight", "title_words", "places"))


def _gathered(rows: Iterable[tuple[int, int, str, int, int, str]]) -> list[Candidate]:
    found: dict[int, Candidate] = {}
    for word, document, area, weight, title_words, places in rows:
        candidate = found.get(document)
        if candidate is None:
            candidate = found[document] = Candidate(document, area, title_words)
        candidate.postings[word] = Posting(weight, places)
    return list(found.values())


def _hits(ranked: Sequence[Candidate], reading: Reading) -> list[Hit]:
    documents = SearchDocument.objects.in_bulk([candidate.document for candidate in ranked])
    shown = {word.pk: word.shown.lower() for group in reading.groups for word in group.everything()}
    return [
        Hit(
            documents[candidate.document],
            candidate.score,
            frozenset(shown[word] for word in candidate.postings if word in shown),
        )
        for candidate in ranked
        if candidate.document in documents
    ]


def near_words(query: str, limit: int = 5) -> list[str]:
    """Words of the site that look like what was typed, for a search that found nothing."""
    words = vocabulary.current()
    found: dict[str, None] = {}
    for token in tokenize(query[:LONGEST_QUERY])[:MOST_WORDS_MENDED]:
        typed = token.words[0]
        for correction in corrections(words, typed, most=allowed(typed) + MORE_SLIPS):
            found.setdefault(correction.word.shown)
    return list(found)[:limit]
