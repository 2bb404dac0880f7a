"""The budget, its downloads and the yearly process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from budget import exports, stages
from budget.models import Budget, BudgetLine, ProcessStep
from budget.shares import SharedLine, by_size, shared_lines, statement_of
from portal.content.records import provenance
from portal.http import HtmxHttpRequest
from portal.lib import clock
from portal.pages.awaiting import awaits
from portal.pages.filters import Filter, Selection

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def overview(request: HtmxHttpRequest) -> HttpResponse:
    """A budget as bars and as a table, by size or in the folder's order, whole or one group of it.

    Template `budget/overview.html`, or its part `result` for HTMX; context: `budget` (None while there is none),
    `missing` (a year whose budget should be decided, but is not here), `statement`, `rows`, `selection`, `filters`,
    `group`, `result_text`, `every_line`, `awaiting`, `updated`, `source`.
    """
    template = "budget/overview.html#result" if request.htmx else "budget/overview.html"
    budgets = list(Budget.objects.published().with_lines()) or list(Budget.objects.published())
    if not budgets:
        return render(request, template, {"budget": None})
    selection = Selection(_filters(budgets), request.GET)
    budget = next(budget for budget in budgets if str(budget.year) == selection.value("aar"))
    statement = statement_of(budget, budget.lines.published().with_what_it_pays_for())
    rows = selection.select(statement.lines)
    group = statement.group(selection.value("gruppe"))
    lines = [row.line for row in rows]
    context = {
        "budget": budget,
        "missing": _missing(budgets, clock.today()),
        "statement": statement,
        "rows": by_size(rows) if selection.value("orden") == "stoerst" else rows,
        "selection": selection,
        "filters": selection.options(statement.lines),
        "group": group,
        "result_text": statement.agreement if group is None else group.summary,
        "every_line": [row.line for row in statement.lines],
        "awaiting": awaits(budget, *lines),
        **provenance(budget, *lines),
    }
    return render(request, template, context)


@require_safe
def budget_csv(request: HtmxHttpRequest, year: int) -> HttpResponse:
    """The year's budget as CSV."""
    budget = get_object_or_404(Budget.objects.published().with_published("lines"), year=year)
    content = exports.to_csv(shared_lines(budget.lines.all()))
    return _download(content, f"budget-{year}.csv", "text/csv; charset=utf-8")


@require_safe
def budget_xlsx(request: HtmxHttpRequest, year: int) -> HttpResponse:
    """The year's budget as a spreadsheet."""
    budget = get_object_or_404(Budget.objects.published().with_published("lines"), year=year)
    content = exports.to_xlsx(budget, shared_lines(budget.lines.all()))
    return _download(content, f"budget-{year}.xlsx", XLSX)


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
        "life": stages.life_of(budget_year, steps),
        "budget_year": budget_year,
        "selection": selection,
        "budgets": selection.options(()),
        "awaiting": awaits(*steps),
        **provenance(*steps),
    }
    return render(request, "budget/process.html", context)


def _missing(budgets: Iterable[Budget], day: dt.date) -> int | None:
    """Return the year whose budget should be decided by `day`, but is not among the budgets; None where it is."""
    decided = stages.newest_decided(day)
    return decided if decided > max(budget.year for budget in budgets) else None


def _filters(budgets: Sequence[Budget]) -> list[Filter[SharedLine]]:
    years = {str(budget.year): str(budget.year) for budget in budgets}
    orders = {"stoerst": "Størst først", "folder": "Som i folderen"}
    return [
        Filter("aar", "År", years, default=str(budgets[0].year)),
        Filter("gruppe", "Gruppe", dict(BudgetLine.Group.choices), lambda row, group: row.line.group == group),
        Filter("orden", "Rækkefølge", orders, default="stoerst"),
    ]


def _budgets_under_way(year: int) -> list[Filter[ProcessStep]]:
    labels = {year + 1: "bliver lagt", year: "bliver fulgt", year - 1: "bliver gjort op"}
    values = {str(budget): f"Budget {budget} ({label} i {year})" for budget, label in labels.items()}
    return [Filter("budget", "Budget", values, default=str(year + 1))]


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
