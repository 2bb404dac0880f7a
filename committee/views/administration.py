"""The administration's centres and the councils."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from committee.models import AdvisoryCouncil, Centre


def administration(request: HttpRequest) -> HttpResponse:
    """Centres and councils.

    Template `committee/administration.html`; context: `centres`, `councils`.
    """
    context = {"centres": Centre.objects.all(), "councils": AdvisoryCouncil.objects.all()}
    return render(request, "committee/administration.html", context)
