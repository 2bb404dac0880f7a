"""The cases on a meeting's agenda as forms: one by one in the meeting's form, and all of them as a text."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from committee.agenda_text import AgendaText, read
from committee.models import AgendaItem, Meeting
from portal.search.index.models import SearchDocument
from portal.text.cleaning import clean_text
from portal.text.danish_fields import override_value

MOST = 50
"""Cases on one agenda."""


class AgendaItemForm(forms.ModelForm):
    """A case; addresses may be copied whole from the browser."""

    class Meta:
        model = AgendaItem
        fields = ("order", "title", "summary", "links")
        widgets = {"links": forms.Textarea(attrs={"rows": 3, "cols": 60})}

    def clean_links(self) -> str:
        lines = [_inside(line.strip()) for line in clean_text(self.cleaned_data["links"]).splitlines()]
        lines = list(dict.fromkeys(line for line in lines if line))
        if "links" in self.changed_data and lines:
            known = set(SearchDocument.objects.filter(address__in=lines).values_list("address", flat=True))
            if unknown := [line for line in lines if line not in known]:
                raise ValidationError(
                    f"Portalen har ingen side om noget med adressen {unknown[0]}. Søg det frem på portalen, og kopiér "
                    "adressen fra søgningens svar."
                )
        return "\n".join(lines)


def _inside(address: str) -> str:
    """Return the address without the portal's own host."""
    parts = urlsplit(address)
    if parts.scheme in {"http", "https"} and parts.hostname in {*settings.ALLOWED_HOSTS, _own_host()}:
        query = f"?{parts.query}" if parts.query else ""
        return f"{parts.path}{query}" + (f"#{parts.fragment}" if parts.fragment else "")
    return address


def _own_host() -> str | None:
    return urlsplit(settings.SITE_URL).hostname


class AgendaTextForm(forms.Form):
    """An agenda pasted as a text."""

    text = forms.CharField(
        label="Dagsordenens punkter",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16, "cols": 80}),
        help_text="Kopiér listen fra dagsordenen, ét punkt på hver linje. Fx: 1. Godkendelse af dagsorden.",
        error_messages={"required": "Indsæt mindst ét punkt."},
    )
    remove = forms.BooleanField(label="Fjern de sager, der ikke står i teksten", required=False)
    expected_revision = forms.IntegerField(widget=forms.HiddenInput)

    found: AgendaText

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.fields["expected_revision"].initial = meeting.revision

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if data["expected_revision"] != self.meeting.revision:
            override_value(self, "expected_revision", str(self.meeting.revision))
            raise ValidationError("En anden har rettet mødet, mens du skrev. Se ændringen igen, og gem.", code="stale")
        self.found = read(clean_text(data["text"]), list(self.meeting.agenda_items.all()))
        longest = AgendaItem._meta.get_field("title").max_length or 0
        long = [case.listed for case in self.found.cases if len(case.listed.title) > longest]
        if long:
            text = f"Punkt {long[0].order} fylder mere end {longest} tegn. Forkort det, og prøv igen."
            raise ValidationError(text)
        if len(self.found.cases) + (0 if data["remove"] else len(self.found.missing)) > MOST:
            raise ValidationError(f"Et møde kan have {MOST} sager på portalen. Tag nogle ud af teksten.")
        return data
