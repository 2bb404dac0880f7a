"""The budget and its yearly process, for editing."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from budget.amounts import AmountsForm
from budget.models import Budget, BudgetLine, ProcessStep
from budget.next_budget import missing_lines, propose
from budget.shares import statement_of
from committee.models.meetings import YEARS
from portal.admin.content import ContentAdmin, locking
from portal.content import history
from portal.content.naming import texts_naming
from portal.http import number


@admin.register(Budget)
class BudgetAdmin(ContentAdmin):
    list_display = ("year", "stated_total", "last_changed", "awaits_confirmation")
    search_fields = ("year",)
    change_form_template = "admin/budget/budget/change_form.html"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        warn_of_sum(request, form.instance)

    def get_urls(self) -> list[URLPattern]:
        extra = [
            path("<int:pk>/beloeb/", self.admin_site.admin_view(self.amounts_view), name="budget_budget_amounts"),
            path("<int:pk>/naeste/", self.admin_site.admin_view(self.next_view), name="budget_budget_next"),
        ]
        return [*extra, *super().get_urls()]

    @locking
    def amounts_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All amounts of the budget in one table with their sum. Template `admin/budget/budget/amounts.html`."""
        budget = self._permitted(request, str(pk))
        if not self.has_change_permission(request, budget) or not request.user.has_perm("budget.change_budgetline"):
            raise PermissionDenied
        lines = budget.lines.select_for_update() if request.method == "POST" else budget.lines.all()
        form = AmountsForm(request.POST if request.method == "POST" else None, budget, lines)
        if request.method == "POST" and form.is_valid():
            with history.change_by(request.user):
                saved = form.save()
            self.message_user(request, f"Gemt: {saved} tal er rettet.", messages.SUCCESS)
            warn_of_sum(request, budget)
            return HttpResponseRedirect(request.path)
        before = {line.slug: line for line in BudgetLine.objects.filter(budget__year=budget.year - 1)}
        context = {
            "title": f"Beløbene i budget {budget.year}",
            "form": form,
            "has_errors": request.method == "POST",
            "rows": [(line, before.get(line.record.slug)) for line in form.lines],
            "statement": statement_of(budget, [line.record for line in form.lines]),
            "has_before": bool(before),
            "naming": list(texts_naming(budget.year - 1, [budget, *budget.lines.all()])),
        }
        return self._page(request, budget, "amounts", context)

    @locking
    def next_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin next year's budget, or add what it lacks. Template `admin/budget/budget/next.html`."""
        budget = self._permitted(request, str(pk))
        may_add = self.has_add_permission(request) and request.user.has_perm("budget.add_budgetline")
        if not self.has_change_permission(request, budget) or not may_add:
            raise PermissionDenied
        if budget.year + 1 not in YEARS:
            text = f"Portalen kan ikke have et budget for {budget.year + 1}."
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(reverse("admin:budget_budget_change", args=[budget.pk]))
        if request.method == "POST":
            chosen = {key for text in request.POST.getlist("line") if (key := number(text)) is not None}
            with history.change_by(request.user):
                proposal = propose(budget, chosen if "choice" in request.POST else None)
            state = "en kladde, som ingen læsere ser" if proposal.is_draft else "offentligt; nye linjer er kladder"
            self.message_user(request, f"{proposal} er {state}. Skriv beløbene herunder.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:budget_budget_amounts", args=[proposal.pk]))
        year = budget.year + 1
        context = {
            "title": f"Opret budget {year}",
            "year": year,
            "existing": Budget.objects.filter(year=year).first(),
            "missing": missing_lines(budget),
            "naming": list(texts_naming(budget.year, [budget, *budget.lines.all()])),
        }
        return self._page(request, budget, "next", context)

    def _page(self, request: HttpRequest, budget: Budget, template: str, context: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "budget": budget, "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/budget/budget/{template}.html", context)


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
