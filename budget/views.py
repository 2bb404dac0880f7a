"""The budget, its downloads and the yearly process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from budget import exports, stages
from budget.comparison import Comparison, compare
from budget.models import Budget, BudgetLine, BudgetQuerySet, ProcessStep
from budget.shares import SharedLine, by_size, statement_of
from committee.models import MeetingSession
from portal.content.records import provenance
from portal.http import HtmxHttpRequest
from portal.lib import clock
from portal.pages.awaiting import awaits
from portal.pages.filters import Filter, Selection

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILTERS = [
    Filter[SharedLine]("gruppe", "Gruppe", dict(BudgetLine.Group.choices), lambda row, group: row.line.group == group),
    Filter[SharedLine](
        "orden", "Rækkefølge", {"stoerst": "Størst først", "folder": "Som i folderen"}, default="stoerst"
    ),
]


@require_safe
def overview(request: HtmxHttpRequest) -> HttpResponse:
    """A budget as bars and as a table, by size or in the folder's order, whole or one group of it.

    Template `budget/overview.html`, or its part `result` for HTMX; context: `budget` (None while there is none),
    `missing` (the years whose budgets should be here, but are not), `others` (links to other budgets), `statement`,
    `rows`, `selection`, `filters`, `group`, `result_text`, `every_line`, `awaiting`, `updated`, `source`.
    """
    template = "budget/overview.html#result" if request.htmx else "budget/overview.html"
    today, budgets = clock.today(), list(_readable())
    if (now := stages.in_force(budgets, today)) is None:
        return render(request, template, {"budget": None})
    by_year = {str(budget.year): budget for budget in budgets}
    years = Selection[Budget]([Filter("aar", "År", dict.fromkeys(by_year, ""), default=str(now.year))], request.GET)
    selection = Selection(FILTERS, request.GET, extra_params=years.chosen)
    selection.unknown += years.unknown
    budget = by_year[years.value("aar")]
    statement = statement_of(budget, budget.lines.published().with_what_it_pays_for())
    rows = selection.select(statement.lines)
    group = statement.group(selection.value("gruppe"))
    lines = [row.line for row in rows]
    context = {
        "budget": budget,
        "missing": _missing([budget.year for budget in budgets], today),
        "others": [_other(other, budget, now, today) for other in budgets if other != budget],
        "statement": statement,
        "rows": by_size(rows) if selection.value("orden") == "stoerst" else rows,
        "selection": selection,
        "filters": selection.options(statement.lines),
        "group": group,
        "result_text": statement.sum_of_lines if group is None else group.summary,
        "every_line": [row.line for row in statement.lines],
        "awaiting": awaits(budget, *lines),
        **provenance(budget, *lines),
    }
    return render(request, template, context)


@require_safe
def comparison(request: HtmxHttpRequest, year: int, other: int) -> HttpResponse:
    """Two budgets side by side, the later year first in the address: what each line has in both, and the change.

    Template `budget/comparison.html`; context: `compared`, `earlier_lines`, `later_lines`, `awaiting`, `updated`,
    `source`.
    """
    if year < other:
        return redirect("budget:comparison", other, year, permanent=True)
    compared = _compared(year, other)
    context = {
        "compared": compared,
        "earlier_lines": [row.earlier for row in compared.rows if row.earlier],
        "later_lines": [row.later for row in compared.rows if row.later],
        "awaiting": awaits(compared.earlier, compared.later, *compared.lines),
        **provenance(compared.earlier, compared.later, *compared.lines),
    }
    return render(request, "budget/comparison.html", context)


@require_safe
def budget_csv(request: HtmxHttpRequest, year: int, other: int | None = None) -> HttpResponse:
    """The year's budget as CSV, or beside another year's."""
    name, sheet = _sheet(year, other)
    return _download(sheet.to_csv(), f"{name}.csv", "text/csv; charset=utf-8")


@require_safe
def budget_xlsx(request: HtmxHttpRequest, year: int, other: int | None = None) -> HttpResponse:
    """The year's budget as a spreadsheet, or beside another year's."""
    name, sheet = _sheet(year, other)
    return _download(sheet.to_xlsx(), f"{name}.xlsx", XLSX)


@require_safe
def process(request: HtmxHttpRequest) -> HttpResponse:
    """Where the budget year stands today, sixteen months as a timeline, and the life of one budget step by step.

    Template `budget/process.html`; context: `today`, `stage`, `stage_year`, `running`, `months`, `position`, `tracks`,
    `life`, `budget_year`, `selection`, `budgets`, `awaiting`, `updated`, `source`.
    """
    today = clock.today()
    steps = ProcessStep.objects.published().with_reading()
    stage = stages.stage_on(steps, today)
    selection = Selection(_budgets_under_way(today.year), request.GET)
    budget_year = int(selection.value("budget"))
    context = {
        "today": today,
        "stage": stage,
        "stage_year": stages.budget_year(stage, today) if stage else None,
        "running": [step for step in stages.running_on(steps, today) if step != stage],
        "months": stages.window(today),
        "position": stages.position(today),
        "tracks": stages.tracks(steps, today),
        "life": stages.life_of(budget_year, steps, MeetingSession.objects.published().of_year),
        "budget_year": budget_year,
        "selection": selection,
        "budgets": selection.options(()),
        "awaiting": awaits(*steps),
        **provenance(*steps),
    }
    return render(request, "budget/process.html", context)


def _readable() -> BudgetQuerySet:
    """The budgets that readers can have, the newest first, each with its published lines."""
    return Budget.objects.published().with_lines().with_published("lines")


def _compared(year: int, other: int) -> Comparison:
    """The budgets of the two years side by side; 404 where one is not here, or both are the same."""
    if year == other:
        raise Http404
    return compare(get_object_or_404(_readable(), year=other), get_object_or_404(_readable(), year=year))


def _sheet(year: int, other: int | None) -> tuple[str, exports.Sheet]:
    """The name of the file, and what it holds."""
    if other is not None:
        return f"budget-{year}-mod-{other}", exports.comparison_sheet(_compared(year, other))
    return f"budget-{year}", exports.budget_sheet(get_object_or_404(_readable(), year=year))


def _missing(years: Collection[int], day: dt.date) -> list[int]:
    """Return the years whose budgets one would look for on `day`, but that are not here: this year's, and
    the newest that should be decided where there is no newer."""
    missing = {day.year} - set(years)
    if (decided := stages.newest_decided(day)) > max(years):
        missing.add(decided)
    return sorted(missing)


def _other(other: Budget, shown: Budget, now: Budget, day: dt.date) -> dict[str, Any]:
    """A link to another budget than the one that is shown, in words, and one to the two side by side."""
    begins = f", gælder fra 1. januar{f' {other.year}' if other.year > day.year + 1 else ''}"
    older, newer = sorted((other.year, shown.year))
    return {
        "label": f"{other}{begins if other.year > day.year else ''}",
        "address": reverse("budget:overview") if other == now else other.get_absolute_url(),
        "older": older,
        "newer": newer,
        "comparison": reverse("budget:comparison", args=[newer, older]),
    }


def _budgets_under_way(year: int) -> list[Filter[ProcessStep]]:
    labels = {year + 1: "bliver lagt", year: "bliver fulgt", year - 1: "bliver gjort op"}
    values = {str(budget): f"Budget {budget} ({label} i {year})" for budget, label in labels.items()}
    return [Filter("budget", "Budget", values, default=str(year + 1))]


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
