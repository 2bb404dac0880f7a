"""Optimistic locking in every form that writes: the second to save sees both versions and loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django import forms
from reversion.models import Version

from portal.admin import merging
from portal.content import history
from portal.content.records import ContentRecord
from portal.http import number
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


class ContentForm(forms.ModelForm):
    """A form for a record: it knows the revision that it was opened on, and the one that its writer has seen since.

    What others have saved in fields that she has not touched is taken; about the rest she is asked once, and sees both
    versions until all is saved.
    """

    expected_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    opened_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    use_required_attribute = False  # HTML has no required select without an empty choice; the server asks for it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.both: list[str] | None = []
        """The names of the fields that others have changed too; None where nobody can tell."""
        if not self.instance.pk:
            return
        for name in ("expected_revision", "opened_revision"):
            self.fields[name].initial = self.instance.revision
        submitted = submitted_revision(self.data) if self.is_bound else self.instance.revision
        if submitted != self.instance.revision:
            then = merging.opened_on(self.instance, submitted)
            self.both = merging.take_theirs(self, then.field_dict) if then else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        expected, opened = (cleaned.pop(name, None) for name in ("expected_revision", "opened_revision"))
        if not self.instance.pk:
            return cleaned
        if opened is None and expected is not None:
            override_value(self, "opened_revision", str(expected))
        if expected != self.instance.revision:
            override_value(self, "expected_revision", str(self.instance.revision))
            if self.both is None or self.both:
                self._refuse(expected)
        return cleaned

    def conflict(self) -> Conflict | None:
        """What others have saved since the form was opened, where it is shown again; None where nobody has."""
        opened = submitted_revision(self.data, "opened_revision") if self.is_bound else None
        if opened is None or opened == self.instance.revision:
            return None
        return conflict(self.instance, opened)

    def _refuse(self, expected: int | None) -> None:
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


def submitted_revision(data: Mapping[str, Any], name: str = "expected_revision") -> int | None:
    """The revision that a form has been shown; None where it does not say."""
    return number(str(data.get(name) or ""))


def conflict(record: ContentRecord, expected: int | None) -> Conflict:
    """What others have done to the record since revision `expected` was read."""
    entries = history.entries(record)
    base_entry = next((e for e in entries if expected is not None and revision_of(e.version) <= expected), None)
    now = history.current_values(type(record)._base_manager.get(pk=record.pk))
    theirs = history.differences(base_entry.values, now) if base_entry else []
    newest = entries[0] if entries else None
    return Conflict(newest.by if newest else "En anden", newest.at if newest else None, theirs)


def revision_of(version: Version) -> int:
    """The record's own revision number at that version."""
    return int(version.field_dict.get("revision", 0))
