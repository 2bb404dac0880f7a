"""The municipality's school holidays, which the secretariat enters: they follow no rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from portal.text.clean_model import CleanTextModel
from portal.text.danish import short_date


class SchoolHolidayQuerySet(models.QuerySet["SchoolHoliday"]):
    """Questions that a plan asks of the school holidays."""

    def of_year(self, year: int) -> Self:
        """The holidays that have a day in the year."""
        return self.filter(first_day__lte=dt.date(year, 12, 31), last_day__gte=dt.date(year, 1, 1))

    def around(self, days: Collection[dt.date]) -> Self:
        """The holidays that have a day between the first and the last of the days; none without any."""
        return self.filter(first_day__lte=max(days), last_day__gte=min(days)) if days else self.none()


class SchoolHoliday(CleanTextModel):
    """Days on which the schools are closed, the first and the last included."""

    natural_fields = ("name", "first_day")

    name = models.CharField("navn", max_length=60, help_text="Fx Efterårsferie.")
    first_day = models.DateField("første dag")
    last_day = models.DateField("sidste dag")

    objects = models.Manager.from_queryset(SchoolHolidayQuerySet)()

    class Meta:
        ordering = ["first_day", "name"]
        verbose_name = "skoleferie"
        verbose_name_plural = "skoleferier"
        constraints = [
            models.UniqueConstraint(fields=["name", "first_day"], name="school_holiday_once"),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="school_holiday_ends_after_it_starts",
                violation_error_message="Ferien slutter, før den begynder.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {short_date(self.first_day)} - {short_date(self.last_day)}"

    def clean(self) -> None:
        if self.first_day and self.last_day and (self.last_day - self.first_day).days > 100:
            raise ValidationError({"last_day": "Ferien er over 100 dage lang. Se, om årstallet er rigtigt."})

    def includes(self, day: dt.date) -> bool:
        return self.first_day <= day <= self.last_day
