"""Oversight: who watches the administration, with what powers, and what of it reaches the committee."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.urls import reverse

from committee.models.law import Provision
from portal.content.records import ContentQuerySet, ContentRecord
from portal.search.index.document import Document
from portal.text import markdown


class OversightSubject(ContentRecord):
    """Something that is watched: housing, working environment, medicine, accounts."""

    name = models.CharField("navn", max_length=80, unique=True, help_text="Fx Botilbud.")
    slug = models.SlugField("nøgle", unique=True)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "tilsynsemne"
        verbose_name_plural = "tilsynsemner"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('committee:oversight')}?emne={self.slug}"


class SupervisoryBodyQuerySet(ContentQuerySet):
    """Questions that pages ask of the bodies."""

    def with_reports(self) -> Self:
        """Bodies with what they watch and report."""
        return self.with_published("part_of", "subjects", "reportings")

    def with_parts(self) -> Self:
        """Bodies with their units, powers, reports and provisions."""
        return self.with_published("part_of", "units", "powers", "reportings", "provisions__law")


class SupervisoryBody(ContentRecord):
    """A body that watches the administration, or a unit of one."""

    search_related = ("part_of",)

    name = models.CharField("navn", max_length=120)
    slug = models.SlugField("adresse", unique=True)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="units", verbose_name="enhed under"
    )
    watches = models.CharField("ansvarsområde", max_length=300)
    body = models.TextField("om tilsynet", help_text="Markdown.")
    complaints = models.TextField("klager", blank=True, help_text="Kan borgerne klage hertil, og over hvad?")
    reports_nothing = models.CharField(
        "når udvalget ikke hører noget fast",
        max_length=300,
        blank=True,
        help_text="Vises uden orienteringer.",
    )
    subjects = models.ManyToManyField(OversightSubject, blank=True, related_name="bodies", verbose_name="tilsynsemner")
    provisions = models.ManyToManyField(Provision, blank=True, related_name="bodies", verbose_name="bestemmelser")

    objects = models.Manager.from_queryset(SupervisoryBodyQuerySet)()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "tilsynsmyndighed"
        verbose_name_plural = "tilsynsmyndigheder"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committee:body", args=[self.slug])

    def search_document(self) -> Document:
        return Document(
            area="tilsyn",
            title=self.name,
            address=self.get_absolute_url(),
            group=self.part_of.name if self.part_of and self.part_of.is_published else "Tilsyn",
            terms=f"{self.watches} {self.search_words}",
            body=f"{self.watches} {markdown.to_words(self.body)} {self.complaints}",
        )


class SupervisoryPower(ContentRecord):
    """What a body can do: an order, tightened supervision, criticism."""

    natural_fields = ("supervisory_body__slug", "slug")
    published_within = ("supervisory_body",)
    name_related = search_related = ("supervisory_body",)

    supervisory_body = models.ForeignKey(
        SupervisoryBody, on_delete=models.CASCADE, related_name="powers", verbose_name="tilsynsmyndighed"
    )
    title = models.CharField("titel", max_length=160, help_text="Fx Påbud og skærpet tilsyn.")
    slug = models.SlugField("anker", max_length=80)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    body = models.TextField("tekst", help_text="Markdown.")

    class Meta:
        ordering = ["supervisory_body__order", "order", "pk"]
        verbose_name = "tilsynets mulighed"
        verbose_name_plural = "tilsynenes muligheder"
        constraints = [models.UniqueConstraint(fields=["supervisory_body", "slug"], name="power_once_a_body")]

    def __str__(self) -> str:
        return f"{self.supervisory_body}: {self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.supervisory_body.get_absolute_url()}#{self.slug}"

    def search_document(self) -> Document:
        return Document(
            area="tilsyn",
            title=self.title,
            address=self.get_absolute_url(),
            group=self.supervisory_body.name,
            terms=self.search_words,
            body=markdown.to_words(self.body),
        )


class Reporting(ContentRecord):
    """What of a body's work reaches the committee, how often and how."""

    natural_fields = ("supervisory_body__slug", "slug")
    published_within = ("supervisory_body",)
    name_related = search_related = ("supervisory_body",)

    supervisory_body = models.ForeignKey(
        SupervisoryBody, on_delete=models.CASCADE, related_name="reportings", verbose_name="tilsynsmyndighed"
    )
    title = models.CharField("titel", max_length=160, help_text="Fx Tilsynsrapporter med påbud.")
    slug = models.SlugField("anker", max_length=80)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    what = models.TextField("hvad udvalget orienteres om")
    frequency = models.CharField("hvor ofte", max_length=160, help_text="Fx to gange om året.")
    channel = models.CharField("hvordan", max_length=160, help_text="Fx oversigt over tilsynssager.")
    days_to_committee = models.PositiveSmallIntegerField(
        "frist i dage", null=True, blank=True, help_text="Fx 21, når rapporten skal for udvalget inden for tre uger."
    )
    body = models.TextField("mere", blank=True, help_text="Markdown.")

    class Meta:
        ordering = ["supervisory_body__order", "order", "pk"]
        verbose_name = "orientering til udvalget"
        verbose_name_plural = "orienteringer til udvalget"
        constraints = [models.UniqueConstraint(fields=["supervisory_body", "slug"], name="reporting_once_a_body")]

    def __str__(self) -> str:
        return f"{self.supervisory_body}: {self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.supervisory_body.get_absolute_url()}#{self.slug}"

    def search_document(self) -> Document:
        return Document(
            area="tilsyn",
            title=self.title,
            address=self.get_absolute_url(),
            group=self.supervisory_body.name,
            terms=f"{self.frequency} {self.channel} {self.search_words}",
            body=f"{self.what} {markdown.to_words(self.body)}",
        )
