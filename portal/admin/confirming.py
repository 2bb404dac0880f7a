"""Confirming: what awaited the secretariat is right, so its note goes, and the mark that members see goes with it.

To confirm is not to review: who reviews has read the text on a day (`reviewed_on`), and what is unsure stays so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from portal.admin import overview
from portal.content import history
from portal.content.records import ContentRecord
from portal.http import number
from portal.text.danish import short_date


class ConfirmedFilter(admin.SimpleListFilter):
    """The list narrowed to what awaits the secretariat, or to what does not."""

    title = "bekræftet"
    parameter_name = "bekraeftet"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("nej", "Skal bekræftes"), ("ja", "Bekræftet")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        found = {"nej": ~models.Q(confirm_note=""), "ja": models.Q(confirm_note="")}
        return queryset.filter(found.get(self.value() or "", models.Q()))


class ConfirmingAdmin(admin.ModelAdmin):
    """The list's columns and actions of confirming and reviewing."""

    def get_list_display(self, request: HttpRequest) -> Any:
        return [*super().get_list_display(request), "reviewed"]

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [*super().get_list_filter(request), ConfirmedFilter]

    @admin.display(description="bekræftet", boolean=True, ordering="confirm_note")
    def awaits_confirmation(self, record: Any) -> bool:
        return not record.confirm_note

    @admin.display(description="gennemgået", ordering="reviewed_on")
    def reviewed(self, record: Any) -> str:
        return short_date(record.reviewed_on) if record.reviewed_on else "ikke gennemgået"

    @admin.action(description="Bekræft: det passer, og noten bliver slettet", permissions=["change"])
    def confirm(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        chosen = self.model._base_manager.filter(pk__in=[record.pk for record in queryset])
        with history.change_by(request.user):
            done = confirm(chosen.select_for_update())
        self.message_user(request, told(done, len(queryset) - done), messages.SUCCESS)


def confirm(records: Iterable[ContentRecord]) -> int:
    """Clear the notes of the records; return how many had one. Call inside `history.change_by`."""
    noted = [record for record in records if record.confirm_note]
    for record in noted:
        record.confirm_note = ""
        record.save()
    return len(noted)


def told(done: int, before: int = 0) -> str:
    """Return what was done, as a sentence; `before` is how many had no note."""
    counted = f"Bekræftet: {done}. Mærket ”afventer sekretariatet” er væk." if done else "Intet blev bekræftet."
    return f"{counted} {before} var bekræftet i forvejen." if before else counted


@dataclass
class KindOfUnconfirmed:
    """The records of a kind that await the secretariat."""

    label: str
    waiting: list[overview.Waiting] = field(default_factory=list)


def unconfirmed_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Every record that awaits confirmation, kind by kind; POST confirms those that are ticked.

    Template `admin/unconfirmed.html`; context: `kinds`, `count`.
    """
    allowed = overview.allowed_to(request.user)
    if request.method == "POST":
        _confirm_ticked(request, allowed)
        return HttpResponseRedirect(request.path)
    kinds: dict[str, KindOfUnconfirmed] = {}
    found = overview.unconfirmed(allowed)
    for item in found:
        label = str(item.record._meta.verbose_name_plural)
        kinds.setdefault(label, KindOfUnconfirmed(label)).waiting.append(item)
    shown = {"title": "Skal bekræftes", "kinds": list(kinds.values()), "count": len(found)}
    return TemplateResponse(request, "admin/unconfirmed.html", {**context, **shown})


def _confirm_ticked(request: HttpRequest, allowed: list[type[ContentRecord]]) -> None:
    ticked: dict[str, dict[int, int]] = {}
    for text in request.POST.getlist("record"):
        label, _, rest = text.partition(":")
        key, revision = (number(part) for part in rest.partition(":")[::2])
        if key is not None and revision is not None:
            ticked.setdefault(label, {})[key] = revision
    if not ticked:
        messages.warning(request, "Sæt flueben ved det, du vil bekræfte. Intet er ændret.")
        return
    done, changed = 0, []
    with history.change_by(request.user):
        for model in allowed:
            seen = ticked.get(model._meta.label_lower, {})
            records = list(model._base_manager.filter(pk__in=seen).select_for_update()) if seen else []
            changed += [record for record in records if record.revision != seen[record.pk]]
            done += confirm(record for record in records if record.revision == seen[record.pk])
    messages.success(request, told(done))
    for record in changed:
        messages.warning(request, f"”{record}” er ændret, siden du åbnede siden, og er ikke bekræftet. Læs den igen.")
