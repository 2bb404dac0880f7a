"""The site's words in memory: by form, stem and root, by their beginning, and by the parts of compounds.

A vocabulary belongs to one stamp of the index (see `SearchState`), so a process never reads from an old one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from portal.search.letters import letters_of
from portal.search.models import SearchDocument, SearchState, SearchWord, Synonym
from portal.search.stemming import root, stem
from portal.search.stopwords import PREFIXES, STOPWORDS
from portal.search.synonyms import Synonyms

_KEPT = 2
_SHORTEST_PART = 3
_SURE_PART = 5
_SHORT_PARTS = frozenset({"bo", "by"})
_LINKS = ("", "s", "e")


class Word(NamedTuple):
    """A word of the site."""

    pk: int
    word: str
    shown: str
    stem: str
    root: str
    documents: int


class Vocabulary:
    """Every word that some document holds, and what follows from knowing them all."""

    def __init__(self, words: Iterable[Word], total: int, synonyms: Synonyms) -> None:
        self.words = {word.word: word for word in words}
        self.total = total
        self.synonyms = synonyms
        self.by_stem: dict[str, list[Word]] = defaultdict(list)
        self.by_root: dict[str, list[Word]] = defaultdict(list)
        for word in self.words.values():
            self.by_stem[word.stem].append(word)
            self.by_root[word.root].append(word)
        self._compounds: dict[str, list[tuple[Word, int]]] = {}
        self._splits: dict[str, tuple[str, ...]] = {}

    @cached_property
    def sorted_words(self) -> list[str]:
        return sorted(self.words)

    @cached_property
    def _plain(self) -> str:
        """Every plain word on a line of its own, to look for parts in."""
        return "\n" + "\n".join(word for word in self.sorted_words if word.isalpha()) + "\n"

    @cached_property
    def masks(self) -> list[tuple[Word, int]]:
        """Every plain word with the letters it holds, as the bits of a number."""
        return [(word, letters_of(word.word)) for word in self.words.values() if word.word.isalpha()]

    def __contains__(self, word: str) -> bool:
        return word in self.words or stem(word) in self.by_stem

    def beginning(self, prefix: str) -> list[Word]:
        """The words that begin so and are longer, in alphabetical order."""
        first = bisect_left(self.sorted_words, prefix + "\0")
        last = bisect_left(self.sorted_words, prefix + "\uffff")
        return [self.words[word] for word in self.sorted_words[first:last]]

    def family(self, word: str) -> list[Word]:
        """The word's forms."""
        return self.by_stem.get(stem(word), [])

    def relatives(self, word: str) -> list[Word]:
        """The forms, and what is derived from the same root: `raadgiver` beside `raadgivning`."""
        return self.by_root.get(root(stem(word)), [])

    def compounds(self, part: str) -> list[tuple[Word, int]]:
        """The compounds that hold the stem, each with how near it is in per cent: as head, as first part, within."""
        if part not in self._compounds:
            found: dict[Word, int] = {}
            for form in dict.fromkeys([part, *(word.word for word in self.by_stem.get(part, ()))]):
                for word, start in self._containing(form):
                    if near := self._nearness(word, form, start, part):
                        found[word] = max(near, found.get(word, 0))
            self._compounds[part] = sorted(found.items(), key=lambda item: (-item[1], item[0].word))
        return self._compounds[part]

    def _containing(self, form: str) -> Iterator[tuple[Word, int]]:
        text = self._plain
        place = text.find(form)
        while place >= 0:
            begin, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
            yield self.words[text[begin:end]], place - begin
            place = text.find(form, end)

    def _nearness(self, word: Word, form: str, start: int, part: str) -> int:
        """How much of the compound's sense the part carries; 0 when it is no part of it."""
        if word.stem == part:
            return 0
        left, right = word.word[:start], word.word[start + len(form) :]
        if start and word.stem.endswith(part):
            left = word.stem.removesuffix(part)
            known = self._is_part(left)
            return 0 if left in PREFIXES else 60 if known else 45 if len(part) >= _SURE_PART and len(left) > 2 else 0
        known = any(right.startswith(link) and self._is_part(right[len(link) :]) for link in _LINKS)
        if not start:
            return 45 if known else 30 if len(form) >= _SURE_PART and len(right) > 3 else 0
        return 25 if known and self._is_part(left) else 0

    def _is_part(self, text: str) -> bool:
        """Whether the text can stand in a compound: a known word, with or without a linking s or e, or several."""
        bare = [text] + ([text[:-1]] if text.endswith(("s", "e")) else [])
        if any(len(form) >= _SHORTEST_PART and form in self and form not in STOPWORDS for form in bare):
            return True
        return text in _SHORT_PARTS or bool(self.split(text))

    def split(self, word: str) -> tuple[str, ...]:
        """The known words that the compound is made of, as few as can be; () when it is not made of known words."""
        if word not in self._splits:
            self._splits[word] = ()
            self._splits[word] = self._split(word)
        return self._splits[word]

    def _split(self, word: str) -> tuple[str, ...]:
        best: tuple[str, ...] = ()
        if not word.isalpha():
            return best
        for cut in range(2, len(word) - _SHORTEST_PART + 1):
            first = self._first_part(word[:cut])
            if not first:
                continue
            rest = word[cut:]
            parts = (rest,) if self._known_part(rest) else self.split(rest)
            if parts and (not best or len(parts) + 1 <= len(best)):
                best = (first, *parts)
        return best

    def _first_part(self, text: str) -> str:
        """The known word that the text is, less its linking letter; empty when it is none."""
        if text in _SHORT_PARTS or self._known_part(text):
            return text
        bare = text[:-1]
        return bare if text.endswith(("s", "e")) and self._known_part(bare) else ""

    def _known_part(self, text: str) -> bool:
        return len(text) >= _SHORTEST_PART and text not in STOPWORDS and text in self


_held: dict[int, Vocabulary] = {}


def current() -> Vocabulary:
    """The vocabulary of the index as it is now: one query, three more after a change."""
    stamp = SearchState.current()
    if (held := _held.get(stamp)) is None:
        held = _load()
        while len(_held) >= _KEPT:
            _held.pop(next(iter(_held)), None)
        _held[stamp] = held
    return held


def _load() -> Vocabulary:
    rows = SearchWord.objects.filter(documents__gt=0).order_by()
    words = map(Word._make, rows.values_list("pk", "word", "shown", "stem", "root", "documents"))
    titles = SearchDocument.objects.exclude(synonyms="").order_by("pk").values_list("synonyms", "title")
    written = Synonym.objects.order_by("pk").values_list("word", "means", "both_ways")
    return Vocabulary(words, SearchDocument.objects.count(), Synonyms.of(written, titles))
