"""The annual cycle."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from budget.models import ProcessStep
from budget.stages import stage_on
from committee.annual import FILTERS, meetings_by_case, quarters
from committee.models import AnnualCase, MeetingPlan, MeetingSession
from committee.wheel import Span, wheel
from portal.content.records import provenance
from portal.http import HtmxHttpRequest, number
from portal.lib import clock
from portal.pages.awaiting import awaits
from portal.pages.filters import Option, Selection


@require_safe
def year(request: HtmxHttpRequest) -> HttpResponse:
    """The year as a wheel and as a list: the cases by quarter, the meetings, the budget's stages, today.

    `?aar=` is this year or one that has a plan; for another it is the nearest, with a sentence. Template
    `committee/year.html`, fragment `#result`; context: `year`, `years`, `no_plan_for`, `wheel`, `quarters`,
    `has_dates`, `steps`, `stage`, `selection`, `filters`, `result_text`, `awaiting`, `updated`, `source`.
    """
    today = clock.today()
    asked = request.GET.get("aar", "").strip()
    known = sorted({today.year, *MeetingPlan.objects.published().values_list("year", flat=True)})
    chosen = _nearest(known, asked, today.year)
    is_now = chosen == today.year
    cases = list(AnnualCase.objects.published().in_year(chosen).with_published("provisions__law"))
    sessions = list(MeetingSession.objects.published().of_year(chosen))
    steps = ProcessStep.objects.published().stages()
    selection = Selection(FILTERS, request.GET, {} if is_now else {"aar": str(chosen)})
    shown = selection.select(cases)
    context = {
        "year": chosen,
        "years": _years(known, chosen, today.year),
        "no_plan_for": asked if asked and asked != str(chosen) else "",
        "wheel": wheel(cases, sessions, _spans(steps), today, chosen),
        "quarters": quarters(cases, shown, sessions, meetings_by_case(sessions), today if is_now else None),
        "has_dates": bool(sessions),
        "steps": steps,
        "stage": stage_on(steps, today) if is_now else None,
        "selection": selection,
        "filters": selection.options(cases),
        "result_text": f"{f'{len(shown)} af' if selection.chosen else 'Alle'} {len(cases)} sager vises.",
        "awaiting": awaits(*shown),
        **provenance(*cases),
    }
    return render(request, "committee/year.html#result" if request.htmx else "committee/year.html", context)


def _nearest(years: list[int], asked: str, this_year: int) -> int:
    """Return the year of `years` that is asked for or nearest to it, the later of two; this year for what is none."""
    wanted = number(asked)
    return this_year if wanted is None else min(years, key=lambda year: (abs(year - wanted), -year))


def _years(years: list[int], chosen: int, this_year: int) -> list[Option]:
    """The years to choose by a plain link."""
    page = reverse("committee:year")
    return [
        Option(str(year), str(year), None, year == chosen, page if year == this_year else f"{page}?aar={year}")
        for year in years
    ]


def _spans(steps: Iterable[ProcessStep]) -> list[Span]:
    return [Span(step.title, step.get_absolute_url(), step.first_month, step.last_month) for step in steps]
