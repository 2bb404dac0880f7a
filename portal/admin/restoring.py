"""Going back to an earlier version: a form like every other, with the lock and what a kind of record asks besides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from reversion.models import Version

from portal.content import history
from portal.content.records import ContentRecord
from portal.text.danish_fields import override_value


class RestoreForm(forms.Form):
    """The confirmation of a restore, given to the record as it was seen."""

    expected_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, record: ContentRecord, version: Version, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record, self.version = record, version
        self.fields["expected_revision"].initial = record.revision

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "expected_revision" in data and data["expected_revision"] != self.record.revision:
            override_value(self, "expected_revision", str(self.record.revision))
            raise ValidationError(
                "En anden har gemt en ny udgave, mens du læste. Se ændringerne igen, og før så tilbage.", code="stale"
            )
        return data

    def restore(self, by: str) -> None:
        """Give the record the version's content; RevertError and ValidationError as `history.restore`."""
        history.restore(self.record, self.version)
