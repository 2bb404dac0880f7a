"""What kind of answer a query asks for: a figure, a day, a person or body, a rule of one's own, a place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from portal.search.letters import fold

_MONTHS = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
_WEEKDAYS = "mandag|tirsdag|onsdag|torsdag|fredag"


_USUAL = {"ordbog": 0.7}
"""Before any question: the record itself comes before the line that explains its name."""

# What only says how one asks, after the word before it.
_SMALL = {
    "hvor": "laenge stor stort store lang langt lange ofte tit hoej hoejt hoeje hurtigt dyr dyrt gammel lidt naer",
    "hvad": "betyder hedder indebaerer sker",
    "hvilken": "dag dato slags",
    "hvilke": "dage datoer slags",
    "naermere": "bestemt",
}


class Question(NamedTuple):
    """A way of asking: how it is recognised, which areas answer it and how much more they count, and words that
    stand in an answer."""

    pattern: re.Pattern[str]
    areas: Mapping[str, float]
    words: tuple[str, ...] = ()


def _question(pattern: str, words: str = "", **areas: float) -> Question:
    return Question(re.compile(rf"\b(?:{pattern})\b"), areas, tuple(words.split()))


QUESTIONS = (
    _question(
        "hvor (?:mange|meget|laenge|stor|stort|store|lang|langt|hoej|hoejt|dyrt|dyr|gammel)|antal(?:let)?|hvad koster",
        noegletal=1.5,
        budget=1.1,
        jura=0.85,
    ),
    _question("hvor (?:laenge|lang tid|hurtigt)", "dage uger måneder længde opholdslængde varighed frist"),
    _question(
        "hvornaar|hvilken (?:dag|dato|maaned)|hvilke (?:dage|datoer)|naar (?:er|holder|kommer|skal|behandler)"
        "|hvor ofte|datoen?",
        moeder=1.15,
        aarshjul=1.1,
        budget=1.25,
        tilsyn=1.05,
    ),
    _question(f"{_MONTHS}|{_WEEKDAYS}", moeder=1.3),
    _question("moede|moedet|moeder|moederne|udvalgsmoede|budgetseminar|budgetseminaret", moeder=1.15),
    _question("hvem", tilsyn=1.2, forvaltning=1.2, rolle=1.1),
    _question(
        "(?:maa|kan|skal|boer|har) (?:jeg|man|vi|udvalget|medlemmer|et medlem)|(?:jeg|man|vi) (?:maa|kan|skal|goere)"
        "|min ret|mine rettigheder",
        rolle=1.35,
    ),
    _question(
        "hvor(?! (?:mange|meget|laenge|stor|stort|store|lang|langt|ofte|hurtigt|tit|hoej|hoejt))",
        "sted mødested lokale adresse",
    ),
    _question("hvad (?:er|betyder|vil det sige)|hvad staar|forklar|betydning|definition", ordbog=1.6),
    _question("lov|loven|lovgivning|paragraf|regler|juridisk|hvilken lov|ifoelge loven", jura=1.2),
)


def asked(query: str) -> list[Question]:
    """The ways of asking that the query shows."""
    folded = " ".join(re.findall(r"[a-z0-9]+", fold(query)))
    return [question for question in QUESTIONS if question.pattern.search(folded)]


def area_weights(query: str) -> dict[str, float]:
    """How much more, or less, a hit in each area counts for this query; areas left out count as they are."""
    weights = dict(_USUAL)
    for question in asked(query):
        for area, weight in question.areas.items():
            weights[area] = weights.get(area, 1.0) * weight
    return weights


def answer_words(query: str) -> tuple[str, ...]:
    """Words that an answer may hold, though the question does not."""
    return tuple(fold(word) for question in asked(query) for word in question.words)


def small_words(words: Sequence[str]) -> set[int]:
    """The places of words that belong to the way of asking: `laenge` in `hvor laenge`."""
    return {place + 1 for place, (word, after) in enumerate(pairwise(words)) if after in _SMALL.get(word, "").split()}
