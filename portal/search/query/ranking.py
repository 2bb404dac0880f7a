"""Ranking: BM25F over title, key terms and body, with coverage, nearness of the words to each other, and the area."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from portal.search.index.postings import WEIGHT_UNIT
from portal.search.query.groups import TermGroup

SATURATION = 3.0
COVERAGE = 1.5
ADJACENT = 0.35
WHOLE_TITLE = 0.5
OPTIONAL = 0.7
APART = 0.5
NEAR_ENOUGH_TO_COUNT_PLACES = 40
SURELY_NEAR = 60
"""A word so near says for sure what was typed: the word, a form, a synonym, the head of a compound."""
SCATTERED = 25
"""How near, in per cent, the parts of a compound are to it that stand in a text, but not beside each other."""
FIRST = 20
"""A page of hits: whether they can be relied on is decided by these."""
USUAL = 20
"""In how many documents a word stands that says something of a topic, at most."""
GUESSED = 0.55
"""How sure a mended word is that may have been another: enough where nothing else was typed."""
_STEPS = (0, 1, 2)
_TITLE_END = 500

Places = dict[int, int]
"""Where a group's words stand in a document, and how near the nearest word there is, in per cent."""


@dataclass(slots=True)
class Posting:
    """A word in a document, as the index has it."""

    weight: int
    places: str

    def numbers(self) -> list[int]:
        return [int(place) for place in self.places.split(",")]


@dataclass(slots=True)
class Candidate:
    """A document that holds at least one of the words."""

    document: int
    area: str
    title_words: int
    postings: dict[int, Posting] = field(default_factory=dict)
    score: float = 0.0
    certainty: float = 0.0
    """How much of the topic the document surely answers, from 0 to 1; reckoned for the first ones only."""


def rank(
    candidates: Iterable[Candidate],
    groups: Sequence[TermGroup],
    total: int,
    areas: Mapping[str, float],
    unknown: int = 0,
) -> list[Candidate]:
    """The candidates with their scores, best first; equal scores by the documents' keys.

    `unknown` is how many of the words asked for stand for nothing here: each counts as the others do on
    average, and at least as a usual word.
    """
    weights = [rarity(group.documents, total) for group in groups]
    topics = [weight for group, weight in zip(groups, weights, strict=True) if not group.optional]
    missing = unknown * max(sum(topics) / len(topics), rarity(USUAL, total)) if topics else 0.0
    ranked = []
    for candidate in candidates:
        candidate.score = round(_score(candidate, groups, weights) * areas.get(candidate.area, 1.0), 6)
        if candidate.score > 0:
            ranked.append(candidate)
    ranked.sort(key=lambda candidate: (-candidate.score, candidate.document))
    for candidate in ranked[:FIRST]:
        candidate.certainty = _certainty(candidate, groups, weights, missing)
    return ranked


def rarity(documents: int, total: int) -> float:
    """How much a word tells (BM25's idf): little when most documents hold it."""
    return math.log(1 + (max(total, documents) - documents + 0.5) / (documents + 0.5))


def _score(candidate: Candidate, groups: Sequence[TermGroup], weights: Sequence[float]) -> float:
    score = covered = wanted = 0.0
    titled: dict[int, int] = {}
    places: list[Places] = []
    for group, weight in zip(groups, weights, strict=True):
        amount, found = _amount(candidate, group)
        places.append(found)
        share = OPTIONAL if group.optional else 1.0
        score += share * weight * amount / (amount + SATURATION)
        if not group.optional:
            wanted += weight
            covered += weight * min(1.0, amount * 2) if amount else 0.0
            for place, near in found.items():
                if place < _TITLE_END:
                    titled[place] = max(near, titled.get(place, 0))
    if not covered:
        return 0.0
    score *= (covered / wanted) ** COVERAGE
    score += _adjacency(places, weights)
    return score * (1 + WHOLE_TITLE * min(1.0, sum(titled.values()) / 100 / candidate.title_words))


def _certainty(candidate: Candidate, groups: Sequence[TermGroup], weights: Sequence[float], missing: float) -> float:
    """The share of the topic's words that the document holds, each as sure as its nearest word there is near."""
    found, wanted = 0.0, missing
    for group, weight in zip(groups, weights, strict=True):
        if not group.optional:
            wanted += weight
            near = min(1.0, _nearest(candidate, group) / SURELY_NEAR)
            found += weight * near * (GUESSED if group.is_guess else 1.0)
    return found / wanted if wanted else 0.0


def _nearest(candidate: Candidate, group: TermGroup) -> int:
    words = [near for word, near in group.nearness.items() if word in candidate.postings]
    for near, parts in group.phrase_nearness:
        found = [_sum(candidate, part)[1] for part in parts]
        if all(found):
            words.append(near * SCATTERED // 100 if group.is_compound and not _beside(found) else near)
    return max(words, default=0)


def is_titled(candidate: Candidate, groups: Iterable[TermGroup]) -> bool:
    """Whether a word of a group stands in the document's title."""
    words = {word for group in groups for word in group.nearness}
    return any(
        place < _TITLE_END for word in words & candidate.postings.keys() for place in candidate.postings[word].numbers()
    )


def _amount(candidate: Candidate, group: TermGroup) -> tuple[float, Places]:
    """How much of the group the document holds, and where."""
    amount, places = _sum(candidate, group.nearness)
    for near, parts in group.phrase_nearness:
        found = [_sum(candidate, part) for part in parts]
        if all(part_amount for part_amount, _ in found):
            beside = _beside([part_places for _, part_places in found])
            together = min(part_amount for part_amount, _ in found) * near / 100 * (1.0 if beside else APART)
            amount += together
            for _, part_places in found:
                for place in part_places:
                    places[place] = max(near, places.get(place, 0))
    return amount, places


def _sum(candidate: Candidate, nearness: Mapping[int, int]) -> tuple[float, Places]:
    amount = 0
    places: Places = {}
    for word, posting in candidate.postings.items():
        if near := nearness.get(word):
            amount += near * posting.weight
            if near >= NEAR_ENOUGH_TO_COUNT_PLACES:
                for place in posting.numbers():
                    places[place] = max(near, places.get(place, 0))
    return amount / (100 * WEIGHT_UNIT), places


def _beside(places: Sequence[Places]) -> bool:
    """Whether the parts stand one after another, with at most one small word between."""
    return all(_follows(first, second) for first, second in pairwise(places))


def _follows(first: Places, second: Places) -> int | None:
    """The first place where the second comes with or right after the first; None when it never does."""
    return min((place for place in first for step in _STEPS if place + step in second), default=None)


def _adjacency(places: Sequence[Places], weights: Sequence[float]) -> float:
    """What words beside each other, as they were typed, add to the score."""
    added = 0.0
    for (first, weight), (second, other) in pairwise(zip(places, weights, strict=True)):
        if first and second and (place := _follows(first, second)) is not None:
            added += ADJACENT * min(weight, other) * (1.5 if place < _TITLE_END else 1.0)
    return added
