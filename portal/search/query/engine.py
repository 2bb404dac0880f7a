"""The search: `search("85a") -> Results`. The one interface that pages use."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from portal.search.analysis.tokens import tokenize
from portal.search.index import vocabulary
from portal.search.index.models import SearchDocument, SearchPosting
from portal.search.query import questions
from portal.search.query.correction import allowed, corrections
from portal.search.query.groups import TermGroup
from portal.search.query.parsing import LONGEST_QUERY, ParsedQuery, parse
from portal.search.query.ranking import Candidate, is_titled, rank
from portal.search.query.retrieval import retrieve
from portal.search.query.snippet import Piece, snippet
from portal.search.query.spelling import Word
from portal.text.cleaning import clean_line

MOST_HITS = 200
WEAKEST = 0.12
SURE = 0.5
"""A hit that surely answers less of the topic is none that one can rely on."""
AREAS_OF_PARTS = {"jura", "tilsyn"}
LONGEST_OWNER = 25
FIRST_HITS = 20
NAMESAKE = 0.6
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
        """The record's title; a part of an act or of a body says whose it is."""
        title, group = self.document.title, self.document.group
        is_part = self.document.area in AREAS_OF_PARTS and "#" in self.document.address
        if not is_part or ":" in title or len(group) > LONGEST_OWNER or group.casefold() in title.casefold():
            return title
        return f"{group}: {title}"

    @property
    def area(self) -> str:
        return self.document.area

    @property
    def group(self) -> str:
        return self.document.group

    @property
    def address(self) -> str:
        return self.document.address

    @property
    def awaits_confirmation(self) -> bool:
        return self.document.awaits_confirmation

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
    absent: list[str] = field(default_factory=list)
    """Words of the query that staff has marked as missing from the portal."""
    passed: list[str] = field(default_factory=list)
    """Days when nothing happens, in whose place what comes after is shown."""
    is_weak: bool = False
    """Whether no hit surely answers: they may be near, and are shown as that."""


def search(
    query: str,
    area: str | None = None,
    *,
    alone: bool = False,
    group: str = "",
    theme: str = "",
    limit: int = 20,
    verbatim: bool = False,
    day: dt.date | None = None,
) -> Results:
    """The records that answer the query, best first; the same on every database.

    `area` is a key of AREAS, `alone` where nothing outside it counts, not even to compare with; `group` (a law, a
    chapter) and `theme` narrow it further; `verbatim` searches for the words exactly as typed;
    `day` leaves out what may not be found on that day (who has left the committee), None leaves out nothing.

    Costs three queries to the database, a few more where words are common or the search is narrowed. Never fails on
    what was typed: what cannot be read finds nothing.
    """
    query = clean_line(query)
    words = vocabulary.current()
    parsed = parse(query, words, correct=not verbatim, extra=questions.answer_words(query))
    kept = _narrowed(area, group, theme)
    hidden = words.hidden_on(day) if day else set()
    ranked, is_more = _ranked(query, parsed, words.total, area if alone else None, kept, hidden)
    is_weak = bool(ranked) and (bool(parsed.absent) or all(candidate.certainty < SURE for candidate in ranked))
    areas = dict(Counter(candidate.area for candidate in ranked))
    if area and is_more and not alone:
        ranked, is_more = _ranked(query, parsed, words.total, area, kept, hidden)
    elif area:
        ranked = [candidate for candidate in ranked if candidate.area == area]
    hits = _hits(ranked[:limit], parsed)
    return Results(
        query,
        hits,
        len(ranked),
        is_more,
        areas,
        corrected=parsed.corrected,
        unknown=[word for word in parsed.unknown if word not in parsed.absent],
        absent=parsed.absent,
        passed=parsed.passed,
        is_weak=is_weak,
    )


