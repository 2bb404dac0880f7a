"""The key figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from committee.models import Provision
from portal.awaiting import awaits
from portal.content import provenance
from portal.kept import kept
from portal.models import KeyFigure, Section
from services.models import Service


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

    Template `portal/figures.html`; context: `main`, `awaiting`, `updated`, `source`.
    """
    return render(request, "portal/figures.html", _figures())


@kept
def _figures() -> dict[str, Any]:
    found = list(
        KeyFigure.objects.prefetch_related(
            Prefetch("sections", Section.objects.as_links(), "in_sections"),
            Provision.with_law("in_provisions"),
            Prefetch("services", Service.objects.as_links(), "in_services"),
        )
    )
    main = render_to_string("portal/figures.html#main", {"rows": with_parts(found)})
    return {"main": main, "awaiting": awaits(*found), **provenance(*found)}


def with_parts(figures: Iterable[KeyFigure]) -> list[FigureWithParts]:
    """The figures that are no part of another, each with its parts, in their order."""
    figures = list(figures)
    return [
        FigureWithParts(figure, [part for part in figures if part.part_of_id == figure.pk])
        for figure in figures
        if figure.part_of_id is None
    ]
