"""What happens to a planned meeting, as forms: moved, cancelled, held after all, taken back to an earlier version.

Each says why, holds the new times against the plan's rules, and asks for a yes to what is unusual.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from reversion.models import Version

from committee import changes, plan_rules
from committee.admin.session_forms import digest
from committee.models import Meeting
from committee.plan_rules import Slot
from committee.timetable import Timetable, timetable
from portal.admin.restoring import RestoreForm
from portal.content import history
from portal.lib import clock
from portal.text.danish_fields import DanishDateField, DanishTimeField, override_value

SEEN_BY_MEMBERS = "Medlemmerne ser den på mødets side. Fx: Salen er optaget."
SAY_YES = "Læs advarslerne, sæt flueben, og gør det igen."


class PlanRules:
    """The plan's rules over times that somebody is about to give a meeting; for a form to stand on."""

    warnings: list[str]

    @property
    def warnings_digest(self) -> str:
        return digest(self.warnings)

    def check_rules(self, meeting: Meeting, new: list[Slot], before: list[Slot], today: dt.date) -> None:
        """Set `warnings`; ValidationError when the times may not be saved at all."""
        taken = plan_rules.taken_by_others(meeting, [slot.date for slot in new])
        if found := plan_rules.errors(new, meeting.plan.year, taken):
            raise ValidationError(found)
        self.warnings = plan_rules.warnings(new, before, taken, today)


class MeetingActionForm(PlanRules, forms.Form):
    """Why, and which revision of the meeting the person saw."""

    stale = ""
    """What to say where somebody else has saved the meeting since."""
    reason = forms.CharField(label="Begrundelse", max_length=300, help_text=SEEN_BY_MEMBERS)
    expected_revision = forms.IntegerField(widget=forms.HiddenInput)
    confirmed = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, meeting: Meeting, today: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting, self.today, self.warnings = meeting, today, []
        self.fields["expected_revision"].initial = meeting.revision

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and data["expected_revision"] != self.meeting.revision:
            override_value(self, "expected_revision", str(self.meeting.revision))
            raise ValidationError(self.stale, code="stale")
        return data


class MoveForm(MeetingActionForm):
    """New times for each of a meeting's sessions, another place, and why; a proposal is corrected without a reason."""

    stale = "En anden har rettet mødet, mens du skrev. Se de nye tider, og prøv igen."

    def __init__(self, meeting: Meeting, today: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(meeting, today, *args, **kwargs)
        self.sessions = [session for session in meeting.sessions.all() if not session.is_cancelled]
        for number, session in enumerate(self.sessions, 1):
            which = f" ({number}. dag)" if len(self.sessions) > 1 else ""
            self.fields[f"date_{session.pk}"] = DanishDateField(
                label=f"Ny dato{which}", initial=session.date, year=meeting.plan.year
            )
            self.fields[f"start_{session.pk}"] = DanishTimeField(label=f"Fra kl.{which}", initial=session.start)
            self.fields[f"end_{session.pk}"] = DanishTimeField(label=f"Til kl.{which}", initial=session.end)
        self.fields["place"] = forms.CharField(
            label="Sted",
            max_length=160,
            required=False,
            initial=meeting.place,
            help_text=f"Tomt for det faste sted: {meeting.plan.committee.place}.",
        )
        self.is_correction = meeting.plan.is_being_proposed(today) or not meeting.is_published
        if self.is_correction:
            self.fields["reason"].required = False
            self.fields["reason"].widget = forms.HiddenInput()
        self.order_fields([name for name in self.fields if name != "reason"])

    def slots(self) -> dict[int, Slot]:
        """The new times by session key."""
        data = self.cleaned_data
        return {s.pk: Slot(data[f"date_{s.pk}"], data[f"start_{s.pk}"], data[f"end_{s.pk}"]) for s in self.sessions}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        new = list(self.slots().values())
        before = [plan_rules.slot_of(session) for session in self.sessions]
        there = self.meeting.plan.committee.place
        data["place"] = "" if data["place"] == there else data["place"]
        if new == before and data["place"] == self.meeting.place:
            raise ValidationError("Tiderne er de samme som før. Skriv en ny dato, et nyt klokkeslæt eller et nyt sted.")
        self.check_rules(self.meeting, new, before, self.today)
        self.before, self.after = before, new
        if data["place"] != self.meeting.place:
            self.place_before, self.place_after = self.meeting.shown_place, data["place"] or there
        return data

    @property
    def is_confirmed(self) -> bool:
        """Return True where the page that was seen had these warnings, and they were confirmed."""
        return self.cleaned_data["confirmed"] == (self.warnings_digest or "ok")


class StatusForm(MeetingActionForm):
    """Why a meeting is cancelled or held after all; held again, its times may have been given to another."""

    stale = "En anden har rettet mødet, mens du skrev. Se det igen, og prøv så på ny."

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        if self.meeting.is_cancelled:
            self.check_rules(self.meeting, list(timetable(self.meeting).slots), [], self.today)
            if data["confirmed"] != self.warnings_digest:
                raise ValidationError(SAY_YES, code="warning")
        return data


class RestoreMeetingForm(PlanRules, RestoreForm):
    """Back to an earlier version of a meeting. Where its times or its status go back, the members are notified why."""

    reason = forms.CharField(
        label="Begrundelse", max_length=300, required=False, help_text=f"Når tiderne ændres. {SEEN_BY_MEMBERS}"
    )
    confirmed = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, record: Meeting, version: Version, *args: Any, **kwargs: Any) -> None:
        super().__init__(record, version, *args, **kwargs)
        self.meeting, self.warnings = record, []
        self.before = timetable(record)
        parts = history.parts_then(record, version)
        slots = sorted(Slot(p["date"], p["start"], p["end"]) for p in parts if not p["is_cancelled"])
        content = version.field_dict
        place = content["place"] or record.plan.committee.place
        self.after = Timetable(content["status"] == Meeting.Status.CANCELLED, tuple(slots), place)
        is_told = record.is_published and not record.plan.is_being_proposed(clock.today())
        self.must_explain = self.before != self.after and (is_told or self.before.cancelled != self.after.cancelled)
        if not self.must_explain:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.before == self.after or self.errors:
            return data
        if self.must_explain and not data.get("reason"):
            self.add_error("reason", "Skriv, hvorfor mødets tider går tilbage. Medlemmerne ser det.")
        if not self.after.cancelled:
            standing = [] if self.before.cancelled else list(self.before.slots)
            self.check_rules(self.meeting, list(self.after.slots), standing, clock.today())
            if data["confirmed"] != self.warnings_digest:
                raise ValidationError(SAY_YES, code="warning")
        return data

    def restore(self, by: str) -> None:
        changes.restore(self.meeting, self.version, self.cleaned_data.get("reason", ""), by, clock.now())
