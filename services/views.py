"""The ladder and each service on it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.content.records import provenance
from portal.http import HtmxHttpRequest
from portal.pages.awaiting import awaits
from portal.pages.filters import Selection
from services.ladder import filters, neighbours, rungs
from services.models import Service, Step


@require_safe
def ladder(request: HtmxHttpRequest) -> HttpResponse:
    """The steps with their services, narrowed by target group, age, status and law.

    Template `services/ladder.html`, or its part `result` for HTMX; context: `every_rung`, `rungs` (with the services
    that are chosen), `selection`, `filters`, `result_text`, `awaiting`, `updated`, `source`.
    """
    steps = Step.objects.published()
    services = Service.objects.published().with_published("groups", "provisions__law")
    selection = Selection(filters(services), request.GET)
    shown = selection.select(services)
    context = {
        "every_rung": rungs(steps, services),
        "rungs": rungs(steps, shown),
        "selection": selection,
        "filters": selection.options(services),
        "result_text": _result_text(len(shown), len(services)),
        "awaiting": awaits(*steps, *shown),
        **provenance(*steps, *services),
    }
    template = "services/ladder.html#result" if request.htmx else "services/ladder.html"
    return render(request, template, context)


@require_safe
def service(request: HtmxHttpRequest, slug: str) -> HttpResponse:
    """One service: its step, groups, centre, law, figures, budget lines and neighbours.

    Template `services/service.html`; context: `service`, `neighbours`, `awaiting`.
    """
    services = Service.objects.published().select_related("step").with_published("centre", "groups")
    with_uses = services.with_published("provisions__law", "figures", "budget_lines__budget")
    found = get_object_or_404(with_uses, slug=slug)
    context = {
        "service": found,
        "neighbours": neighbours(found, services),
        "awaiting": awaits(found, *found.budget_lines.all(), *found.figures.all()),
    }
    return render(request, "services/service.html", context)


def _result_text(shown: int, every: int) -> str:
    if shown == every:
        return f"Alle {every} indsatser vises."
    return f"{shown} af {every} indsatser passer til dit valg."
