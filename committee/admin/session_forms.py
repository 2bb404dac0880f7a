"""A meeting's times as a form: the plan's rules, the warnings that must be confirmed, and the reason."""

from __future__ import annotations

import datetime as dt
from hashlib import blake2b
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from committee import plan_rules
from committee.models import Meeting, MeetingSession
from committee.next_plan import free_address
from committee.papers import papers_of, usual_address
from committee.plan_rules import Slot
from committee.timetable import Timetable, timetable
from portal.admin.locking import ContentForm
from portal.admin.merging import PartFormSet
from portal.lib import clock
from portal.text.danish import slugify
from portal.text.danish_fields import DanishDateField, DanishTimeField


def digest(warnings: list[str]) -> str:
    """A mark of these warnings, so that a yes to some is no yes to others."""
    return blake2b("\n".join(warnings).encode(), digest_size=8).hexdigest() if warnings else ""


WHY = "Skriv i feltet ”Begrundelse”, hvorfor mødet flytter. Medlemmerne ser den."


def is_told_why(meeting: Meeting, today: dt.date) -> bool:
    """True where members are told of another time or place: not while the plan is being proposed."""
    return meeting.is_published and not meeting.plan.is_being_proposed(today)


class MeetingForm(ContentForm):
    """A meeting; who writes no address gets one of the title and the plan's year. Another place is told with its
    reason, as another time is."""

    before: Timetable | None = None
    """When and where the meeting stands in public until it is saved; None for a new one and for a draft."""
    papers: dict[str, str] | None = None
    """The addresses of agenda and minutes until it is saved; None likewise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk and "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = "Lad feltet stå tomt, så danner portalen en."
        if self.instance.pk and "agenda_url" in self.fields and not self.instance.agenda_url:
            self._suggest(self.fields["agenda_url"])

    def _suggest(self, field: forms.Field) -> None:
        """Say where the agenda is usually found. Nobody has looked, so it is not filled in."""
        if usual := usual_address(self.instance.plan.committee, self.instance.sessions.all()):
            field.help_text += f" Findes normalt her: {usual}. Åbn adressen, og sæt den ind, når dagsordenen er der."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        plan, title = cleaned.get("plan"), cleaned.get("title")
        if not self.instance.pk and plan and title and not cleaned.get("slug"):
            cleaned["slug"] = free_address(f"{slugify(title)[:60]}-{plan.year}")
        if self.instance.pk:
            stored = Meeting.objects.select_related("plan__committee", "kind").get(pk=self.instance.pk)
            self.before = timetable(stored) if stored.is_published else None
            self.papers = papers_of(stored) if stored.is_published else None
            moves = "place" in cleaned and (cleaned["place"] or stored.plan.committee.place) != stored.shown_place
            if moves and not self.data.get("reason", "").strip() and is_told_why(stored, clock.today()):
                self.add_error("place", WHY)
        return cleaned


class SessionForm(forms.ModelForm):
    date = DanishDateField(label="Dato")
    start = DanishTimeField(label="Fra kl.")
    end = DanishTimeField(label="Til kl.", help_text="Fx 20.00.")

    class Meta:
        model = MeetingSession
        fields = ("date", "start", "end", "note")

    def __init__(self, *args: Any, year: int = 0, **kwargs: Any) -> None:
        """`year` is the plan's; a day may be typed without it."""
        super().__init__(*args, **kwargs)
        if year and isinstance(date := self.fields["date"], DanishDateField):
            date.year = year


class SessionFormSet(PartFormSet):
    """A meeting's sessions. `today`, `confirmed` and `reason` come from the request."""

    def __init__(self, *args: Any, today: dt.date, confirmed: str, reason: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.confirmed, self.reason = today, confirmed, reason
        self.warnings: list[str] = []

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "year": self._year()}

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        slots = [slot for form in self.forms if (slot := self._slot(form))]
        stored = self.get_queryset().all()  # read again: the forms have given the rows at hand what was typed
        before = [plan_rules.slot_of(session) for session in stored] if self.instance.pk else []
        if not slots:
            raise ValidationError("Et møde har mindst ét mødetidspunkt. Brug ”Aflys møde”, når det ikke skal holdes.")
        taken = plan_rules.taken_by_others(self.instance, [slot.date for slot in slots])
        if not self.instance.is_cancelled and (found := plan_rules.errors(slots, self._year(), taken)):
            raise ValidationError(found)
        self._ask(slots, before, taken)

    def _ask(self, slots: list[Slot], before: list[Slot], taken: list[plan_rules.Booking]) -> None:
        """Refuse once, with what must be confirmed or explained."""
        if before and slots != before and not self.reason.strip() and is_told_why(self.instance, self.today):
            raise ValidationError(WHY)
        self.warnings = plan_rules.warnings(slots, before, taken, self.today)
        if self.warnings and self.confirmed != digest(self.warnings):
            raise ValidationError("Læs advarslerne under mødetidspunkterne, sæt flueben, og gem igen.", code="warning")

    def _slot(self, form: Any) -> Slot | None:
        data = form.cleaned_data
        if not data.get("date") or data.get("DELETE"):
            return None
        return Slot(data["date"], data["start"], data["end"])

    def _year(self) -> int:
        plan = getattr(self.instance, "plan", None) if self.instance.plan_id else None
        return int(plan.year) if plan else 0

    @property
    def warnings_digest(self) -> str:
        return digest(self.warnings)

    def delete_existing(self, obj: MeetingSession, commit: bool = True) -> None:
        if commit:
            obj.withdraw()
