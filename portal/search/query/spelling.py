"""How the words of the site, and those that people type for them, are spelled: what was typed may be a slip of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from portal.search.analysis.letters import letters_of, skeleton
from portal.search.analysis.stemming import root, stem
from portal.search.analysis.stopwords import STOPWORDS
from portal.search.index.synonyms import Synonyms

_ENDING = 2


class Word(NamedTuple):
    """A word of the site."""

    pk: int
    word: str
    shown: str
    stem: str
    root: str
    documents: int


def typed_words(words: Mapping[str, Word], synonyms: Synonyms) -> dict[str, Word]:
    """The words that only synonyms have: nothing of the site holds them, but they are what somebody types."""
    return {
        word: Word(0, word, shown, stem(word), root(stem(word)), 0)
        for word, shown in synonyms.shown.items()
        if word.isalpha() and word not in words and word not in STOPWORDS
    }


def spellings(
    words: Mapping[str, Word], by_stem: Mapping[str, Sequence[Word]], synonyms: Synonyms
) -> list[tuple[str, Word, int]]:
    """Every plain word, stem and synonym, the word it stands for, and the letters it holds as the bits of a number."""
    plain = {text: word for text, word in words.items() if text.isalpha() and text not in STOPWORDS}
    stems = {
        stem: min(family, key=lambda word: word.word)
        for stem, family in by_stem.items()
        if stem.isalpha() and stem not in plain and min(len(word.word) for word in family) - len(stem) <= _ENDING
    }
    typed = {text: word for text, word in typed_words(words, synonyms).items() if synonyms.has_word(text)}
    return [(text, word, letters_of(text)) for text, word in (typed | stems | plain).items()]


def without_danish_letters(words: Mapping[str, Word], synonyms: Synonyms) -> tuple[dict[str, Word], dict[str, Word]]:
    """The commonest word of each spelling without æøå, and of each stem so spelled."""
    whole: dict[str, Word] = {}
    stems: dict[str, Word] = {}
    known = (*words.values(), *typed_words(words, synonyms).values())
    for word in sorted(known, key=lambda word: (-word.documents, word.word)):
        if word.word.isalpha() and word.word not in STOPWORDS:
            for found, text in ((whole, word.word), (stems, word.stem)):
                if (bare := skeleton(text)) != text and len(bare) > 1:
                    found.setdefault(bare, word)
    return whole, stems
