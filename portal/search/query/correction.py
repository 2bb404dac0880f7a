"""Words that the site does not know, mended: what was meant by `ankestyrelsn`, `tlisyn`, `hjemlose`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from portal.search.analysis.letters import letters_of, skeleton
from portal.search.index.vocabulary import Vocabulary
from portal.search.query.spelling import Word

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_CHEAP = 50
_FULL = 100
SAME_SKELETON = 20
_TIES = 15


def _neighbours() -> frozenset[tuple[str, str]]:
    """The keys that a thumb confuses: side by side, or one above the other."""
    pairs = set()
    for row, letters in enumerate(_ROWS):
        for place, letter in enumerate(letters):
            beside = letters[place + 1 : place + 2]
            below = _ROWS[row + 1][max(0, place - 1) : place + 1] if row + 1 < len(_ROWS) else ""
            pairs |= {(letter, other) for other in beside + below}
    return frozenset(pairs | {(b, a) for a, b in pairs})


_NEIGHBOURS = _neighbours()


class Correction(NamedTuple):
    """A word that may have been meant, and what the slips cost (100 for a whole one)."""

    word: Word
    cost: int


def allowed(word: str) -> int:
    """How much may be wrong in a word of this length."""
    length = len(word)
    return 0 if length < 4 else 60 if length == 4 else 100 if length < 7 else 160 if length < 10 else 220


def corrections(vocabulary: Vocabulary, typed: str, most: int | None = None, prefix: bool = False) -> list[Correction]:
    """The words that the typed one comes nearest to, the nearest and commonest first; all within a hair of the best."""
    most = allowed(typed) if most is None else most
    if not most or not typed.isalpha():
        return []
    bare = skeleton(typed)
    best: dict[Word, int] = {}
    for text, word in _candidates(vocabulary, typed, most, prefix):
        cost = SAME_SKELETON if skeleton(text) == bare else distance(typed, text, most, prefix)
        if cost <= min(most, best.get(word, most)):
            best[word] = cost
    found = [Correction(word, cost) for word, cost in best.items() if cost <= min(best.values()) + _TIES]
    return sorted(found, key=lambda correction: (correction.cost, -correction.word.documents, correction.word.word))


def _candidates(vocabulary: Vocabulary, typed: str, most: int, prefix: bool) -> Iterator[tuple[str, Word]]:
    """Words of about the same letters, found by comparing two numbers; for a prefix, beginnings that have."""
    mask, length, slips = letters_of(typed), len(typed), most // _CHEAP
    for text, word, letters in vocabulary.spellings:
        longer = len(text) - length
        if prefix and longer > 0:
            if text[0] == typed[0] and (mask & ~letters).bit_count() <= 1:
                yield text[: length + 1], word
        elif -slips <= longer <= slips and (mask ^ letters).bit_count() <= slips:
            yield text, word


def distance(typed: str, meant: str, most: int, prefix: bool = False) -> int:
    """What it costs to have typed this for that: Damerau and Levenshtein's distance, in hundredths of a whole slip.

    A neighbouring key, two letters swapped and a letter doubled or dropped beside its like cost less than a whole one.
    Answers early with more than `most` when it must become more. With `prefix` the end of `meant` may be missing.
    """
    before: list[int] = []
    row = list(range(0, (len(meant) + 1) * _FULL, _FULL))
    missed = [_missed(meant, j) for j in range(len(meant) + 1)]
    for i, letter in enumerate(typed, 1):
        earlier, before = before, row
        dropped = _dropped(typed, i)
        row = [before[0] + dropped]
        for j, wanted in enumerate(meant, 1):
            changed = 0 if letter == wanted else _changed(letter, wanted)
            cost = min(before[j - 1] + changed, before[j] + dropped, row[j - 1] + missed[j])
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + (_CHEAP + 10 if letter != wanted else 0))
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row) if prefix else row[-1]


def _changed(letter: str, wanted: str) -> int:
    return _CHEAP + 20 if (letter, wanted) in _NEIGHBOURS else _FULL


def _dropped(typed: str, place: int) -> int:
    """A letter too many: cheap when it repeats the one before."""
    return _CHEAP if place > 1 and typed[place - 1] == typed[place - 2] else _FULL - 10


def _missed(meant: str, place: int) -> int:
    """A letter too few: cheap when it should have been double, or is the e of ae and oe."""
    if place > 1 and (meant[place - 1] == meant[place - 2] or meant[place - 2 : place] in ("ae", "oe")):
        return _CHEAP
    return _FULL - 10
