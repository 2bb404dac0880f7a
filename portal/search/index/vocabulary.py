"""The site's words in memory: by form, stem and root, by their beginning, and by the parts of compounds.

A vocabulary belongs to one stamp of the index (see `SearchState`), so a process never reads from an old one.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any

from portal.search.analysis.letters import skeleton
from portal.search.analysis.stemming import is_irregular, root, stem
from portal.search.analysis.stopwords import ARTICLES, PREFIXES, STOPWORDS, SUFFIXES
from portal.search.index.models import SearchDocument, SearchState, SearchWord, Synonym
from portal.search.index.synonyms import Synonyms
from portal.search.query import spelling
from portal.search.query.spelling import Word

_KEPT = 2
_MOST_KEPT = 20_000
_SHORTEST_PART = 3
_SHORTEST_HALF = 4
_SURE_PART = 5
_DAYS_AFTER = 3
_LINKS = ("", "s", "e")

HEAD, LOOSE_HEAD, FIRST, LOOSE_FIRST, INNER = 60, 45, 45, 30, 25
"""How much of a compound's sense a part carries, in per cent; loose where the other part is no word of the site."""


Dated = tuple[int, dt.date | None, dt.date | None]
"""A document's key, and the first and the last day on which it may be found."""


class Vocabulary:
    """Every word that some document holds, and what follows from knowing them all."""

    short_parts = frozenset({"bo", "by"})
    """The words of two letters that begin compounds."""

    def __init__(self, words: Iterable[Word], total: int, synonyms: Synonyms, dated: Iterable[Dated] = ()) -> None:
        self.words = {word.word: word for word in words}
        self.total = total
        self.synonyms = synonyms
        self.dated = list(dated)
        self.by_stem: dict[str, list[Word]] = defaultdict(list)
        self.by_root: dict[str, list[Word]] = defaultdict(list)
        for word in self.words.values():
            self.by_stem[word.stem].append(word)
            self.by_root[word.root].append(word)
        self._compounds: dict[str, list[tuple[Word, int]]] = {}
        self._splits: dict[str, tuple[str, ...]] = {}

    def hidden_on(self, day: dt.date) -> set[int]:
        """Return the documents that may not be found on the day."""
        return {pk for pk, first, last in self.dated if (first and day < first) or (last and last < day)}

    @cached_property
    def sorted_words(self) -> list[str]:
        return sorted(self.words)

    @cached_property
    def _plain(self) -> str:
        """Every plain word on a line of its own, to look for parts in."""
        return "\n" + "\n".join(word for word in self.sorted_words if word.isalpha()) + "\n"

    @cached_property
    def spellings(self) -> list[tuple[str, Word, int]]:
        """Every spelling that a slip may have been meant for."""
        return spelling.spellings(self.words, self.by_stem, self.synonyms)

    def with_danish_letters(self, word: str) -> Word | None:
        """Return the word that is meant where somebody has no æøå, or leaves them out: `byrad`, `befojelser`.

        None for a word that is known as it stands.
        """
        if word in self.words or word in STOPWORDS or word in self.synonyms.shown:
            return None
        words, stems = self._bare
        if (found := words.get(skeleton(word))) or word in self or self.synonyms.has_word(word):
            return found
        return stems.get(skeleton(stem(word)))

    @cached_property
    def _bare(self) -> tuple[dict[str, Word], dict[str, Word]]:
        return spelling.without_danish_letters(self.words, self.synonyms)

    def days_after(self, day: str) -> list[Word]:
        """Return the next days that the site names after `@MMDD` or `@YYYYMMDD`, of the same kind, the next first."""
        first = bisect_right(self.sorted_words, day)
        later = (word for word in self.sorted_words[first:] if len(word) == len(day) and word[0] == "@")
        return [self.words[word] for word in islice(later, _DAYS_AFTER)]

    @cached_property
    def _stems(self) -> str:
        """Every plain stem on a line of its own, to look for heads in."""
        return "\n" + "\n".join(sorted(stem for stem in self.by_stem if stem.isalpha())) + "\n"

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
        """The compounds that hold the word, each with how near it is in per cent: as head, as first part, within."""
        compounds = self._compounds.get(part)
        if compounds is None:
            found: dict[Word, int] = {}
            for word, near in (*self._with_head(stem(part)), *self._with_first_or_inner(part)):
                found[word] = max(near, found.get(word, 0))
            _make_room(self._compounds)
            compounds = self._compounds[part] = sorted(found.items(), key=lambda item: (-item[1], item[0].word))
        return compounds

    def _with_head(self, head: str) -> Iterator[tuple[Word, int]]:
        """`frist` in `sagsbehandlingsfrister`."""
        text, end = self._stems, 0
        if head in SUFFIXES:
            return
        while (place := text.find(head + "\n", end)) >= 0:
            end = place + len(head)
            left = text[text.rfind("\n", 0, place) + 1 : place]
            if near := self._head_nearness(left, head):
                yield from ((word, near) for word in self.by_stem[left + head])

    def _head_nearness(self, left: str, head: str) -> int:
        if (
            len(left) < 2
            or left in PREFIXES
            or any(left.endswith(p) and self._is_part(left.removesuffix(p)) for p in PREFIXES)
        ):
            return 0
        if self._is_part(left):
            return HEAD
        return LOOSE_HEAD if len(head) >= _SURE_PART and len(left) >= _SHORTEST_PART else 0

    def _with_first_or_inner(self, part: str) -> Iterator[tuple[Word, int]]:
        """`tilsyn` in `tilsynsrapport` and in `arbejdstilsynssager`."""
        own = stem(part)
        if own in SUFFIXES:
            return
        for form in dict.fromkeys([part, own, *(word.word for word in self.by_stem.get(own, ()))]):
            text, end = self._plain, 0
            while (place := text.find(form, end)) >= 0:
                start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
                word = self.words[text[start:end]]
                if word.stem != own and (near := self._first_nearness(word.word, form, place - start)):
                    yield word, near

    def _first_nearness(self, word: str, form: str, start: int) -> int:
        right = word[start + len(form) :]
        if right in SUFFIXES:
            return 0
        if form in self.short_parts:
            return FIRST if not start and len(right) >= _SURE_PART and right in self else 0
        known = any(right.startswith(link) and self._is_part(right[len(link) :]) for link in _LINKS)
        if start:
            return INNER if known and self._is_part(word[:start]) else 0
        return FIRST if known else LOOSE_FIRST if len(form) >= _SURE_PART and len(right) > _SHORTEST_PART else 0

    def _is_part(self, text: str) -> bool:
        """Whether the text can stand in a compound: a known word, with or without a linking s or e, or several."""
        bare = [text] + ([text[:-1]] if text.endswith(("s", "e")) else [])
        if any(map(self._known_part, bare)):
            return True
        return text in self.short_parts or min(map(len, self.split(text)), default=0) >= _SHORTEST_HALF

    def split(self, word: str) -> tuple[str, ...]:
        """The known words that the compound is made of, as few as can be; () when it is not made of known words."""
        parts = self._splits.get(word)
        if parts is None:
            _make_room(self._splits)
            parts = self._splits[word] = self._split(word)
        return parts

    def _split(self, word: str) -> tuple[str, ...]:
        best: tuple[str, ...] = ()
        if not word.isalpha():
            return best
        for cut in range(2, len(word) - _SHORTEST_PART + 1):
            first = self.first_part(word[:cut])
            if not first:
                continue
            rest = word[cut:]
            parts = (rest,) if self._known_head(rest) else self.split(rest)
            if parts and (not best or len(parts) + 1 <= len(best)):
                best = (first, *parts)
        return best

    def is_begun(self, text: str) -> bool:
        """Whether more is coming: words of the site begin so, but no form of the shorter word that the text may be.

        `tilsyns` has the s that links it to `tilsynsrapport`.
        """
        longer = self.beginning(text)
        forms = [word for word in self.family(text) if word.word.startswith(text) and word.word != text]
        return bool(longer) and not forms and (text not in self.words or self.words[text].documents < len(longer))

    def halves(self, word: str) -> tuple[str, ...]:
        """The longest known beginning and the longest known end of a compound whose other half the site lacks."""
        cuts = range(_SHORTEST_HALF, len(word) - _SURE_PART + 1)
        begun = next((part for cut in reversed(cuts) if (part := self.first_part(word[:cut]))), "")
        if begun and not self._begins_compounds(begun):
            begun = ""  # `ført` begins no compound here, so it says nothing of a `førtidspension`
        ended = next((word[cut:] for cut in cuts if self._is_head(word[cut:])), "")
        return tuple(filter(None, (begun, ended))) if word.isalpha() else ()

    def after_article(self, word: str) -> tuple[str, ...]:
        """The parts of a name written in one with its article, `dinsocialeindgang`; () for other words."""
        found = next((article for article in ARTICLES if word.startswith(article)), "")
        parts = self.split(word[len(found) :]) if found else ()
        return parts if min(map(len, parts), default=0) >= _SURE_PART else ()

    def _begins_compounds(self, part: str) -> bool:
        return any(near >= FIRST and other.word.startswith(part) for other, near in self.compounds(part))

    def _is_head(self, text: str) -> bool:
        """Whether it is a word, or ends compounds of the site; `ering` and `else` only end words."""
        if self._known_head(text):
            return True
        if text in SUFFIXES or len(text) <= _SURE_PART:
            return False
        return any(near >= HEAD for _, near in self.compounds(text))

    def _known_head(self, text: str) -> bool:
        if text in SUFFIXES or text in STOPWORDS:
            return False
        return self._known_part(text) or (len(text) >= _SHORTEST_HALF and stem(text) in self.by_stem)

    def first_part(self, text: str) -> str:
        """The known word that the text is, less its linking letter; empty when it is none."""
        if text in self.short_parts or self._known_part(text):
            return text
        bare = text[:-1]
        is_linked = (text.endswith("s") and self._known_part(bare)) or (
            text.endswith("e") and bare in self.words and bare not in STOPWORDS
        )
        return bare if is_linked else ""

    def _known_part(self, text: str) -> bool:
        if len(text) < _SHORTEST_PART or text in STOPWORDS:
            return False
        return text in self.words or text in self.by_stem or (is_irregular(text) and text in self)


def _make_room(kept: dict[str, Any]) -> None:
    """Forget what was worked out when it becomes much: anybody can ask for endless words."""
    if len(kept) >= _MOST_KEPT:
        kept.clear()


_held: dict[int, Vocabulary] = {}


def current() -> Vocabulary:
    """The vocabulary of the index as it is now: one query, four more after a change."""
    stamp, documents = SearchState.current()
    if (held := _held.get(stamp)) is None:
        held = _load(documents)
        while len(_held) >= _KEPT:
            _held.pop(next(iter(_held)), None)
        _held[stamp] = held
    return held


def _load(documents: int) -> Vocabulary:
    rows = SearchWord.objects.filter(documents__gt=0).order_by()
    words = map(Word._make, rows.values_list("pk", "word", "shown", "stem", "root", "documents"))
    titles = SearchDocument.objects.exclude(synonyms="").order_by("pk").values_list("synonyms", "title")
    written = Synonym.objects.order_by("pk").values_list("word", "means", "both_ways", "is_absent")
    dated = SearchDocument.objects.dated().order_by().values_list("pk", "first_day", "last_day")
    return Vocabulary(words, documents, Synonyms.of(written, titles), dated)
