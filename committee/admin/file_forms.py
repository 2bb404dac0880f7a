"""A meeting's agenda or minutes as a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from committee.models import Meeting
from portal.lib import pdf_files
from portal.text.danish_fields import override_value


class FileForm(forms.Form):
    """A PDF, and what it is."""

    paper = forms.ChoiceField(label="Filen er", choices=(("agenda_url", "dagsordenen"), ("minutes_url", "referatet")))
    file = forms.FileField(
        label="PDF",
        help_text="Højst 10 MB. Brug kun filen, hvor intet andet system har den: Ellers skriv adressen på mødet.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
        error_messages={"required": "Vælg en fil.", "empty": "Filen er tom. Vælg en anden."},
    )
    expected_revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.fields["expected_revision"].initial = meeting.revision

    def clean_file(self) -> bytes:
        content: bytes = self.cleaned_data["file"].read()
        pdf_files.check(content)
        return content

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and data["expected_revision"] != self.meeting.revision:
            override_value(self, "expected_revision", str(self.meeting.revision))
            raise ValidationError("En anden har rettet mødet, mens du skrev. Vælg filen igen.", code="stale")
        return data
