"""Who is done with what, when a new year is prepared."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class YearMark(models.Model):
    """Something about a coming year that somebody is done with: a step of the list, or a text that may stay."""

    year = models.PositiveSmallIntegerField("år")
    item = models.CharField("hvad", max_length=160)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="hvem"
    )
    done_at = models.DateTimeField("hvornår")

    class Meta:
        ordering = ["year", "item"]
        verbose_name = "færdig med det nye år"
        verbose_name_plural = "færdig med det nye år"
        constraints = [models.UniqueConstraint(fields=["year", "item"], name="marked_once_a_year")]

    def __str__(self) -> str:
        return f"{self.year}: {self.item}"