def _ranked(
    query: str,
    parsed: ParsedQuery,
    total: int,
    area: str | None,
    kept: Container[int] | None,
    hidden: Container[int],
) -> tuple[list[Candidate], bool]:
    """The candidates worth showing, best first, and whether there are more."""
    weights = questions.area_weights(mended(query, parsed.corrected))
    candidates, is_cut = _candidates(parsed.groups, total, area, kept, hidden)
    ranked = rank(candidates, parsed.groups, total, weights, len(parsed.unknown))
    if not ranked and parsed.pieces:
        candidates, is_cut = _candidates(parsed.pieces, total, area, kept, hidden)
        ranked = rank([c for c in candidates if is_titled(c, parsed.pieces)], parsed.pieces, total, weights)
        for candidate in ranked:
            candidate.certainty = 0.0
    worth = [candidate for candidate in ranked if candidate.score >= ranked[0].score * WEAKEST]
    return worth[:MOST_HITS], is_cut or len(worth) > MOST_HITS


def mended(query: str, corrected: Iterable[tuple[str, str]]) -> str:
    """Return the query with what was taken for its slips in their place."""
    for typed, shown in corrected:
        query = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", shown.replace("\\", r"\\"), query)
    return query


def _candidates(
    groups: Sequence[TermGroup],
    total: int,
    area: str | None,
    kept: Container[int] | None,
    hidden: Container[int],
) -> tuple[list[Candidate], bool]:
    candidates, is_cut = retrieve(groups, total, area)
    seen = [candidate for candidate in candidates if candidate.document not in hidden]
    return [candidate for candidate in seen if kept is None or candidate.document in kept], is_cut


def _narrowed(area: str | None, group: str, theme: str) -> set[int] | None:
    """The documents of a law or a theme; None when all count."""
    if not group and not theme:
        return None
    documents = SearchDocument.objects.filter(**{"area": area} if area else {}, **{"group": group} if group else {})
    return set(documents.filter(themes__contains=f"|{theme}|" if theme else "").values_list("pk", flat=True))


def _hits(ranked: Sequence[Candidate], parsed: ParsedQuery) -> list[Hit]:
    documents = SearchDocument.objects.in_bulk([candidate.document for candidate in ranked])
    shown = {word.pk: word.shown.lower() for group in parsed.groups for word in group.everything()}
    hits = [
        Hit(
            documents[candidate.document],
            candidate.score,
            frozenset(shown[word] for word in candidate.postings if word in shown),
        )
        for candidate in ranked
        if candidate.document in documents
    ]
    return _with_namesakes_apart(hits[:FIRST_HITS]) + hits[FIRST_HITS:]


def _with_namesakes_apart(hits: list[Hit]) -> list[Hit]:
    """The first hits, the best of each title before others of the same name (a chapter's section, an offer, a term)."""
    seen: Counter[str] = Counter()
    weighed = []
    for hit in hits:
        name = hit.title.casefold()
        weighed.append((hit.score * NAMESAKE ** seen[name], hit))
        seen[name] += 1
    return [hit for _, hit in sorted(weighed, key=lambda pair: -pair[0])]


def near_words(query: str, limit: int = 5, *, day: dt.date | None = None) -> list[str]:
    """Words of the site that look like what was typed, for a search that found nothing; none that only documents hold
    that may not be found on `day`."""
    words = vocabulary.current()
    found: dict[str, Word] = {}
    for token in tokenize(clean_line(query[:LONGEST_QUERY]))[:MOST_WORDS_MENDED]:
        typed = token.words[0]
        for correction in corrections(words, typed, most=allowed(typed) + MORE_SLIPS):
            found.setdefault(correction.word.shown, correction.word)
    if hidden := words.hidden_on(day) if day else set():
        postings = SearchPosting.objects.filter(word__in=[word.pk for word in found.values()], document__in=hidden)
        times = Counter(postings.order_by().values_list("word", flat=True))
        found = {shown: word for shown, word in found.items() if times[word.pk] < word.documents}
    return list(found)[:limit]
