"""The ladder and each service on it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from budget.models import Budget, BudgetLine
from committee.models import Law, Provision
from portal import clock
from portal.awaiting import awaits
from portal.content import provenance
from portal.filters import Asked, Selection, asked
from portal.kept import kept
from portal.kept_queries import KeptRecords, Part
from portal.models import KeyFigure
from portal.prose import Prose
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
    Part(BudgetLine, "", "budget", "title", "slug", "amount", "confirm_note"),
    Part(Budget, "budget", "year"),
)
_FIGURES = KeptRecords(lambda key: Service(pk=key).figures.all(), Part(KeyFigure, ""))


@require_safe
def ladder(request: PortalRequest) -> HttpResponse:
    """The steps with their services, narrowed by target group, age, status and law.

    Template `services/ladder.html`, fragment `#result`; context: `stairs`, `result`, `updated`, `source`.
    """
    said = _ladder(clock.today(), asked(request.GET, "gruppe", "alder", "status", "lov"), bool(request.htmx))
    return HttpResponse(said["result"]) if request.htmx else render(request, "services/ladder.html", said)


@kept
def _ladder(today: dt.date, choice: Asked, fragment: bool) -> dict[str, Any]:
    """Every rung as stairs, and the rungs with the services that are chosen."""
    steps, services = list(Step.objects.all()), list(Service.objects.on_the_ladder())
    selection = Selection(filters(services), dict(choice))
    shown = selection.select(services)
    context = {
        "rungs": rungs(steps, shown),
        "selection": selection,
        "filters": selection.options(services),
        "said": _said(len(shown), len(services)),
        "fragment": fragment,
        "prose": Prose(today),
        "awaiting": awaits(*steps, *shown),
    }
    return {
        "stairs": render_to_string("services/ladder.html#stairs", {"every_rung": rungs(steps, services)}),
        "result": render_to_string("services/ladder.html#result", context),
        **provenance(*steps, *services),
    }


@require_safe
def service(request: PortalRequest, slug: str) -> HttpResponse:
    """One service: its step, groups, centre, law, figures, budget lines and neighbours.

    Template `services/service.html`; context: `service`, `groups`, `neighbours`, `provisions`, `lines`, `figures`,
    `awaiting`.
    """
    everyone = with_groups()
    found = next((candidate for candidate in everyone if candidate.slug == slug), None)
    found = found or get_object_or_404(Service.objects.select_related("step", "centre"), slug=slug)
    lines, figures = _LINES.records(found.pk), _FIGURES.records(found.pk)
    context = {
        "service": found,
        "groups": everyone.get(found, []),
        "neighbours": neighbours(found, everyone),
        "provisions": _PROVISIONS.records(found.pk),
        "lines": lines,
        "figures": figures,
        "awaiting": awaits(found, *lines, *figures),
    }
    return render(request, "services/service.html", context)


def _said(shown: int, every: int) -> str:
    if shown == every:
        return f"Alle {every} indsatser vises."
    return f"{shown} af {every} indsatser passer til dit valg."
