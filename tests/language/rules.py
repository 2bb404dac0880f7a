"""The rules as data: the limits, and the words that the portal does not use, each with what it says instead."""

from __future__ import annotations

import re
from typing import NamedTuple

LIX = (30, 42)
"""Least and most on a page: below it the text is chopped, above it heavy."""
PAGE_WORDS = 100
"""A page with fewer words says too little for a LIX."""
SHORT_SENTENCE, LONGEST_RUN = 8, 3
"""So many sentences in a row may have fewer words than that; a list is no row."""
NEAR, NEAR_WORDS = 0.6, 6
"""Two sentences say the same where they share that part of their words (Jaccard), each with at least so many words, and
where their numbers do not differ."""
NEAR_EXPLAINED = 0.8
"""The same where one of them explains a word or a figure: it is shown beside the other."""
EXPLAINING = frozenset({"portal.term", "portal.keyfigure"})
ALONE = frozenset({"committee.walkstep"})
"""Of these a reader sees one at a time, and each must be whole: they may say the same as another of their kind."""


class Word(NamedTuple):
    """An expression that the portal does not use. `allowed` matches where it is right all the same."""

    pattern: re.Pattern[str]
    instead: str
    allowed: re.Pattern[str] | None = None


def _word(pattern: str, instead: str, allowed: str = "") -> Word:
    return Word(re.compile(pattern, re.IGNORECASE), instead, re.compile(allowed, re.IGNORECASE) if allowed else None)


WORDS = [
    _word(r"\bhold\w* øje med", "føre tilsyn med, følge"),
    _word(r"\bgiv\w*\b[^.:]{0,40}\bvidere\b", "videregive"),
    _word(r"\bfortæl\w* videre\b", "videregive"),
    _word(r"\b(?:få|får|fik|fået)\b[^.,:]{0,30}\bat se\b", "få forelagt, få indsigt i"),
    _word(r"\b(?:udvalget|I|du) (?:\w+ )?hører (?:\w+ )?(?:om|fra|stadig)\b|\bhører udvalget\b", "orienteres om"),
    _word(r"\blav(?:e|er|et|ede|es)\b", "udarbejde, foretage, gennemføre", r"\blave indkomst|\bde lave\b"),
    _word(
        r"\b(?:\w*lov\w*|\w*regler\w*|\w*plan\w*|cirkulæret|notatet|folderen|den|de|det) siger\b",
        "fastsætter, regulerer, afgør; om folderen: nævner, oplyser",
    ),
    _word(r"\bmærk(?:e|et|ede|es)\b", "markere", r"mærket ”"),
    _word(r"\bkræfter(?:ne)?\b", "ressourcer", r"\bkræfter i|kraft kræfter"),
    _word(r"\bslags\b", "type", r"type, slags"),
    _word(r"\btie\b", "have tavshedspligt, ikke videregive"),
    _word(r"\b(?:er|var) om (?!bord)", "handler om", r"\bom \w+ (?:dage|uger|måneder)"),
    _word(r"\ber jo\b|\bnemlig\b", "(fordi-sætning)"),
    _word(r"\b(?:mht|ift|iht|pga|jf|osv|inkl|m\.m)\.", "(skriv det ud)"),
    _word(r"\bhvor tit\b", "hvor ofte"),
    _word(r"\b(?:sige|siger|sagt) nej\b", "afslå, give afslag", r"\bsvar"),
    _word(r"\bfind\w* ud af\b", "afklare, undersøge"),
    _word(r"\b(?:kigge|komme|kommer) forbi\b", "møde op"),
    _word(r"\bstyr på\b", "afklaret, godkendt"),
    _word(r"\bslipper op\b|\bløber ud\b", "udløber"),
    _word(r"\bklare? sig selv\b", "leve selvstændigt", r"udvikle sig og klare"),
    _word(r"\bfalder? godt til\b", "finde sig til rette"),
    _word(r"\bdem, (?:den|de|som den) har\b", "(navnet på det)"),
    _word(r"\bkriteriet?\b|kriterie(?:r|t)?\b", "kriterium", r"kriterier"),
    _word(r"\bskrivebord\w*", "Redaktion"),
    _word(r"\bspørgevej\w*", "trinsvis vejledning"),
    _word(r"\btotrin\b", "totrinsbekræftelse"),
    _word(r"\bmødegang\w*", "mødetidspunkt"),
    _word(r"\bmødet er holdt\b|\bmødet holdt\b", "mødet er afholdt, datoen er passeret"),
    _word(r"(?:^|[.!?] )(?-i:Og|Eller) (?=\w)", "(forbind sætningen med den før)"),
    _word(r"\bjer(?:es)?\b", "udvalget, udvalgets", r"mellem jer|jeg jer"),
    _word(r"[a-zæøå],? (?-i:I) (?:\w+r|kan|skal|må|vil)\b", "udvalget"),
    _word(r"(?:^|[.!?:] )(?-i:I) (?:kan|skal|får|har|må|vil|hører|behandler)\b", "udvalget"),
    _word(r"[«»“„‟\"]", "”…”"),
]
"""Standing expressions, matched anywhere in a text, capital letters aside."""
SAID_TWICE = [
    re.compile(r"\b(?:Er du|er der) (?:i )?tvivl\b", re.IGNORECASE),
    re.compile(r"\bså (?:sig|spørg)\b", re.IGNORECASE),
]
"""A warning that must stand wherever it is needed: sentences with it may be near each other."""
