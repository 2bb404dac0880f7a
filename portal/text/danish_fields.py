"""Form fields that take dates, times and numbers as Danish staff write them, and forms that are shown again."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.text import danish
from portal.text.cleaning import clean_line


def override_value(form: forms.BaseForm, name: str, value: str) -> None:
    """Let the bound form that is shown again hold `value` in place of the submitted one."""
    data: Any = form.data
    data = data.copy()
    data[form.add_prefix(name)] = value
    form.data = data


class DanishDateField(forms.DateField):
    """A day, typed: `25. februar 2026`, `25.2.2026`, `25-02-2026`."""

    widget = forms.DateInput(format="%d.%m.%Y", attrs={"class": "short", "autocomplete": "off"})

    def __init__(self, *, year: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Fx 25. februar 2026 eller 25.2.2026.")
        kwargs["widget"] = self.widget
        super().__init__(**kwargs)
        self.year = year
        """The year of a day that is typed without one; None where the year must be typed."""

    def to_python(self, value: Any) -> dt.date | None:
        if isinstance(value, str) and (value := clean_line(value)):
            try:
                return danish.parse_date(value, self.year)
            except ValueError as error:
                raise ValidationError(str(error), code="invalid") from None
        return super().to_python(value)


class DanishTimeField(forms.TimeField):
    """A wall-clock time, typed: `16.30`, `16:30`."""

    widget = forms.TimeInput(format="%H.%M", attrs={"class": "short", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Fx 16.30.")
        kwargs["widget"] = self.widget
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> dt.time | None:
        if isinstance(value, str) and (value := clean_line(value)):
            try:
                return danish.parse_time(value)
            except ValueError as error:
                raise ValidationError(str(error), code="invalid") from None
        return super().to_python(value)


class DanishNumber:
    """A number, typed: `2.872`, `7,8`. Elsewhere `3.000` is three, and here it is three thousand."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and (value := clean_line(value)):
            try:
                value = f"{danish.parse_number(value):f}"
            except ValueError as error:
                raise ValidationError(str(error), code="invalid") from None
        return super().to_python(value)  # type: ignore[misc]  # a mixin of Field

    def prepare_value(self, value: Any) -> Any:
        return danish.format_number(value).replace(".", "") if isinstance(value, int | Decimal) else value


class DanishIntegerField(DanishNumber, forms.IntegerField):
    """A whole number."""

    widget = forms.TextInput(attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"})


class DanishDecimalField(DanishNumber, forms.DecimalField):
    """A number with decimals."""

    widget = forms.TextInput(attrs={"class": "short", "inputmode": "decimal", "autocomplete": "off"})
