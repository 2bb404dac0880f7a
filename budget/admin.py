"""The budget and its yearly process, for editing."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from budget.models import Budget, BudgetLine, ProcessStep
from budget.shares import statement_of
from portal.admin.content import ContentAdmin


@admin.register(Budget)
class BudgetAdmin(ContentAdmin):
    list_display = ("year", "stated_total", "last_changed", "awaits_confirmation")
    search_fields = ("year",)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        warn_of_sum(request, form.instance)


@admin.register(BudgetLine)
class BudgetLineAdmin(ContentAdmin):
    list_display = ("title", "budget", "shown_amount", "group", "last_changed", "awaits_confirmation")
    list_filter = ("budget", "group")
    list_select_related = ("budget",)
    search_fields = ("title", "body", "search_words")
    prepopulated_fields = {"slug": ("title",)}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        warn_of_sum(request, form.instance.budget)


@admin.register(ProcessStep)
class ProcessStepAdmin(ContentAdmin):
    list_display = ("title", "when", "relative_year", "actor", "is_stage", "last_changed", "awaits_confirmation")
    list_filter = ("track", "actor")
    search_fields = ("title", "body", "search_words")
    prepopulated_fields = {"slug": ("title",)}


def warn_of_sum(request: HttpRequest, budget: Budget) -> None:
    """Say to the writer when the lines do not add up to the total that is stated."""
    if text := statement_of(budget, budget.lines.all()).disagreement:
        messages.warning(request, text)
