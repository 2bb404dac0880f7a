"""The services ladder: its steps, the services on them and whom they are for."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from committee.models import Centre, Provision
from portal.content.records import ContentRecord
from portal.models import KeyFigure
from portal.search.index.document import Document
from portal.text import markdown


class Step(ContentRecord):
    """A step of the ladder, from the least to the most intrusive."""

    natural_fields = ("number",)

    number = models.PositiveSmallIntegerField("trin", unique=True)
    title = models.CharField("titel", max_length=120)
    slug = models.SlugField("anker", unique=True)
    summary = models.CharField("i én sætning", max_length=300)
    body = models.TextField("tekst", help_text="Markdown.")

    class Meta:
        ordering = ["number"]
        verbose_name = "trin på indsatstrappen"
        verbose_name_plural = "indsatstrappens trin"

    def __str__(self) -> str:
        return f"Trin {self.number}: {self.title}"

    def get_absolute_url(self) -> str:
        return f"{reverse('services:ladder')}#{self.slug}"

    def search_document(self) -> Document:
        return Document(
            area="indsatser",
            title=f"{self.title} (trin {self.number} på indsatstrappen)",
            address=self.get_absolute_url(),
            group="Indsatstrappen",
            terms=self.search_words,
            body=f"{self.summary} {markdown.to_words(self.body)}",
        )


class TargetGroup(ContentRecord):
    """People that services are for."""

    class Age(models.TextChoices):
        CHILDREN = "boern", "børn og unge"
        YOUNG = "unge", "unge voksne"
        ADULTS = "voksne", "voksne"
        ALL = "alle", "alle aldre"

    name = models.CharField("navn", max_length=120, unique=True)
    slug = models.SlugField("nøgle", unique=True)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    age = models.CharField("alder", max_length=10, choices=Age)
    body = models.TextField("hvem det er")

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "målgruppe"
        verbose_name_plural = "målgrupper"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('services:ladder')}?gruppe={self.slug}"


class Service(ContentRecord):
    """A service or an offer on the ladder."""

    published_within = ("step",)
    search_related = ("step", "centre")
    search_prefetch = ("provisions__law",)

    class Status(models.TextChoices):
        RUNNING = "i-drift", "i drift"
        STARTING = "under-etablering", "under etablering"
        CONSIDERED = "under-afklaring", "mulighed, der undersøges"

    name = models.CharField("navn", max_length=120)
    slug = models.SlugField("adresse", max_length=80, unique=True)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="services", verbose_name="trin")
    in_between = models.BooleanField(
        "mellem to trin", default=False, help_text="Står mellem sit trin og det næste på trappen."
    )
    status = models.CharField("status", max_length=20, choices=Status, default=Status.RUNNING)
    status_note = models.CharField("om status", max_length=200, blank=True)
    purpose = models.CharField("formål", max_length=400)
    audience = models.CharField("hvem det er for", max_length=400)
    body = models.TextField("beskrivelse", help_text="Markdown.")
    groups = models.ManyToManyField(TargetGroup, related_name="services", verbose_name="målgrupper")
    centre = models.ForeignKey(
        Centre, on_delete=models.SET_NULL, null=True, blank=True, related_name="services", verbose_name="center"
    )
    run_by = models.CharField(
        "drives af", max_length=160, blank=True, help_text="Når det ikke er et center. Fx en anden forvaltning."
    )
    provisions = models.ManyToManyField(Provision, blank=True, related_name="services", verbose_name="bestemmelser")
    figures = models.ManyToManyField(KeyFigure, blank=True, related_name="services", verbose_name="nøgletal")

    class Meta:
        ordering = ["step__number", "in_between", "order", "pk"]
        verbose_name = "indsats"
        verbose_name_plural = "indsatser"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("services:service", args=[self.slug])

    @property
    def short_name(self) -> str:
        """The name before its dash: `LØFT`."""
        return self.name.partition(" – ")[0]

    def search_document(self) -> Document:
        provisions = [
            provision for provision in self.provisions.all() if provision.paragraph and provision.is_published
        ]
        paragraphs = ", ".join(provision.citation for provision in provisions)
        run_by = self.centre if self.centre and self.centre.is_published else self.run_by
        return Document(
            area="indsatser",
            title=f"{self.name} ({paragraphs})" if paragraphs else self.name,
            address=self.get_absolute_url(),
            group=self.step.title,
            terms=f"{self.search_words} {self.get_status_display()}",
            body=f"{self.purpose} {self.audience} {markdown.to_words(self.body)} {run_by}",
        )
