"""The ladder and each service on it."""

from __future__ import annotations

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budget.models import BudgetLine
from committee.models import Provision
from portal.filters import Selection
from services.ladder import filters, neighbours, rungs
from services.models import Service, Step, TargetGroup


@require_safe
def ladder(request: HttpRequest) -> HttpResponse:
    """The steps with their services, narrowed by target group, age, status and law.

    Template `services/ladder.html`, fragment `#result`; context: `rungs`, `selection`, `filters`, `shown`, `services`.
    """
    services = list(Service.objects.on_the_ladder())
    selection = Selection(filters(services, TargetGroup.objects.all()), request.GET)
    shown = selection.select(services)
    context = {
        "rungs": rungs(Step.objects.all(), shown),
        "selection": selection,
        "filters": selection.options(services),
        "shown": shown,
        "services": services,
    }
    return render(request, f"services/ladder.html{'#result' if request.htmx else ''}", context)


@require_safe
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """One service: its step, groups, centre, law, figures, budget lines and neighbours.

    Template `services/service.html`; context: `service`, `neighbours`.
    """
    services = list(Service.objects.select_related("step", "centre").prefetch_related("groups"))
    found = next((candidate for candidate in services if candidate.slug == slug), None)
    if found is None:
        raise Http404("Den indsats findes ikke.")
    lines = Prefetch("budget_lines", BudgetLine.objects.select_related("budget"))
    prefetch_related_objects([found], Provision.with_law(), lines, "figures")
    context = {"service": found, "neighbours": neighbours(found, services)}
    return render(request, "services/service.html", context)
