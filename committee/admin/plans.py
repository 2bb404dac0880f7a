"""Meeting plans for editing: adopting a proposal, and proposing the next year's."""

from __future__ import annotations

from typing import Any

import reversion
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from committee.admin.session_forms import digest
from committee.admin.sheets import SheetAdmin
from committee.models import MeetingPlan
from committee.next_plan import PlanExistsError, meetings_of_next, propose
from portal.admin.content import locking
from portal.content import history
from portal.http import number
from portal.lib import clock
from portal.text.danish import short_date
from portal.text.danish_fields import DanishDateField, override_value


class AdoptForm(forms.Form):
    """When the plan was adopted, and by whom."""

    adopted_on = DanishDateField(label="Vedtaget den")
    adopted_by = forms.CharField(label="Vedtaget af", max_length=100, help_text="Fx Socialudvalget på det første møde.")
    expected_revision = forms.IntegerField(widget=forms.HiddenInput)
    confirmed = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)


@admin.register(MeetingPlan)
class MeetingPlanAdmin(SheetAdmin):
    has_drafts = False  # its buttons say what becomes of the meetings
    list_display = ("year", "status", "adopted_on", "last_changed", "awaits_confirmation")
    readonly_fields = ("status", "adopted_on", "adopted_by")
    search_fields = ("year",)
    change_form_template = "admin/committee/plan/change_form.html"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A plan with meetings is in people's calendars; only an empty one may go."""
        empty = obj is not None and not obj.meetings.exists()
        return empty and super().has_delete_permission(request, obj)

    def get_urls(self) -> list[URLPattern]:
        extra = [
            path("<int:pk>/godkend/", self.admin_site.admin_view(self.adopt_view), name="committee_meetingplan_adopt"),
            path("<int:pk>/naeste/", self.admin_site.admin_view(self.next_view), name="committee_meetingplan_next"),
        ]
        return [*extra, *super().get_urls()]

    @locking
    def adopt_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Turn the proposal into the adopted plan. Template `admin/committee/plan/adopt.html`."""
        plan = self._writable(request, pk)
        if plan.is_adopted:
            self.message_user(request, f"{plan} er allerede vedtaget.", messages.INFO)
            return self._back(plan)
        unsure = [f"{m.title}, {m.dates()}: {m.confirm_note}" for m in self._meetings(plan) if m.confirm_note]
        initial = {"adopted_on": clock.today(), "expected_revision": plan.revision}
        form = AdoptForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid() and self._may_adopt(form, plan, unsure):
            plan.status, plan.confirm_note = MeetingPlan.Status.ADOPTED, ""
            plan.adopted_on, plan.adopted_by = form.cleaned_data["adopted_on"], form.cleaned_data["adopted_by"]
            with history.change_by(request.user):
                reversion.set_comment(f"Mødeplanen er vedtaget den {short_date(plan.adopted_on)} af {plan.adopted_by}.")
                plan.save()
            self.message_user(request, f"{plan} er vedtaget. Kalenderne viser møderne som fastlagte.", messages.SUCCESS)
            return self._back(plan)
        context = {"form": form, "unsure": unsure, "unsure_digest": digest(unsure), "title": f"Godkend {plan}"}
        return self._page(request, plan, "adopt", context)

    @locking
    def next_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Propose the next year's plan. Template `admin/committee/plan/next.html`."""
        plan = self._writable(request, pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            try:
                with history.change_by(request.user):
                    proposal = propose(plan, self._chosen(request))
            except PlanExistsError:
                self.message_user(request, f"Der er allerede en mødeplan for {plan.year + 1}.", messages.WARNING)
                return self._back(plan)
            text = f"{proposal} er oprettet som forslag. Gå møderne igennem, og bekræft datoerne."
            self.message_user(request, text, messages.SUCCESS)
            address = reverse("admin:committee_meeting_changelist")
            return HttpResponseRedirect(f"{address}?plan__year={proposal.year}")
        context = {"title": f"Opret mødeplan {plan.year + 1}", "year": plan.year + 1}
        return self._page(request, plan, "next", context | {"proposed": meetings_of_next(plan)})

    def _chosen(self, request: HttpRequest) -> set[int] | None:
        """The keys of the meetings with a tick; None from a form that offers none."""
        if "choice" not in request.POST:
            return None
        return {key for text in request.POST.getlist("meeting") if (key := number(text)) is not None}

    def _may_adopt(self, form: AdoptForm, plan: MeetingPlan, unsure: list[str]) -> bool:
        if form.cleaned_data["expected_revision"] != plan.revision:
            override_value(form, "expected_revision", str(plan.revision))
            form.add_error(None, "En anden har rettet mødeplanen, mens du skrev. Se den igen, og prøv så på ny.")
        elif form.cleaned_data["confirmed"] != digest(unsure):
            form.add_error(None, "Læs listen over usikre møder, sæt flueben, og godkend igen.")
        return form.is_valid()
