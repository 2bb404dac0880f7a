"""The text around the words that were found, in pieces: plain and marked. No HTML is made here."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import NamedTuple

LENGTH = 180
"""About how many letters of the text a hit shows."""
_WORD = re.compile(r"[^\W_]+")


class Piece(NamedTuple):
    """A stretch of text, marked or not."""

    text: str
    is_marked: bool


def marked(text: str, words: AbstractSet[str]) -> list[Piece]:
    """The whole text in pieces, the given words (lower-case) marked."""
    pieces, end = [], 0
    for match in _WORD.finditer(text):
        if match[0].lower() in words:
            if match.start() > end:
                pieces.append(Piece(text[end : match.start()], False))
            pieces.append(Piece(match[0], True))
            end = match.end()
    if end < len(text):
        pieces.append(Piece(text[end:], False))
    return pieces


def snippet(text: str, words: AbstractSet[str]) -> list[Piece]:
    """The stretch of the text with most of the words, cut at words, with … where something is left out."""
    start, end = _window(text, words)
    pieces = marked(text[start:end], words)
    if start:
        pieces.insert(0, Piece("… ", False))
    if end < len(text):
        pieces.append(Piece(" …", False))
    return pieces


def _window(text: str, words: AbstractSet[str]) -> tuple[int, int]:
    if len(text) <= LENGTH * 1.2:
        return 0, len(text)
    found = [(m.start(), m.end(), m[0].lower()) for m in _WORD.finditer(text) if m[0].lower() in words]
    best, start = 0, 0
    for first, _, _ in found:
        inside = {word for begin, end, word in found if first <= begin and end <= first + LENGTH}
        if len(inside) > best:
            best, start = len(inside), first
    start = _sentence_or_word(text, max(0, start - LENGTH // 4))
    end = min(len(text), start + LENGTH)
    if end < len(text):
        end = text.rfind(" ", start, end + 1) if " " in text[start : end + 1] else end
    return start, end


def _sentence_or_word(text: str, start: int) -> int:
    """The beginning of the sentence or at least of the word at this place."""
    if not start:
        return 0
    sentence = text.find(". ", max(0, start - 40), start + 40)
    if sentence >= 0:
        return sentence + 2
    space = text.find(" ", start)
    return space + 1 if space >= 0 else start
