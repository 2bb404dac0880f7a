"""Meeting plans for editing: adopting a proposal, giving it another year, and proposing the next year's."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from committee import adoption, next_plan, withdrawal
from committee.admin.next_plan_forms import NextPlanForm, YearForm
from committee.admin.session_forms import digest
from committee.admin.sheets import SheetAdmin
from committee.models import MeetingPlan, SchoolHoliday
from committee.models.meetings import YEARS
from portal.admin.content import locking
from portal.admin.overview import change_address
from portal.content import history
from portal.lib import clock
from portal.text.danish import short_date
from portal.text.danish_fields import DanishDateField, override_value


class AdoptForm(forms.Form):
    """When the plan was adopted, and by whom."""

    adopted_on = DanishDateField(label="Vedtaget den")
    adopted_by = forms.CharField(label="Vedtaget af", max_length=100, help_text="Fx Socialudvalget på det første møde.")
    expected_revision = forms.IntegerField(widget=forms.HiddenInput)
    confirmed = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, plan: MeetingPlan, today: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.today = plan, today
        self.fields["adopted_on"].initial = today
        self.fields["expected_revision"].initial = plan.revision

    def clean_adopted_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["adopted_on"]
        if day > self.today:
            raise ValidationError(
                f"{short_date(day)} er ikke kommet endnu. Vent til den dag, udvalget har vedtaget planen."
            )
        if day.year < self.plan.year - 2:
            raise ValidationError(f"{short_date(day)} er for længe før {self.plan.year}. Se, om årstallet er rigtigt.")
        return day


@admin.register(MeetingPlan)
class MeetingPlanAdmin(SheetAdmin):
    can_withdraw = False  # members have its meetings in their calendars
    list_display = ("year", "state", "adopted_on", "last_changed", "awaits_confirmation")
    list_select_related = ("committee",)
    readonly_fields = ("status", "adopted_on", "adopted_by")
    search_fields = ("year",)
    change_form_template = "admin/committee/plan/change_form.html"

    @admin.display(description="status", ordering="status")
    def state(self, plan: MeetingPlan) -> str:
        return plan.state

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The year of an adopted plan stands."""
        return (*self.readonly_fields, "year") if obj and obj.is_adopted else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A plan that was begun wrongly may go with its meetings until it is adopted or has begun; an empty one always
        may."""
        allowed: bool = super().has_delete_permission(request, obj)
        return allowed and (obj is None or obj.is_being_proposed(clock.today()) or not obj.meetings.exists())

    def delete_model(self, request: HttpRequest, obj: MeetingPlan) -> None:
        """Delete the plan and its meetings; calendars that have them are told that they are cancelled."""
        withdrawal.withdraw(self._meetings(obj), clock.now())
        super().delete_model(request, obj)

    def get_urls(self) -> list[URLPattern]:
        pages = [("godkend", self.adopt_view, "adopt"), ("naeste", self.next_view, "next")]
        pages += [("aar", self.year_view, "year")]
        extra = [
            path(f"<int:pk>/{page}/", self.admin_site.admin_view(view), name=f"committee_meetingplan_{name}")
            for page, view, name in pages
        ]
        return [*extra, *super().get_urls()]

    @locking
    def adopt_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Turn the proposal into the adopted plan, and list what still calls it a proposal. Template
        `admin/committee/plan/adopt.html`."""
        plan = self._writable(request, pk)
        texts = [(record, change_address(record), text) for record, text in adoption.calling_it_a_proposal()]
        title = f"Godkend {plan}"
        if plan.is_adopted:
            return self._page(request, plan, "adopt", {"texts": texts, "title": title})
        if plan.is_draft:
            self.message_user(request, f"{plan} er en kladde. Offentliggør den som forslag først.", messages.WARNING)
            return self._back(plan)
        noted = [meeting for meeting in self._meetings(plan) if meeting.confirm_note]
        going = sum(adoption.is_of_proposal(meeting.confirm_note) for meeting in noted)
        unsure = [
            f"{m.title}, {m.dates()}: {m.confirm_note}" for m in noted if not adoption.is_of_proposal(m.confirm_note)
        ]
        form = AdoptForm(plan, clock.today(), request.POST or None)
        if request.method == "POST" and form.is_valid() and self._may_adopt(form, plan, unsure):
            with history.change_by(request.user):
                adoption.adopt(plan, form.cleaned_data["adopted_on"], form.cleaned_data["adopted_by"])
            self.message_user(request, f"{plan} er vedtaget. Kalenderne viser møderne som fastlagte.", messages.SUCCESS)
            return HttpResponseRedirect(request.path) if texts else self._back(plan)
        context = {"form": form, "unsure": unsure, "unsure_digest": digest(unsure), "going": going, "texts": texts}
        return self._page(request, plan, "adopt", context | {"title": title})

    @locking
    def next_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Propose the next year's plan, or what it lacks. Template `admin/committee/plan/next.html`."""
        plan = self._writable(request, pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        year = plan.year + 1
        if year not in YEARS:
            self.message_user(request, f"Portalen kan ikke have en mødeplan for {year}.", messages.WARNING)
            return self._back(plan)
        form = NextPlanForm(plan, year, request.POST if request.method == "POST" else None)
        standing = MeetingPlan.objects.filter(year=year).first()
        if request.method == "POST" and form.is_valid() and "see" not in request.POST:
            with history.change_by(request.user):
                proposal = next_plan.make(plan, year, form.chosen, form.kept)
            self.message_user(request, _made(proposal, len(form.chosen), standing), messages.SUCCESS)
            address = reverse("admin:committee_meeting_changelist")
            return HttpResponseRedirect(f"{address}?plan__year={proposal.year}")
        context = {
            "title": f"Opret mødeplan {year}" if standing is None else f"Føj til mødeplan {year}",
            "year": year,
            "standing": standing,
            "form": form,
            "made": [row for row in form.suggestions if row.made],
            "school_holidays": SchoolHoliday.objects.of_year(year),
        }
        return self._page(request, plan, "next", context)

    @locking
    def year_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give a plan that is not adopted another year, its meetings with it. Template
        `admin/committee/plan/year.html`."""
        plan = self._writable(request, pk)
        if not plan.is_being_proposed(clock.today()):
            self.message_user(request, f"{plan} er vedtaget eller begyndt. Året kan ikke rettes.", messages.WARNING)
            return self._back(plan)
        form = YearForm(plan, request.POST or None)
        context: dict[str, Any] = {"form": form, "title": f"Ret året for {plan}"}
        if request.method == "POST" and form.is_valid():
            year = form.cleaned_data["year"]
            rows = next_plan.suggestions(plan, year)
            if form.cleaned_data["confirmed"] == str(year):
                with history.change_by(request.user):
                    next_plan.change_year(plan, year, rows)
                text = f"Planen er nu for {year}, og møderne er rykket med. Kalenderne følger med."
                self.message_user(request, text, messages.SUCCESS)
                return self._back(plan)
            override_value(form, "confirmed", str(year))
            context |= {"rows": rows, "year": year, "dated": [(row, text) for row in rows for text in row.dated]}
        return self._page(request, plan, "year", context)

    def _may_adopt(self, form: AdoptForm, plan: MeetingPlan, unsure: list[str]) -> bool:
        if form.cleaned_data["expected_revision"] != plan.revision:
            override_value(form, "expected_revision", str(plan.revision))
            form.add_error(None, "En anden har rettet mødeplanen, mens du skrev. Se den igen, og prøv så på ny.")
        elif form.cleaned_data["confirmed"] != digest(unsure):
            form.add_error(None, "Læs listen over usikre møder, sæt flueben, og godkend igen.")
        return form.is_valid()


def _made(proposal: MeetingPlan, count: int, standing: MeetingPlan | None) -> str:
    """Return what was made and who sees it."""
    meetings = "1 møde" if count == 1 else f"{count} møder"
    if standing is None:
        return (
            f"{proposal} er oprettet som kladde med {meetings}. Medlemmerne ser den først, når den er offentliggjort."
        )
    what = "planen" if proposal.is_draft else "de"
    return f"{meetings} er føjet til {proposal}. Medlemmerne ser dem først, når {what} er offentliggjort."
