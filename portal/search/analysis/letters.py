"""Danish letters as any keyboard writes them: `børnelov` and `boernelov` are one word, `får` and `far` two."""

from __future__ import annotations

import unicodedata

_ASCII = str.maketrans(
    {"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa", "é": "e", "ü": "y", "ß": "ss", "\u00ad": None}
)
_BITS = {letter: 1 << place for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}
_DANISH = (("ae", "æ"), ("oe", "ø"), ("aa", "å"))


def fold(text: str) -> str:
    """Lower-case ASCII letters and digits: æ ø å written ae oe aa, other accents taken off, the rest left out."""
    folded = text.casefold().translate(_ASCII)
    if not folded.isascii():
        composed = unicodedata.normalize("NFC", folded).translate(_ASCII)
        folded = unicodedata.normalize("NFKD", composed).encode("ascii", "ignore").decode().lower()
    return folded


def unfold(word: str) -> str:
    """The folded word with Danish letters again; what Snowball's rules are written for."""
    for ascii_pair, letter in _DANISH:
        word = word.replace(ascii_pair, letter)
    return word


def skeleton(word: str) -> str:
    """The folded word as one types it who has neither æøå nor the habit of ae oe aa: `hjemlose`, `rad`."""
    return word.replace("ae", "a").replace("oe", "o").replace("aa", "a")


def letters_of(word: str) -> int:
    """Which letters the word holds, as the bits of a number."""
    mask = 0
    for letter in word:
        mask |= _BITS.get(letter, 0)
    return mask
