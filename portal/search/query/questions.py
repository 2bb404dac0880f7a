"""What kind of answer a query asks for: a figure, a day, a person or body, a rule of one's own, a place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from portal.search.analysis.letters import fold

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
    "lang": "tid",
}


_POLITE = re.compile(
    r"\b(?:"
    r"(?:kan|kunne|vil) (?:i|du|nogen|portalen) (?:fortaelle|forklare|vise|hjaelpe|finde|sige|oplyse)"
    r"(?: (?:mig|os))?(?: (?:lidt|noget|mere))*(?: (?:om|med))?"
    r"|(?:jeg|vi) (?:vil|ville|oensker|skal|skulle) (?:gerne )?(?:vide|hoere|laese|finde|have at vide|se)"
    r"(?: (?:lidt|noget|mere))* om"
    r"|(?:jeg|vi) (?:leder|soeger)(?: efter)?|leder efter|find(?:e)? ud af"
    r"|hvad (?:der )?staar(?: der)?(?: om)?|hvad siger (?:i|folderen|portalen)(?: om)?"
    r"|(?:har i|findes der|er der|staar der) (?:noget|nogen) om|mere (?:info|information) om|info(?:rmation)? om"
    r"|hvor (?:kan (?:jeg|man|vi) (?:finde|laese|se)|(?:finder|laeser|ser) (?:jeg|man|vi))(?: (?:noget|mere))*(?: om)?"
    r"|hvem (?:kan )?hjaelpe(?:r)?(?: (?:mig|os|ham|hende|dem))?(?: med)?"
    r"|hvad goer (?:jeg|man|vi)|venligst|undskyld|mange tak"
    r")\b"
)
"""Words that stand around a topic, and hold none."""


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(words).split())


_VAGUE = _folded(
    "åbner åbnes lukker starter begynder slutter koster ligger finde finder findes gælder foregår sker søge søger får"
)
"""Verbs that say what is asked of a topic."""

_MINE = _folded("min mit mine vores hans hendes")
_KIN = _folded(
    "far mor søn datter bror søster mand kone kæreste svoger fader moder onkel tante fætter kusine nabo ven veninde"
    " barn børn"
)
_COUNCIL = re.compile(
    r"sag(?:en|er|erne)?|part|firma\w*|arbejde\w*|ansat\w*|stemme\w*|(?:in)?habil\w*|moede\w*|udvalg\w*|ansoeg\w*"
    r"|tilskud\w*|ejer|selskab\w*|forening\w*|sige|siger|fortael\w*|fortalt|vide|afgoere\w*|beslut\w*|dagsorden\w*"
)
"""What makes a question about somebody near a question of one's own part in the committee's work."""


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


def incidental(words: Sequence[str]) -> set[int]:
    """The places of words that are no topic where there is another: what one says to ask (`kan i fortaelle mig`), what
    is asked of the topic (`aabner`), and whom it is about (`min far`)."""
    found = {place for place, word in enumerate(words) if word in _VAGUE}
    if not any(map(_COUNCIL.fullmatch, words)):
        found |= {place + 1 for place, (word, after) in enumerate(pairwise(words)) if word in _MINE and after in _KIN}
    text, starts = "", {}
    for place, word in enumerate(words):
        starts[len(text)] = place
        text += f"{word} "
    for polite in _POLITE.finditer(text):
        found.update(place for start, place in starts.items() if polite.start() <= start < polite.end())
    return found
