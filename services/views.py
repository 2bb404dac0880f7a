"""The ladder and each service on it."""

from __future__ import annotations

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from budget.models import BudgetLine
from committee.models import Provision
from portal.content import provenance
from portal.filters import Selection
from portal.requests import PortalRequest
from services.ladder import filters, neighbours, rungs, with_groups
from services.models import Service, Step


@require_safe
def ladder(request: PortalRequest) -> HttpResponse:
    """The steps with their services, narrowed by target group, age, status and law.

    Template `services/ladder.html`, fragment `#result`; context: `stairs` (every rung), `rungs`
    (with what the filters leave), `selection`, `filters`, `said`.
    """
    steps, services = list(Step.objects.all()), list(Service.objects.on_the_ladder())
    selection = Selection(filters(services), request.GET)
    shown = selection.select(services)
    context = {
        "stairs": rungs(steps, services),
        "rungs": rungs(steps, shown),
        "selection": selection,
        "filters": selection.options(services),
        "said": _said(len(shown), len(services)),
        **provenance(*steps, *services),
    }
    return render(request, f"services/ladder.html{'#result' if request.htmx else ''}", context)


@require_safe
def service(request: PortalRequest, slug: str) -> HttpResponse:
    """One service: its step, groups, centre, law, figures, budget lines and neighbours.

    Template `services/service.html`; context: `service`, `groups`, `neighbours`.
    """
    everyone = with_groups()
    found = next((candidate for candidate in everyone if candidate.slug == slug), None)
    found = found or get_object_or_404(Service.objects.select_related("step", "centre"), slug=slug)
    lines = Prefetch("budget_lines", BudgetLine.objects.select_related("budget"))
    prefetch_related_objects([found], Provision.with_law(), lines, "figures")
    context = {"service": found, "groups": everyone.get(found, []), "neighbours": neighbours(found, everyone)}
    return render(request, "services/service.html", context)


def _said(shown: int, every: int) -> str:
    if shown == every:
        return f"Alle {every} indsatser vises."
    return f"{shown} af {every} indsatser passer til dit valg."
