"""The key figures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.models import KeyFigure


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Every key figure.

    Template `portal/figures.html`; context: `figures`.
    """
    return render(request, "portal/figures.html", {"figures": KeyFigure.objects.all()})
