"""The glossary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.content.records import provenance
from portal.models import Term
from portal.pages.awaiting import awaits
from portal.text.danish import ALPHABET, initial, sort_key


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

    Template `portal/glossary.html`; context: `letters`, `count`, `awaiting`, `updated`, `source`.
    """
    terms = Term.objects.published().with_published("section__chapter")
    context = {"letters": by_letter(terms), "count": len(terms), "awaiting": awaits(*terms), **provenance(*terms)}
    return render(request, "portal/glossary.html", context)


def by_letter(terms: Iterable[Term]) -> list[Letter]:
    """Return all letters of the alphabet in Danish order with their terms."""
    under: dict[str, list[Term]] = {letter: [] for letter in ALPHABET}
    for term in sorted(terms, key=lambda term: sort_key(term.name)):
        under[initial(term.name)].append(term)
    return [Letter(letter, of_letter) for letter, of_letter in under.items()]
