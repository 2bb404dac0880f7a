"""The table of a year's proposed meetings as a form: which are made, on which days, and which texts come along."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator

from committee import next_plan
from committee.admin.session_forms import digest
from committee.models import MeetingPlan
from committee.models.meetings import YEARS
from committee.next_plan import Suggestion
from portal.text.danish_fields import DanishDateField, DanishIntegerField, override_value

SEE_AGAIN = "Se, hvad der taler imod datoerne, som de nu er. Intet er oprettet endnu."


@dataclass(frozen=True)
class TableRow:
    """A suggestion with its fields; `wanted` is None where the meeting has been made already."""

    suggestion: Suggestion
    wanted: forms.BoundField | None
    days: list[forms.BoundField]
    texts: list[forms.BoundField]


class NextPlanForm(forms.Form):
    """The meetings of another year. It is valid when what speaks against the chosen days has been seen."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, plan: MeetingPlan, year: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.year = plan, year
        self.suggestions = next_plan.suggestions(plan, year)
        for row in self.suggestions:
            if row.made is None:
                self._add_fields(row)
        self.plan_note = ""
        if next_plan.names_year(plan.note, plan.year) and not MeetingPlan.objects.filter(year=year).exists():
            self.plan_note = plan.note
            self.fields["text_plan-note"] = forms.BooleanField(required=False, label="Om planen")
        if not self.is_bound:
            self.fields["seen"].initial = self._seen()

    def _add_fields(self, row: Suggestion) -> None:
        key = row.meeting.pk
        self.fields[f"wanted_{key}"] = forms.BooleanField(
            required=False, label=row.meeting.title, initial=row.is_yearly
        )
        for number, day in enumerate(row.days):
            self.fields[f"day_{key}_{number}"] = DanishDateField(
                label=f"Dato for {row.meeting.title}", initial=day, year=self.year, help_text=""
            )
        for dated in row.dated:
            self.fields[f"text_{dated.key}"] = forms.BooleanField(
                required=False, label=f"{dated.label.capitalize()}: {Truncator(dated.text).words(20)}"
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        self.suggestions = next_plan.with_days(
            self.plan, self.year, self.suggestions, self._typed(data), self._chosen(data)
        )
        if not self.chosen:
            raise ValidationError("Vælg mindst ét møde.")
        if found := next_plan.problems(self.chosen, self.year):
            raise ValidationError(found)
        unseen = {digest([line]) for row in self.chosen for line in row.against} - set(data["seen"].split())
        if unseen:
            override_value(self, "seen", self._seen())
            raise ValidationError(SEE_AGAIN, code="warning")
        return data

    @property
    def chosen(self) -> list[Suggestion]:
        """The suggestions with a tick."""
        wanted = self._chosen(self.cleaned_data)
        return [row for row in self.suggestions if row.meeting.pk in wanted]

    @property
    def kept(self) -> set[str]:
        """The keys of the texts that come along although they name the old year."""
        return {
            name.removeprefix("text_")
            for name, value in self.cleaned_data.items()
            if name.startswith("text_") and value
        }

    @property
    def has_dated_texts(self) -> bool:
        """True where a text names the old year."""
        return any(name.startswith("text_") for name in self.fields)

    @property
    def plan_note_field(self) -> forms.BoundField:
        return self["text_plan-note"]

    @property
    def rows(self) -> list[TableRow]:
        return [
            TableRow(
                row,
                None if row.made else self[f"wanted_{row.meeting.pk}"],
                [] if row.made else [self[f"day_{row.meeting.pk}_{number}"] for number in range(len(row.days))],
                [] if row.made else [self[f"text_{dated.key}"] for dated in row.dated],
            )
            for row in self.suggestions
        ]

    def _chosen(self, data: dict[str, Any]) -> set[int]:
        return {row.meeting.pk for row in self.suggestions if data.get(f"wanted_{row.meeting.pk}")}

    def _typed(self, data: dict[str, Any]) -> dict[int, list[dt.date]]:
        return {
            row.meeting.pk: [data[f"day_{row.meeting.pk}_{number}"] for number in range(len(row.days))]
            for row in self.suggestions
            if row.made is None
        }

    def _seen(self) -> str:
        """Marks of all that the page says against its days."""
        return " ".join(sorted({digest([line]) for row in self.suggestions for line in row.against}))


class YearForm(forms.Form):
    """Another year for a plan that is not adopted; `confirmed` is the year whose dates have been seen."""

    year = DanishIntegerField(label="Nyt år", help_text="Fx 2028.")
    confirmed = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    expected_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, plan: MeetingPlan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["expected_revision"].initial = plan.revision

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year not in YEARS:
            raise ValidationError(f"Skriv et år mellem {YEARS.start} og {YEARS.stop - 1}.")
        if year == self.plan.year:
            raise ValidationError(f"Planen er allerede for {year}.")
        if MeetingPlan.objects.filter(year=year).exists():
            raise ValidationError(f"Der er allerede en mødeplan for {year}.")
        return year

    def clean_expected_revision(self) -> int:
        seen: int = self.cleaned_data["expected_revision"]
        if seen != self.plan.revision:
            raise ValidationError("En anden har rettet mødeplanen, mens du skrev. Åbn siden igen.")
        return seen
