"""The annual cycle."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from committee.models import AnnualCase


@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """The cases that come back every year.

    Template `committee/year.html`; context: `cases`.
    """
    return render(request, "committee/year.html", {"cases": AnnualCase.objects.all()})
