"""The plan as a spreadsheet at the desk: download, upload, see what it changes, correct it in place, then save.

What was read of a file travels in the form, signed, so that nobody has to choose the file again.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path

from committee.admin.plan_pages import PlanPagesAdmin
from committee.admin.session_forms import digest
from committee.models import MeetingPlan
from committee.sheets import plan as sheet_plan
from committee.sheets import writing
from committee.sheets.rows import MeetingRowForm, rows_of
from portal.admin.content import locking
from portal.content.history import change_by, name_of
from portal.content.records import ContentRevision
from portal.lib import clock
from portal.transfer.sheets.files import SheetError, cell_text
from portal.transfer.sheets.rows import SheetRow, SheetRows

LARGEST_FILE = 1_000_000
LONGEST_REASON = 300
CORRECTED_AT_ONCE = 40
"""Rows whose cells stand as fields in one page, which may send a thousand of them."""
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
SALT = "mødeplan-ark"
TITLE = "Indlæs regneark"


class UploadForm(forms.Form):
    """A sheet with the meetings of a year."""

    sheet = forms.FileField(label="Regneark", help_text="Excel (.xlsx) eller CSV, højst 1 MB.")

    def __init__(self, year: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_sheet(self) -> SheetRows:
        file = self.cleaned_data["sheet"]
        if file.size > LARGEST_FILE:
            raise ValidationError("Filen er for stor. Den må højst fylde 1 MB.")
        try:
            return rows_of(file.read(), file.name, self.year)
        except SheetError as error:
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
        disposition = f'attachment; filename="moedeplan-{plan.year}.{kind}"'
        body = writing.write(plan, kind, clock.today())
        return HttpResponse(body, content_type=TYPES[kind], headers={"Content-Disposition": disposition})

    @locking
    def upload_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose a sheet, see what it changes, correct it, save. Template `admin/committee/plan/upload.html`."""
        plan = self._writable(request, pk)
        if "rows" in request.POST:
            return self._read_again(request, plan)
        form = UploadForm(plan.year, request.POST or None, request.FILES or None)
        context: dict[str, Any] = {"form": form, "title": TITLE}
        if request.method == "POST" and form.is_valid():
            context |= self._preview(plan, form.cleaned_data["sheet"])
        return self._page(request, plan, "upload", context)

    def _preview(self, plan: MeetingPlan, sheet: SheetRows, reason: str = "") -> dict[str, Any]:
        found = sheet_plan.read_in(plan, sheet.rows, clock.today())
        carried = asdict(sheet) | {"revision": ContentRevision.current(), "plan": plan.pk}
        wrong = [place for place, result in enumerate(found.rows) if result.what == "fejl"]
        return {
            "found": found,
            "notes": sheet.notes,
            "wrong": len(wrong),
            "corrected_now": wrong[:CORRECTED_AT_ONCE],
            "carried": signing.dumps(carried, salt=SALT, compress=True),
            "confirmed": digest(found.warnings),
            "reason": reason,
        }

    def _read_again(self, request: HttpRequest, plan: MeetingPlan) -> HttpResponse:
        try:
            carried = signing.loads(request.POST["rows"], salt=SALT)
        except signing.BadSignature:
            self.message_user(request, "Arket kan ikke læses igen. Vælg filen igen.", messages.WARNING)
            return HttpResponseRedirect(request.path)
        sheet = SheetRows([SheetRow(**row) for row in carried["rows"]], carried["notes"])
        reason = cell_text(request.POST.get("reason", ""))[:LONGEST_REASON]
        corrected = [place for place, row in enumerate(sheet.rows) if _correct(row, place, plan.year, request.POST)]
        seen = self._preview(plan, sheet, reason)
        found = seen["found"]
        changed = carried["revision"] != ContentRevision.current() or carried["plan"] != plan.pk
        if found.is_clean and not changed and not corrected:
            if request.POST.get("confirmed", "") != seen["confirmed"]:
                why = "Sæt flueben ved advarslerne først."
            elif found.moves and not reason:
                why = "Skriv, hvorfor møder flytter. Medlemmerne ser det."
            else:
                with change_by(request.user):
                    sheet_plan.save(found, reason, name_of(request.user), clock.now())
                self.message_user(request, "Arket er læst ind. Kalenderne følger med.", messages.SUCCESS)
                return self._back(plan)
        else:
            why = "Indholdet er ændret, siden du så arket. Se det igen." if changed else "Se, hvad arket nu gør."
        self.message_user(request, f"{why} Intet er gemt endnu.", messages.WARNING)
        return self._page(request, plan, "upload", {"form": UploadForm(plan.year), "title": TITLE, **seen})


def _correct(row: SheetRow, place: int, year: int, sent: Any) -> bool:
    """Give the row what was typed and ticked for it; True where that changes it."""
    before, form = asdict(row), MeetingRowForm(row, place, year)
    for column in form.fields:
        typed = cell_text(sent.get(form.add_prefix(column), row.texts.get(column, "")))
        if typed != row.texts.get(column, ""):
            row.correct(column, typed)
    if f"laes-{place}" in sent:
        row.left_out = ""
    elif f"spring-{place}" in sent:
        row.left_out = "sprunget over af dig"
    if f"del-{place}" in sent:
        row.is_apart = not row.is_apart
    return asdict(row) != before
