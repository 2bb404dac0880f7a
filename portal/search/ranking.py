"""Ranking: BM25F over title, key terms and body, with coverage, nearness of the words to each other, and the area."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from portal.search.groups import Group
from portal.search.postings import WEIGHT_UNIT

SATURATION = 3.0
COVERAGE = 1.5
ADJACENT = 0.35
WHOLE_TITLE = 0.5
OPTIONAL = 0.7
APART = 0.5
NEAR_ENOUGH_TO_COUNT_PLACES = 40
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


def rank(
    candidates: Iterable[Candidate], groups: Sequence[Group], total: int, areas: Mapping[str, float]
) -> list[Candidate]:
    """The candidates with their scores, best first; equal scores by the documents' keys."""
    weights = [rarity(group.documents, total) for group in groups]
    ranked = []
    for candidate in candidates:
        candidate.score = round(_score(candidate, groups, weights) * areas.get(candidate.area, 1.0), 6)
        if candidate.score > 0:
            ranked.append(candidate)
    ranked.sort(key=lambda candidate: (-candidate.score, candidate.document))
    return ranked


def rarity(documents: int, total: int) -> float:
    """How much a word tells (BM25's idf): little when most documents hold it."""
    return math.log(1 + (max(total, documents) - documents + 0.5) / (documents + 0.5))


def _score(candidate: Candidate, groups: Sequence[Group], weights: Sequence[float]) -> float:
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


def _amount(candidate: Candidate, group: Group) -> tuple[float, Places]:
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
