"""What may stand for each word that was typed, and how near it is to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from portal.search.analysis.stopwords import STOPWORDS
from portal.search.index.vocabulary import Vocabulary
from portal.search.query.spelling import Word

EXACT, FORM, RELATED = 100, 96, 45
"""How near a word is to the one that was typed, in per cent: the word itself, another form, one of the same root."""
NEAR = 80
"""So near, a word says how common the group is."""
_SHORTEST_PART = 3
_MOST_COMPOUNDS = 120


@dataclass
class TermGroup:
    """What may stand for one typed word: single words, or several that must all be there.

    `documents` says how common the word is, for its weight; an `optional` group adds to a hit and makes none.
    """

    typed: str
    words: dict[Word, int] = field(default_factory=dict)
    phrases: list[tuple[int, list[dict[Word, int]]]] = field(default_factory=list)
    parts: list[TermGroup] = field(default_factory=list)
    """Where one half of an unknown compound is known: what then stands in its place."""
    is_compound: bool = False
    """Whether the word is an unknown compound of known parts, which must all be there."""
    documents: int = 0
    is_guess: bool = False
    """Whether it may be something else that was meant; then it only adds to what the other words find."""
    optional: bool = False

    def add(self, words: Iterable[Word], near: int) -> None:
        for word in words:
            self.words[word] = max(near, self.words.get(word, 0))

    def add_all(self, words: dict[Word, int], share: int) -> None:
        """Add words with a share, in per cent, of the nearness that they have."""
        for word, near in words.items():
            self.add([word], near * share // 100)

    @property
    def is_known(self) -> bool:
        return bool(self.words or self.phrases or self.parts)

    @property
    def is_doubtful(self) -> bool:
        """Whether nothing stands for it but compounds that happen to begin with it."""
        return not self.phrases and not self.parts and max(self.words.values()) < RELATED

    def everything(self) -> Iterator[Word]:
        """Every word that counts for the group."""
        yield from self.words
        for _, parts in self.phrases:
            for part in parts:
                yield from part

    @cached_property
    def nearness(self) -> dict[int, int]:
        """The words' nearness by their keys; read when the group is complete."""
        return {word.pk: near for word, near in self.words.items()}

    @cached_property
    def phrase_nearness(self) -> list[tuple[int, list[dict[int, int]]]]:
        return [(near, [{w.pk: n for w, n in part.items()} for part in parts]) for near, parts in self.phrases]

    def count(self, total: int) -> None:
        """Reckon in how many of all documents the group stands, at most: as its nearest words do."""
        near = sum(word.documents for word, nearness in self.words.items() if nearness >= NEAR)
        phrases = [min(sum(word.documents for word in part) for part in phrase) for _, phrase in self.phrases]
        rest = sum(word.documents for word in self.words)
        self.documents = max(1, min(total, near or min([*phrases, rest])))


def _meaningful(word: str, others: Iterable[Word]) -> Iterable[Word]:
    """Without the small words whose stem happens to be the same: `tils` is no form of `til`."""
    return others if word in STOPWORDS else (other for other in others if other.word not in STOPWORDS)


def expand(word: str, vocabulary: Vocabulary) -> dict[Word, int]:
    """The word, its other forms, its relatives and the compounds that it is part of, each with its nearness."""
    found = TermGroup(word)
    if word.isalpha():
        found.add(_meaningful(word, vocabulary.relatives(word)), RELATED)
        found.add(_meaningful(word, vocabulary.family(word)), FORM)
        if len(word) >= _SHORTEST_PART or word in vocabulary.short_parts:
            for compound, near in vocabulary.compounds(word)[:_MOST_COMPOUNDS]:
                found.add([compound], near)
    found.add(filter(None, [vocabulary.words.get(word)]), EXACT)
    return found.words
