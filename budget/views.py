"""The budget and the yearly process."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from budget.models import Budget, ProcessStep


def overview(request: HttpRequest) -> HttpResponse:
    """The newest budget with its lines.

    Template `budget/overview.html`; context: `budget`.
    """
    return render(request, "budget/overview.html", {"budget": Budget.objects.prefetch_related("lines").first()})


def process(request: HttpRequest) -> HttpResponse:
    """The stages of the yearly process.

    Template `budget/process.html`; context: `steps`.
    """
    return render(request, "budget/process.html", {"steps": ProcessStep.objects.all()})
