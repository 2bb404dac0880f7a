"""The annual cycle: the cases that come back every year."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.contrib import admin
from django.db import models
from django.urls import reverse

from committee.models.law import Provision
from portal.content.records import ContentQuerySet, ContentRecord
from portal.search.index.document import Document
from portal.text import markdown


class AnnualCaseQuerySet(ContentQuerySet):
    """Questions that pages ask of the cases."""

    def in_year(self, year: int) -> Self:
        """The cases of the year's cycle."""
        begun = models.Q(from_year__isnull=True) | models.Q(from_year__lte=year)
        return self.filter(begun, models.Q(to_year__isnull=True) | models.Q(to_year__gte=year))


class AnnualCase(ContentRecord):
    """A case that the committee meets every year, in a quarter or, for a running status, in none.

    A case that differs from year to year is a record for each stretch of years.
    """

    class Quarter(models.IntegerChoices):
        FIRST = 1, "1. kvartal"
        SECOND = 2, "2. kvartal"
        THIRD = 3, "3. kvartal"
        FOURTH = 4, "4. kvartal"

        @classmethod
        def of(cls, day: dt.date) -> AnnualCase.Quarter:
            """The quarter that the day lies in."""
            return cls((day.month + 2) // 3)

    class Kind(models.TextChoices):
        BUDGET = "budget", "Budget og regnskab"
        REPORT = "afrapportering", "Faste afrapporteringer"
        OTHER = "drift", "Øvrige sager"

    class Form(models.TextChoices):
        UNSAID = "", "ikke oplyst"
        ORAL = "mundtlig", "mundtlig"
        WRITTEN = "skriftlig", "skriftlig"

    title = models.CharField("titel", max_length=160)
    slug = models.SlugField("anker", max_length=100, unique=True)
    quarter = models.PositiveSmallIntegerField(
        "kvartal", choices=Quarter, null=True, blank=True, help_text="Tomt for en status uden fast kvartal."
    )
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    from_year = models.PositiveSmallIntegerField(
        "fra år", null=True, blank=True, help_text="Tomt, når sagen ikke begynder i et bestemt år. Fx 2027."
    )
    to_year = models.PositiveSmallIntegerField(
        "til og med år", null=True, blank=True, help_text="Tomt, når sagen bliver ved. Det samme år for et enkelt år."
    )
    kind = models.CharField("art", max_length=20, choices=Kind)
    form = models.CharField("form", max_length=20, choices=Form, blank=True)
    body = models.TextField("hvad det er", help_text="Hvad sagen er, i et par sætninger. Markdown.")
    provisions = models.ManyToManyField(Provision, blank=True, related_name="cases", verbose_name="bestemmelser")

    objects = models.Manager.from_queryset(AnnualCaseQuerySet)()

    class Meta:
        ordering = [models.F("quarter").asc(nulls_last=True), "order", "pk"]
        verbose_name = "fast sag"
        verbose_name_plural = "årshjulets faste sager"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quarter__isnull=True) | models.Q(quarter__range=(1, 4)),
                name="case_in_a_quarter",
            ),
            models.CheckConstraint(
                condition=models.Q(from_year__isnull=True)
                | models.Q(to_year__isnull=True)
                | models.Q(to_year__gte=models.F("from_year")),
                name="case_years_in_order",
                violation_error_message="Det sidste år ligger ikke før det første.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.when})"

    def get_absolute_url(self) -> str:
        year = self.to_year or self.from_year
        return f"{reverse('committee:year')}{f'?aar={year}' if year else ''}#{self.slug}"

    def is_in(self, year: int) -> bool:
        """Whether the case belongs to the year's cycle."""
        return (self.from_year or year) <= year <= (self.to_year or year)

    @property
    def years(self) -> str:
        """`kun 2026`, `2026-2027`, `fra 2027`, `til og med 2026`; empty for a case of every year."""
        if self.from_year and self.to_year:
            return f"kun {self.to_year}" if self.from_year == self.to_year else f"{self.from_year}-{self.to_year}"
        if self.to_year:
            return f"til og med {self.to_year}"
        return f"fra {self.from_year}" if self.from_year else ""

    @property
    @admin.display(description="hvornår", ordering="quarter")
    def when(self) -> str:
        """`2. kvartal`, or `årlig status` where no quarter is set; with its years where they are not all."""
        quarter = self.get_quarter_display() if self.quarter else "årlig status"
        return f"{quarter}, {self.years}" if self.years else quarter

    def search_document(self) -> Document:
        return Document(
            area="aarshjul",
            title=f"{self.title} ({self.when})",
            address=self.get_absolute_url(),
            group="Årshjul",
            terms=f"{self.get_kind_display()} {self.form} {self.search_words}",
            body=markdown.to_words(self.body),
        )
