"""What an unknown word may be: a slip, a compound nobody has written here, or a compound of which one half is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from portal.search.index.vocabulary import Vocabulary
from portal.search.query.correction import Correction, corrections

_OBVIOUS, _OBVIOUS_IN_A_LONG_WORD, _LONG = 60, 100, 8
"""A slip that costs no more is surer than reading the word as a compound; in a long word one whole slip."""
_MOST = 4
_SHORTEST_BEGINNING = 5
_SHORTEST_HALF = 4
_SLIPS_IN_A_BEGINNING = 100


class Guess(NamedTuple):
    """Words that may have been meant, the likeliest first, or the parts that the word is made of."""

    meant: list[Correction]
    parts: tuple[str, ...] = ()
    is_whole: bool = True
    """False where the parts are only the known half of the word."""


def guess(word: str, vocabulary: Vocabulary, *, correct: bool, unfinished: bool) -> Guess:
    """The best guess at an unknown word; `correct` allows slips, `unfinished` that its end is still to come."""
    slips = corrections(vocabulary, word)[:_MOST] if correct else []
    if is_obvious(slips, word):
        return Guess(slips)
    if parts := vocabulary.split(word) or vocabulary.after_article(word):
        return Guess([], parts)
    if slips or not correct:
        return Guess(slips)
    slips = _in_the_head(word, vocabulary)
    if not slips and unfinished and len(word) >= _SHORTEST_BEGINNING:
        slips = corrections(vocabulary, word, most=_SLIPS_IN_A_BEGINNING, prefix=True)
    return Guess(slips[:_MOST]) if slips else Guess([], vocabulary.halves(word), is_whole=False)


def is_obvious(slips: Sequence[Correction], word: str) -> bool:
    """Whether the word can hardly be anything but the first of these."""
    return bool(slips) and slips[0].cost <= (_OBVIOUS if len(word) < _LONG else _OBVIOUS_IN_A_LONG_WORD)


def _in_the_head(word: str, vocabulary: Vocabulary) -> list[Correction]:
    """A slip in the last part of a compound: `botilbudsfrits`."""
    for cut in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF):
        if vocabulary.first_part(word[:cut]):
            found = [slip for slip in corrections(vocabulary, word[cut:]) if slip.word.word[0] == word[cut]]
            if found:
                return found
    return []
