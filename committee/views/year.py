"""The annual cycle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from budget.models import ProcessStep
from budget.stages import stage_on
from committee.annual import FILTERS, meetings_by_case, quarters
from committee.models import AnnualCase, MeetingSession, Provision
from committee.wheel import Span, wheel
from portal import clock
from portal.awaiting import awaits
from portal.content import provenance
from portal.filters import Asked, Selection, asked
from portal.kept import kept
from portal.prose import Prose
from portal.requests import PortalRequest


@require_safe
def year(request: PortalRequest) -> HttpResponse:
    """The year as a wheel and as a list: the cases by quarter, the meetings, the budget's stages, today.

    Template `committee/year.html`, fragment `#result`; context: `result`, `updated`, `source`.
    """
    said = _year(clock.today(), asked(request.GET, "art"), bool(request.htmx))
    return HttpResponse(said["result"]) if request.htmx else render(request, "committee/year.html", said)


@kept
def _year(today: dt.date, choice: Asked, fragment: bool) -> dict[str, Any]:
    """The year with the cases that are chosen."""
    cases = list(AnnualCase.objects.prefetch_related(Provision.with_law("rules")))
    sessions = list(MeetingSession.objects.of_year(today.year))
    steps = ProcessStep.stages()
    selection = Selection(FILTERS, dict(choice))
    shown = selection.select(cases)
    context = {
        "wheel": wheel(cases, sessions, _spans(steps), today),
        "quarters": quarters(cases, shown, sessions, meetings_by_case(sessions), today),
        "has_dates": bool(sessions),
        "steps": steps,
        "stage": stage_on(steps, today),
        "selection": selection,
        "filters": selection.options(cases),
        "said": f"{len(shown)} af {len(cases)} sager vises." if selection.chosen else f"Alle {len(cases)} sager vises.",
        "fragment": fragment,
        "today": today,
        "prose": Prose(today),
        "awaiting": awaits(*shown),
    }
    result = render_to_string("committee/year.html#result", context)
    return {"result": result, **_committee_of(sessions), **provenance(*cases)}


def _spans(steps: Iterable[ProcessStep]) -> list[Span]:
    return [Span(step.title, step.get_absolute_url(), step.first_month, step.last_month) for step in steps]


def _committee_of(sessions: Sequence[MeetingSession]) -> dict[str, Any]:
    """The committee where the sessions have brought it along."""
    return {"committee": sessions[0].meeting.plan.committee} if sessions else {}
