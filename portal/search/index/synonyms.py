"""Words that mean the same: from the table that staff edits, and from the other names that records carry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from portal.search.analysis.stemming import stem
from portal.search.analysis.tokens import tokenize
from portal.text.cleaning import clean_line

Phrase = tuple[str, ...]
_SHORTEST_WITH_ENDINGS = 5
"""A shorter word is meant as it stands: `syg` is a member who cannot come, `syge` are the citizens."""


class Synonyms:
    """From a phrase, as stems, to the phrases that are searched for beside it, as words."""

    def __init__(
        self,
        meanings: Mapping[Phrase, list[Phrase]],
        absent: Iterable[Phrase] = (),
        shown: Mapping[str, str] | None = None,
    ) -> None:
        self._meanings = meanings
        self._absent = frozenset(absent)
        self._absent_stems = {stems(words) for words in absent if min(map(len, words)) >= _SHORTEST_WITH_ENDINGS}
        self.shown = shown or {}
        """The words that phrases are made of, folded, each as it is written."""
        self.longest = max(map(len, meanings), default=0)

    @classmethod
    def of(cls, written: Iterable[tuple[str, str, bool, bool]], titles: Iterable[tuple[str, str]]) -> Synonyms:
        """From rows of (word, meanings parted by commas, both ways, absent) and of (other names parted by commas,
        title). What is absent means nothing here, and the portal says so."""
        rows = list(written)
        meanings: dict[Phrase, list[Phrase]] = defaultdict(list)
        absent = {phrase(word) for word, _, _, is_absent in rows if is_absent}
        shown = {token.words[0]: token.shown.lower() for word, *_ in rows for token in tokenize(clean_line(word))}
        meanings.update({stems(words): [] for words in absent})
        pairs = [(word, means.split(","), both_ways) for word, means, both_ways, is_absent in rows if not is_absent]
        pairs += [(title, names.split(","), True) for names, title in titles]
        for word, others, both_ways in pairs:
            for other in others:
                _add(meanings, phrase(word), phrase(other))
                if both_ways:
                    _add(meanings, phrase(other), phrase(word))
        return cls(dict(meanings), absent, shown)

    def of_phrase(self, words: Iterable[str]) -> list[Phrase]:
        """What else to search for when these words stand side by side."""
        return self._meanings.get(stems(words), [])

    def is_absent(self, words: Sequence[str]) -> bool:
        """Whether these words, side by side, stand for something that the portal says nothing about."""
        return tuple(words) in self._absent or stems(words) in self._absent_stems

    def has_word(self, word: str) -> bool:
        """Whether the word is a phrase of its own."""
        return (stem(word),) in self._meanings


def stems(words: Iterable[str]) -> Phrase:
    return tuple(map(stem, words))


@lru_cache(maxsize=5_000)
def phrase(text: str) -> Phrase:
    """Return the folded words of a text. Cached, as the same few hundred names are read again after every change."""
    return tuple(token.words[0] for token in tokenize(clean_line(text)))


def _add(meanings: dict[Phrase, list[Phrase]], word: Phrase, other: Phrase) -> None:
    if word and other and other not in meanings[stems(word)]:
        meanings[stems(word)].append(other)
