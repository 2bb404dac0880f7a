"""The plan as a spreadsheet at the desk: download, upload, see what it changes, and only then save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from tablib import Dataset

from committee import sheet_files, spreadsheet
from committee.admin.plan_pages import PlanPagesAdmin
from committee.admin.session_forms import digest
from committee.models import MeetingPlan
from portal import clock
from portal.admin.content import locking
from portal.content import ContentRevision
from portal.history import change_by, name_of

LARGEST_FILE = 1_000_000
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
SALT = "mødeplan-ark"


class UploadForm(forms.Form):
    """A sheet, and why the plan changes."""

    sheet = forms.FileField(label="Regneark", help_text="Excel (.xlsx) eller CSV, højst 1 MB.")
    reason = forms.CharField(
        label="Begrundelse", max_length=300, help_text="Medlemmerne ser den ved de møder, der flytter."
    )

    def clean_sheet(self) -> Dataset:
        file = self.cleaned_data["sheet"]
        if file.size > LARGEST_FILE:
            raise ValidationError("Filen er for stor. Den må højst fylde 1 MB.")
        kind = file.name.rpartition(".")[2].lower()
        if kind not in TYPES:
            raise ValidationError("Gem arket som Excel-projektmappe (.xlsx) eller som CSV (.csv), og vælg det igen.")
        try:
            return sheet_files.read(file.read(), kind)
        except sheet_files.SheetError as error:
            raise ValidationError(str(error)) from None


class SheetAdmin(PlanPagesAdmin):
    """The addresses of download and upload for MeetingPlanAdmin."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        extra = [
            path("<int:pk>/hent.<slug:kind>", wrap(self.download_view), name="committee_meetingplan_download"),
            path("<int:pk>/indlaes/", wrap(self.upload_view), name="committee_meetingplan_upload"),
        ]
        return [*extra, *super().get_urls()]

    def download_view(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        """The plan as `xlsx` or `csv`."""
        plan = self._permitted(request, str(pk))
        if kind not in TYPES:
            return HttpResponse("Planen kan hentes som xlsx eller csv.", status=404, content_type="text/plain")
        body = sheet_files.write(spreadsheet.write_out(plan), kind)
        disposition = f'attachment; filename="moedeplan-{plan.year}.{kind}"'
        return HttpResponse(body, content_type=TYPES[kind], headers={"Content-Disposition": disposition})

    @locking
    def upload_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose a sheet, see what it changes, save. Template `admin/committee/plan/upload.html`."""
        plan = self._writable(request, pk)
        if "rows" in request.POST:
            return self._save_sheet(request, plan)
        form = UploadForm(request.POST or None, request.FILES or None)
        context: dict[str, Any] = {"form": form, "title": "Indlæs regneark"}
        if request.method == "POST" and form.is_valid():
            context |= self._preview(request, plan, form.cleaned_data["sheet"], form.cleaned_data["reason"])
        return self._page(request, plan, "upload", context)

    def _preview(self, request: HttpRequest, plan: MeetingPlan, rows: Dataset, reason: str) -> dict[str, Any]:
        reading = spreadsheet.read_in(plan, rows, reason, request.user.get_username(), clock.now())
        content = {
            "rows": rows.export("json"),
            "reason": reason,
            "revision": ContentRevision.current(),
            "plan": plan.pk,
        }
        carried = signing.dumps(content, salt=SALT, compress=True) if reading.is_clean else ""
        return {"reading": reading, "carried": carried, "confirmed": digest(reading.warnings)}

    def _save_sheet(self, request: HttpRequest, plan: MeetingPlan) -> HttpResponse:
        try:
            content = signing.loads(request.POST["rows"], salt=SALT, max_age=3600)
        except signing.BadSignature:
            self.message_user(request, "Arket er for gammelt. Vælg filen igen.", messages.WARNING)
            return HttpResponseRedirect(request.path)
        rows = Dataset().load(content["rows"], format="json")
        seen = self._preview(request, plan, rows, content["reason"])
        changed = content["revision"] != ContentRevision.current() or content["plan"] != plan.pk
        if changed or request.POST.get("confirmed", "") != seen["confirmed"]:
            why = "Indholdet er ændret, siden du så arket." if changed else "Sæt flueben ved advarslerne først."
            self.message_user(request, f"{why} Intet er gemt endnu.", messages.WARNING)
            return self._page(request, plan, "upload", {"form": UploadForm(), "title": "Indlæs regneark", **seen})
        with change_by(request.user):
            by = name_of(request.user)
            kept = spreadsheet.read_in(plan, rows, content["reason"], by, clock.now(), keep=True).kept
            transaction.set_rollback(not kept)
        if not kept:
            self.message_user(request, "Planen er ændret, siden du så arket. Intet er gemt.", messages.WARNING)
            return HttpResponseRedirect(request.path)
        self.message_user(request, "Arket er læst ind. Kalenderne følger med.", messages.SUCCESS)
        return self._back(plan)
