"""The ladder and each service on it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from budget.models import Budget, BudgetLine
from committee.models import Law, Provision
from portal.content import provenance
from portal.filters import Selection
from portal.kept_queries import KeptRecords, Part
from portal.models import KeyFigure
from portal.requests import PortalRequest
from services.ladder import filters, neighbours, rungs, with_groups
from services.models import Service, Step

_PROVISIONS = KeptRecords(
    lambda key: Service(pk=key).provisions.all(),
    Part(Provision, "", "law", "paragraph", "title", "slug"),
    Part(Law, "law", "title", "slug", "abbreviation"),
)
_LINES = KeptRecords(
    lambda key: Service(pk=key).budget_lines.all(),
    Part(BudgetLine, "", "budget", "title", "slug", "amount"),
    Part(Budget, "budget", "year"),
)
_FIGURES = KeptRecords(lambda key: Service(pk=key).figures.all(), Part(KeyFigure, ""))


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

    Template `services/service.html`; context: `service`, `groups`, `neighbours`, `provisions`, `lines`, `figures`.
    """
    everyone = with_groups()
    found = next((candidate for candidate in everyone if candidate.slug == slug), None)
    found = found or get_object_or_404(Service.objects.select_related("step", "centre"), slug=slug)
    context = {
        "service": found,
        "groups": everyone.get(found, []),
        "neighbours": neighbours(found, everyone),
        "provisions": _PROVISIONS.records(found.pk),
        "lines": _LINES.records(found.pk),
        "figures": _FIGURES.records(found.pk),
    }
    return render(request, "services/service.html", context)


def _said(shown: int, every: int) -> str:
    if shown == every:
        return f"Alle {every} indsatser vises."
    return f"{shown} af {every} indsatser passer til dit valg."
