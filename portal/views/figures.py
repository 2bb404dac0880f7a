"""The key figures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.content.records import provenance
from portal.models import KeyFigure
from portal.models.figures import with_parts
from portal.pages.awaiting import awaits


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Every key figure with its year, its source and where it is used; parts stand with their whole.

    Template `portal/figures.html`; context: `rows` of FigureWithParts, `awaiting`, `updated`, `source`.
    """
    found = KeyFigure.objects.published().with_published("sections__chapter", "provisions__law", "services")
    context = {"rows": with_parts(found), "awaiting": awaits(*found), **provenance(*found)}
    return render(request, "portal/figures.html", context)
