"""The budget, its downloads and the yearly process."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from budget import exports, stages
from budget.models import Budget, BudgetLine, ProcessStep
from budget.shares import SharedLine, by_size, shared_lines, statement_of
from portal import clock
from portal.awaiting import awaits
from portal.content import provenance
from portal.filters import Asked, Filter, Selection, asked
from portal.kept import kept
from portal.prose import Prose
from portal.requests import PortalRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def overview(request: PortalRequest) -> HttpResponse:
    """A budget as bars and as a table, by size or in the folder's order, whole or one group of it.

    Template `budget/overview.html`, fragment `#result`; context: `budget` (None while there is none), `missing` (a year
    whose budget should be decided, but is not here), `result`, `note`.
    """
    said = _overview(clock.today(), asked(request.GET, "aar", "gruppe", "orden"), bool(request.htmx))
    return HttpResponse(said["result"]) if request.htmx else render(request, "budget/overview.html", said)


@kept
def _overview(today: dt.date, choice: Asked, fragment: bool) -> dict[str, Any]:
    """The budget and the lines of it that are chosen."""
    lines = list(BudgetLine.objects.with_what_it_pays_for())
    budgets = list(dict.fromkeys(line.budget for line in lines)) or list(Budget.objects.all())
    if not budgets:
        return {"budget": None, "result": ""}
    selection = Selection(_filters(budgets), dict(choice))
    budget = next(budget for budget in budgets if str(budget.year) == selection.value("aar"))
    statement = statement_of(budget, lines)
    rows = selection.select(statement.lines)
    group, prose = statement.group(selection.value("gruppe")), Prose(today)
    context = {
        "statement": statement,
        "rows": by_size(rows) if selection.value("orden") == "stoerst" else rows,
        "selection": selection,
        "filters": selection.options(statement.lines),
        "group": group,
        "said": statement.agreement if group is None else group.said,
        "fragment": fragment,
        "prose": prose,
        "every_line": [row.line for row in statement.lines],
        "awaiting": awaits(budget, *(row.line for row in rows)),
    }
    result, note = render_to_string("budget/overview.html#result", context), prose.html(budget.note)
    about = provenance(budget, *(row.line for row in rows))
    decided = stages.newest_decided(today)
    missing = decided if decided > max(budget.year for budget in budgets) else None
    said = {"budget": budget, "missing": missing, "result": result, "note": note}
    return {**said, "explained": prose.explained(), **about}


@require_safe
def budget_csv(request: PortalRequest, year: int) -> HttpResponse:
    """The year's budget as CSV."""
    budget = get_object_or_404(Budget.objects.prefetch_related("lines"), year=year)
    content = exports.to_csv(shared_lines(budget.lines.all()))
    return _download(content, f"budget-{year}.csv", "text/csv; charset=utf-8")


@require_safe
def budget_xlsx(request: PortalRequest, year: int) -> HttpResponse:
    """The year's budget as a spreadsheet."""
    budget = get_object_or_404(Budget.objects.prefetch_related("lines"), year=year)
    content = exports.to_xlsx(budget, shared_lines(budget.lines.all()))
    return _download(content, f"budget-{year}.xlsx", XLSX)


@require_safe
def process(request: PortalRequest) -> HttpResponse:
    """Where the budget year stands today, sixteen months as a timeline, and the life of one budget step by step.

    Template `budget/process.html`; context: `main`, `awaiting`, `updated`, `source`.
    """
    return render(request, "budget/process.html", _process(clock.today(), asked(request.GET, "budget")))


@kept
def _process(today: dt.date, choice: Asked) -> dict[str, Any]:
    """The year on a day, and the life of the budget that is chosen."""
    steps = list(ProcessStep.objects.with_reading())
    stage = stages.stage_on(steps, today)
    selection = Selection(_budgets_under_way(today.year), dict(choice))
    budget_year, prose = int(selection.value("budget")), Prose(today)
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
        "prose": prose,
    }
    main = render_to_string("budget/process.html#main", context)
    return {"main": main, "awaiting": awaits(*steps), "explained": prose.explained(), **provenance(*steps)}


def _filters(budgets: list[Budget]) -> list[Filter[SharedLine]]:
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
