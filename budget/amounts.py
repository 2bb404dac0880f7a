"""The amounts of a budget in one table, as the desk types them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from budget.models import Budget, BudgetLine
from portal.text.danish import format_number
from portal.text.danish_fields import DanishDecimalField, DanishIntegerField, override_value


class NumberForm(forms.Form):
    """One number of a record: what is typed, and what stood there when the page was opened.

    What somebody else has saved meanwhile stays where the writer has not touched it; where she has, she is asked once.
    """

    was = forms.DecimalField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Mapping[str, Any] | None, record: Any, name: str, label: str) -> None:
        kind, prefix = record._meta.get_field(name), f"{record._meta.model_name}-{record.pk}"
        self.record, self.name, self.current = record, name, getattr(record, name)
        given = data if data and f"{prefix}-number" in data else None  # a line that was made meanwhile has none
        super().__init__(given, prefix=prefix, initial={"number": self.current, "was": self.current})
        number = DanishDecimalField if isinstance(self.current, Decimal) else DanishIntegerField
        field = kind.formfield(form_class=number, widget=number.widget, label=label)
        field.validators.extend(kind.validators)
        self.fields["number"] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        number, was = cleaned.get("number"), cleaned.get("was")
        if number is not None and was != self.current and number not in (was, self.current):
            override_value(self, "was", str(self.current))
            shown = format_number(self.current)
            self.add_error("number", f"En anden har rettet tallet til {shown}, mens du skrev. Ret til, og gem igen.")
        return cleaned

    @property
    def is_typed(self) -> bool:
        """The writer has put another number here."""
        number = self.cleaned_data.get("number") if self.is_bound else None
        return number is not None and number not in (self.current, self.cleaned_data.get("was"))

    def save(self) -> None:
        setattr(self.record, self.name, self.cleaned_data["number"])
        self.record.save()


class AmountsForm:
    """The stated total of a budget and the amount of each of its lines."""

    def __init__(self, data: Mapping[str, Any] | None, budget: Budget, lines: Iterable[BudgetLine]) -> None:
        self.total = NumberForm(data, budget, "stated_total", f"{budget}: oplyst i alt, mia. kr.")
        self.lines = [NumberForm(data, line, "amount", f"{line.title}, mio. kr.") for line in lines]
        self.forms = [self.total, *self.lines]

    def is_valid(self) -> bool:
        """Whether all that was typed can be saved; every number is looked at, so that each has its sentence."""
        return not [form for form in self.forms if form.is_bound and not form.is_valid()]

    def save(self) -> int:
        """Save what was typed; return how many numbers that is."""
        typed = [form for form in self.forms if form.is_typed]
        for form in typed:
            form.save()
        return len(typed)
