"""The annual cycle."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budget.models import ProcessStep
from budget.stages import stage_on
from committee.annual import FILTERS, meetings_by_case, quarters
from committee.models import AnnualCase, MeetingSession
from committee.wheel import Span, wheel
from portal.content.records import provenance
from portal.http import HtmxHttpRequest
from portal.lib import clock
from portal.pages.awaiting import awaits
from portal.pages.filters import Selection


@require_safe
def year(request: HtmxHttpRequest) -> HttpResponse:
    """The year as a wheel and as a list: the cases by quarter, the meetings, the budget's stages, today.

    Template `committee/year.html`, fragment `#result`; context: `wheel`, `quarters`, `has_dates`, `steps`, `stage`,
    `selection`, `filters`, `result_text`, `awaiting`, `updated`, `source`.
    """
    today = clock.today()
    cases = list(AnnualCase.objects.published().in_year(today.year).with_published("provisions__law"))
    sessions = list(MeetingSession.objects.published().of_year(today.year))
    steps = ProcessStep.objects.published().stages()
    selection = Selection(FILTERS, request.GET)
    shown = selection.select(cases)
    context = {
        "wheel": wheel(cases, sessions, _spans(steps), today),
        "quarters": quarters(cases, shown, sessions, meetings_by_case(sessions), today),
        "has_dates": bool(sessions),
        "steps": steps,
        "stage": stage_on(steps, today),
        "selection": selection,
        "filters": selection.options(cases),
        "result_text": f"{f'{len(shown)} af' if selection.chosen else 'Alle'} {len(cases)} sager vises.",
        "awaiting": awaits(*shown),
        **provenance(*cases),
    }
    return render(request, "committee/year.html#result" if request.htmx else "committee/year.html", context)


def _spans(steps: Iterable[ProcessStep]) -> list[Span]:
    return [Span(step.title, step.get_absolute_url(), step.first_month, step.last_month) for step in steps]
