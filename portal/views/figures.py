"""The key figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.content.records import provenance
from portal.models import KeyFigure
from portal.pages.awaiting import awaits


@dataclass(frozen=True)
class FigureWithParts:
    """A figure and the figures that it is made up of."""

    figure: KeyFigure
    parts: list[KeyFigure]

    @property
    def sum_of_parts(self) -> int:
        return sum(int(part.value or 0) for part in self.parts)

    @property
    def adds_up(self) -> bool:
        """The parts make up the whole exactly."""
        return bool(self.parts) and self.figure.value == self.sum_of_parts


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Every key figure with its year, its source and where it is used; parts stand with their whole.

    Template `portal/figures.html`; context: `rows` of FigureWithParts, `awaiting`, `updated`, `source`.
    """
    found = KeyFigure.objects.prefetch_related("sections__chapter", "provisions__law", "services")
    context = {"rows": with_parts(found), "awaiting": awaits(*found), **provenance(*found)}
    return render(request, "portal/figures.html", context)


def with_parts(figures: Iterable[KeyFigure]) -> list[FigureWithParts]:
    """Return the figures that are no part of another, each with its parts, in their order."""
    figures = list(figures)
    return [
        FigureWithParts(figure, [part for part in figures if part.part_of_id == figure.pk])
        for figure in figures
        if figure.part_of_id is None
    ]
