"""What a record says to the search."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

AREAS = {
    "guide": "Guide",
    "indsatser": "Indsatser",
    "budget": "Budget",
    "moeder": "Møder",
    "aarshjul": "Årshjul",
    "tilsyn": "Tilsyn",
    "jura": "Jura",
    "rolle": "Din rolle",
    "forvaltning": "Råd og forvaltning",
    "udvalget": "Udvalget",
    "noegletal": "Nøgletal",
    "ordbog": "Ordbog",
}


@dataclass(frozen=True)
class Document:
    """One record as the search sees it.

    `area` is a key of AREAS, `group` the law or chapter it belongs to, `themes` the questions it helps to answer
    (filters of the law section), `address` the path with its anchor, `terms` the words that stand for it (paragraph,
    kind, søgeord; separated by commas where they are several), `synonyms` other names for the title itself, which
    then mean the same everywhere in the search, `body` its text as plain words.
    """

    area: str
    title: str
    address: str
    group: str = ""
    themes: tuple[str, ...] = ()
    terms: str = ""
    synonyms: tuple[str, ...] = ()
    body: str = ""
    shown: str = ""
    """Extra text for the hit's snippet when the body is empty."""
    first_day: dt.date | None = None
    """The first day on which it may be found; None for no first day."""
    last_day: dt.date | None = None
    """The last one; None for no end."""
    awaits_confirmation: bool = False
    """The secretariat must confirm something of the record; `index` sets it, and the hit is marked."""
