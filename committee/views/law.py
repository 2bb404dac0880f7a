"""The law: the acts by group and theme, and each act with its provisions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from committee.models import Law


def law_index(request: HttpRequest) -> HttpResponse:
    """Every act.

    Template `committee/law_index.html`; context: `laws`.
    """
    return render(request, "committee/law_index.html", {"laws": Law.objects.all()})


def law(request: HttpRequest, slug: str) -> HttpResponse:
    """One act with its provisions.

    Template `committee/law.html`; context: `law`.
    """
    found = get_object_or_404(Law.objects.prefetch_related("provisions"), slug=slug)
    return render(request, "committee/law.html", {"law": found})
