"""Key figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import admin
from django.db import models
from django.urls import reverse

from portal.content.records import ContentRecord
from portal.search.index.document import Document
from portal.text.danish import format_number


class KeyFigure(ContentRecord):
    """A figure with its unit, its year and how exact it is."""

    class Precision(models.TextChoices):
        EXACT = "", "præcist"
        ABOUT = "ca.", "ca."
        ALMOST = "knap", "knap"
        OVER = "over", "over"

    title = models.CharField("titel", max_length=160, help_text="Fx: Børn og unge anbragt uden for hjemmet.")
    slug = models.SlugField("anker", max_length=80, unique=True)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    precision = models.CharField("præcision", max_length=10, choices=Precision, blank=True)
    value = models.DecimalField("værdi", max_digits=14, decimal_places=2, null=True, blank=True)
    value_text = models.CharField(
        "værdi i ord", max_length=60, blank=True, help_text="Kun når værdien ikke er et tal. Fx: halvdelen."
    )
    unit = models.CharField("enhed", max_length=60, blank=True, help_text="Fx: mio. kr., borgere, dage.")
    year = models.CharField("år", max_length=20, blank=True, help_text="Fx: 2024 eller 2025-2029.")
    previous_value = models.DecimalField("før", max_digits=14, decimal_places=2, null=True, blank=True)
    previous_year = models.CharField("år for før", max_length=20, blank=True)
    part_of = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="parts", verbose_name="del af"
    )
    explanation = models.TextField("forklaring", help_text="Hvad tallet tæller, i én eller to sætninger.")
    origin = models.CharField("kilde", max_length=160, blank=True, help_text="Fx: VIVEs hjemløsetælling 2024.")

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "nøgletal"
        verbose_name_plural = "nøgletal"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value__isnull=False) | ~models.Q(value_text=""),
                name="figure_has_a_value",
                violation_error_message="Skriv en værdi, enten som tal eller i ord.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.shown_value}: {self.title}"

    def get_absolute_url(self) -> str:
        return f"{reverse('portal:figures')}#{self.slug}"

    @property
    def shown_number(self) -> str:
        """`2.872` or `halvdelen`."""
        return self.value_text if self.value is None else format_number(self.value)

    @property
    @admin.display(description="tal", ordering="value")
    def shown_value(self) -> str:
        """`ca. 7.000 fuldtidsmedarbejdere`."""
        return " ".join(filter(None, [self.precision, self.shown_number, self.unit]))

    @property
    def change(self) -> str:
        """`fra 850 til 766 dage` where the figure has a value before."""
        if self.previous_value is None:
            return ""
        return f"fra {format_number(self.previous_value)} til {self.shown_number} {self.unit}".rstrip()

    def search_document(self) -> Document:
        return Document(
            area="noegletal",
            title=f"{self.title}: {self.change or self.shown_value}",
            address=self.get_absolute_url(),
            group="Nøgletal",
            terms=f"{self.search_words} {self.year} {self.unit}",
            body=f"{self.explanation} {self.origin}",
        )


@dataclass(frozen=True)
class FigureWithParts:
    """A figure and the figures that it is made up of."""

    figure: KeyFigure
    parts: list[KeyFigure]

    @property
    def sum_of_parts(self) -> int:
        return sum(int(part.value or 0) for part in self.parts)

    @property
    def adds_up(self) -> bool:
        """The parts make up the whole exactly."""
        return bool(self.parts) and self.figure.value == self.sum_of_parts


def with_parts(figures: Iterable[KeyFigure]) -> list[FigureWithParts]:
    """Return the figures that are no part of another, each with its parts, in their order."""
    figures = list(figures)
    keys = {figure.pk for figure in figures}
    return [
        FigureWithParts(figure, [part for part in figures if part.part_of_id == figure.pk])
        for figure in figures
        if figure.part_of_id not in keys
    ]
