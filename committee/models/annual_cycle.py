"""The annual cycle: the cases that come back every year."""

from __future__ import annotations

import datetime as dt

from django.contrib import admin
from django.db import models
from django.urls import reverse

from committee.models.law import Provision
from portal.content.records import ContentRecord
from portal.search.index.document import Document
from portal.text import markdown


class AnnualCase(ContentRecord):
    """A case that the committee meets every year, in a quarter or, for a running status, in none."""

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
    kind = models.CharField("art", max_length=20, choices=Kind)
    form = models.CharField("form", max_length=20, choices=Form, blank=True)
    body = models.TextField("hvad det er", help_text="Hvad sagen er, i et par sætninger. Markdown.")
    provisions = models.ManyToManyField(Provision, blank=True, related_name="cases", verbose_name="bestemmelser")

    class Meta:
        ordering = [models.F("quarter").asc(nulls_last=True), "order", "pk"]
        verbose_name = "fast sag"
        verbose_name_plural = "årshjulets faste sager"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quarter__isnull=True) | models.Q(quarter__range=(1, 4)),
                name="case_in_a_quarter",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.when})"

    def get_absolute_url(self) -> str:
        return f"{reverse('committee:year')}#{self.slug}"

    @property
    @admin.display(description="hvornår", ordering="quarter")
    def when(self) -> str:
        """`2. kvartal`, or `årlig status` where no quarter is set."""
        return self.get_quarter_display() if self.quarter else "årlig status"

    def search_document(self) -> Document:
        return Document(
            area="aarshjul",
            title=f"{self.title} ({self.when})",
            address=self.get_absolute_url(),
            group="Årshjul",
            terms=f"{self.get_kind_display()} {self.form} {self.search_words}",
            body=markdown.to_words(self.body),
        )
