"""The guide: chapters and their sections."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property

from portal.content.records import ContentQuerySet, ContentRecord
from portal.models.figures import KeyFigure
from portal.search.index.document import Document
from portal.text import markdown, reading_time


class Chapter(ContentRecord):
    """A chapter of the guide: a page of sections."""

    class Overview(models.TextChoices):
        """The page where the chapter's records stand with all their fields."""

        LADDER = "services:ladder", "Indsatstrappen"
        BUDGET = "budget:overview", "Budget"
        PROCESS = "budget:process", "Budgetprocessen"
        MEETINGS = "committee:plan", "Møder"
        YEAR = "committee:year", "Årshjul"
        OVERSIGHT = "committee:oversight", "Tilsyn"
        LAW = "committee:law_index", "Jura"
        ROLE = "committee:role", "Din rolle"
        ADMINISTRATION = "committee:administration", "Råd og forvaltning"
        FIGURES = "portal:figures", "Nøgletal"

    title = models.CharField("titel", max_length=120)
    slug = models.SlugField("adresse", unique=True, help_text="Fx: din-rolle. Ændres helst aldrig.")
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    lead = models.CharField("indledning", max_length=300, help_text="Én sætning om, hvad kapitlet giver dig.")
    overview = models.CharField("hører til siden", max_length=40, choices=Overview, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "kapitel"
        verbose_name_plural = "kapitler"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portal:chapter", args=[self.slug])

    @cached_property
    def words(self) -> int:
        """How many words its sections have together."""
        return sum(section.words for section in self.sections.all())

    @property
    def reading_time(self) -> str:
        """`4 min.`"""
        return reading_time.shown(self.words)

    def search_document(self) -> Document:
        return Document(
            area="guide",
            title=self.title,
            address=self.get_absolute_url(),
            group="Guide",
            terms=self.search_words,
            body=self.lead,
        )


class SectionQuerySet(ContentQuerySet):
    """Questions that pages ask of the sections."""

    def with_dated_rules(self) -> Self:
        """Sections whose text holds a rule that changes on a day."""
        return self.filter(body__contains="[[regel:").select_related("chapter")


class Section(ContentRecord):
    """A section of a chapter, with its own anchor and place in the search."""

    class Shows(models.TextChoices):
        """The records of a topic's page that stand as a list under the section's text."""

        DUTIES = "pligter", "Pligter"
        RIGHTS = "rettigheder", "Rettigheder"
        CASES = "sager", "Årshjulets sager"
        GENERAL_LAWS = "generelle-love", "Generelle regler"
        SPECIAL_LAWS = "saerlige-love", "Særlig lovgivning"
        OTHER_LAWS = "andre-love", "Andre love"
        PROCESS = "budgetproces", "Budgettets trin"
        BUDGET_LINES = "budgetlinjer", "Budgettets linjer"
        BODIES = "tilsyn", "Tilsynsmyndigheder"
        REPORTINGS = "orienteringer", "Orienteringer til udvalget"
        CENTRES = "centre", "Centre"
        COUNCILS = "raad", "Råd"
        STEP_1 = "trin-1", "Indsatser på trin 1"
        STEP_2 = "trin-2", "Indsatser på trin 2"
        STEP_3 = "trin-3", "Indsatser på trin 3"
        STEP_4 = "trin-4", "Indsatser på trin 4"

    natural_fields = ("chapter__slug", "slug")
    published_within = ("chapter",)
    search_related = ("chapter",)

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="sections", verbose_name="kapitel")
    title = models.CharField("titel", max_length=160)
    slug = models.SlugField("anker", max_length=80, help_text="Sidste led i adressen, efter #.")
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    body = models.TextField("tekst", help_text="Markdown: **fed**, *kursiv*, - liste, [link](/adresse/).")
    figures = models.ManyToManyField(KeyFigure, blank=True, related_name="sections", verbose_name="nøgletal")
    shows = models.CharField(
        "viser også",
        max_length=20,
        choices=Shows,
        blank=True,
        help_text="En liste over det, som en anden side fortæller i sin helhed. Gentag det ikke i teksten.",
    )

    objects = models.Manager.from_queryset(SectionQuerySet)()

    class Meta:
        ordering = ["chapter__order", "order", "pk"]
        verbose_name = "afsnit"
        verbose_name_plural = "afsnit"
        constraints = [models.UniqueConstraint(fields=["chapter", "slug"], name="section_once_a_chapter")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.chapter.get_absolute_url()}#{self.slug}"

    @cached_property
    def words(self) -> int:
        return reading_time.count_words(self.body)

    @property
    def reading_time(self) -> str:
        """`½ min.`"""
        return reading_time.shown(self.words)

    def search_document(self) -> Document:
        return Document(
            area="guide",
            title=self.title,
            address=self.get_absolute_url(),
            group=self.chapter.title,
            terms=self.search_words,
            body=markdown.to_words(self.body),
        )
