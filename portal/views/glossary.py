"""The glossary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from portal import clock
from portal.awaiting import awaits
from portal.content import provenance
from portal.danish import ALPHABET, initial, sort_key
from portal.kept import kept
from portal.kept_queries import KeptRecords, Part
from portal.models import Chapter, Section, Term
from portal.prose import Prose

_TERMS = KeptRecords(
    lambda _: Term.objects.all(),
    Part(
        Term,
        "",
        *("name", "slug", "aliases", "definition", "body", "section"),
        *("source_page", "modified_at", "confirm_note", "legal_source"),
    ),
    Part(Section, "section", "title", "slug", "chapter"),
    Part(Chapter, "section__chapter", "slug"),
)


@dataclass(frozen=True)
class Letter:
    """A letter and the terms that begin with it, perhaps none."""

    name: str
    terms: list[Term]

    @property
    def anchor(self) -> str:
        """`bogstav-ae` on the letter Æ."""
        return f"bogstav-{ {'Æ': 'ae', 'Ø': 'oe', 'Å': 'aa'}.get(self.name, self.name.lower()) }"


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term from A to Å.

    Template `portal/glossary.html`; context: `main`, `count`, `awaiting`, `updated`, `source`.
    """
    return render(request, "portal/glossary.html", _glossary(clock.today()))


@kept
def _glossary(today: dt.date) -> dict[str, Any]:
    terms, prose = _TERMS.records(), Prose(today)
    context = {"letters": by_letter(terms), "count": len(terms), "prose": prose}
    main = render_to_string("portal/glossary.html#main", context)
    said = {"main": main, "count": len(terms), "awaiting": awaits(*terms), "explained": prose.explained()}
    return said | provenance(*terms)


def by_letter(terms: Iterable[Term]) -> list[Letter]:
    """All letters of the alphabet in Danish order with their terms."""
    under: dict[str, list[Term]] = {letter: [] for letter in ALPHABET}
    for term in sorted(terms, key=lambda term: sort_key(term.name)):
        under[initial(term.name)].append(term)
    return [Letter(letter, of_letter) for letter, of_letter in under.items()]
