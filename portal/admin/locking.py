"""Optimistic locking in every form that writes: the second to save sees both versions and loses nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django import forms

from portal.admin import merging
from portal.admin.publishing import AT, DRAFT, asked_moment
from portal.content import history
from portal.content.pending import PendingVersion, mark_of, shown
from portal.content.records import ContentRecord
from portal.text.danish_fields import override_value


class OptimisticLockForm(forms.ModelForm):
    """A form for a row without a revision (a synonym, an account): it knows the values that it was opened on."""

    row_digest = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [name for name, field in self.fields.items() if name != "row_digest" and not field.disabled]
        self.stored_values = forms.model_to_dict(self.instance, named) if self.instance.pk else {}
        self.current_digest = blake2b(repr(sorted(self.stored_values.items())).encode(), digest_size=16).hexdigest()
        self.fields["row_digest"].initial = self.current_digest

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.pop("row_digest", "") != self.current_digest and self.instance.pk:
            override_value(self, "row_digest", self.current_digest)
            values = ", ".join(str(value) for value in self.stored_values.values() if isinstance(value, str) and value)
            raise forms.ValidationError(
                f"En anden har gemt en ny udgave, mens du skrev: {values}. Din tekst er ikke gemt endnu. "
                "Ret til, og gem igen.",
                code="stale",
            )
        return cleaned


@dataclass(frozen=True)
class Conflict:
    """Somebody else has saved since the form was opened."""

    by: str
    at: Any
    theirs: list[history.FieldChange]
    """What they changed since this form was opened: before and after."""


class MomentInput(forms.DateTimeInput):
    """A day and a time, chosen; what a browser's field could not hold is shown as it was typed."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        is_text = value and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", str(value))
        context["widget"]["type"] = "text" if is_text else "datetime-local"
        return context


class ContentForm(forms.ModelForm):
    """A form for a record: it knows the revision that it was opened on, and the one that its writer has seen since.

    What others have saved in fields that she has not touched is taken; about the rest she is asked once, and sees both
    versions until all is saved.
    """

    expected_revision = forms.CharField(widget=forms.HiddenInput, required=False)
    opened_revision = forms.CharField(widget=forms.HiddenInput, required=False)
    publish_on = forms.CharField(label="Tidspunkt", widget=MomentInput, required=False, max_length=60)
    use_required_attribute = False  # HTML has no required select without an empty choice; the server asks for it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.both: list[str] | None = []
        """The names of the fields that others have changed too; None where nobody can tell."""
        self.mark = mark_of(self.instance)
        """What the wording that is being edited is known by."""
        if not self.instance.pk:
            return
        for name in ("expected_revision", "opened_revision"):
            self.fields[name].initial = self.mark
        submitted = submitted_mark(self.data) if self.is_bound else self.mark
        if submitted != self.mark:
            then = shown(self.instance, submitted)
            self.both = merging.take_theirs(self, then.field_dict) if then else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        expected, opened = (cleaned.pop(name, None) for name in ("expected_revision", "opened_revision"))
        if not self.instance.pk:
            return cleaned
        if {DRAFT, AT} & self.data.keys() and not (self.instance.is_draft or self.instance.has_wordings):
            self.add_error(None, "Den er blevet offentlig, mens du skrev. Din tekst er ikke gemt endnu.")
        if AT in self.data and not self.instance.is_draft and (hidden_by := self.instance.hidden_by):
            text = f"{hidden_by} er blevet en kladde, mens du skrev. Din tekst er ikke gemt endnu."
            self.add_error(None, f"{text} Gem den, så bliver den offentlig sammen med {hidden_by}.")
        if not opened and expected:
            override_value(self, "opened_revision", expected)
        if expected != self.mark:
            override_value(self, "expected_revision", self.mark)
            if self.both is None or self.both:
                self._refuse(expected)
        return cleaned

    def clean_publish_on(self) -> dt.datetime | None:
        return asked_moment(self.data)

    def conflict(self) -> Conflict | None:
        """What others have saved since the form was opened, where it is shown again; None where nobody has."""
        opened = submitted_mark(self.data, "opened_revision") if self.is_bound else ""
        if not opened or opened == self.mark:
            return None
        return conflict(self.instance, opened)

    def _refuse(self, expected: str) -> None:
        """Keep what was typed, show what the others saved, and let the next save be a choice made with open eyes."""
        found = conflict(self.instance, expected)
        self.add_error(
            None,
            forms.ValidationError(
                f"{found.by} har gemt en ny udgave, mens du skrev. Din tekst er ikke gemt endnu. "
                "Sammenlign de to udgaver herunder, ret til, og gem igen.",
                code="stale",
            ),
        )


def submitted_mark(data: Mapping[str, Any], name: str = "expected_revision") -> str:
    """What tells the wording that a form has been shown (`mark_of`); empty where it does not say."""
    return str(data.get(name) or "").strip()


def conflict(record: ContentRecord, expected: str) -> Conflict:
    """What others have done to the record since the wording with the mark `expected` was read."""
    now = history.current_values(type(record)._base_manager.get(pk=record.pk))
    then = shown(record, expected)
    theirs = history.differences(then.values, now) if then else []
    pending = PendingVersion.objects.of(record)
    newest = history.newest(record)
    if pending and (newest is None or pending.at > newest.at):
        return Conflict(pending.writer, pending.at, theirs)
    return Conflict(newest.by if newest else "En anden", newest.at if newest else None, theirs)
