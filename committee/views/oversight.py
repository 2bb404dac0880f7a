"""Oversight: who watches the administration, and what of it reaches the committee."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from committee.models import SupervisoryBody


def oversight(request: HttpRequest) -> HttpResponse:
    """Every body with what it watches and what the committee hears of it.

    Template `committee/oversight.html`; context: `bodies`.
    """
    bodies = SupervisoryBody.objects.select_related("part_of").prefetch_related("reportings", "subjects")
    return render(request, "committee/oversight.html", {"bodies": bodies})


def body(request: HttpRequest, slug: str) -> HttpResponse:
    """One body: its powers, its reports to the committee and its units.

    Template `committee/body.html`; context: `body`.
    """
    bodies = SupervisoryBody.objects.select_related("part_of")
    found = get_object_or_404(bodies.prefetch_related("powers", "reportings", "units"), slug=slug)
    return render(request, "committee/body.html", {"body": found})
