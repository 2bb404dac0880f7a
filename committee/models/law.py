"""The law: acts, their provisions and the themes that run across them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.urls import reverse

from portal.content.records import ContentQuerySet, ContentRecord
from portal.models import KeyFigure
from portal.search.index.document import Document
from portal.text import markdown


class LawThemeQuerySet(ContentQuerySet):
    """Questions that pages ask of the themes."""

    def of_provisions(self) -> Self:
        """The themes that some provision has."""
        return self.filter(provisions__in=Provision.objects.published()).distinct()


class LawTheme(ContentRecord):
    """A question that several acts answer: secrecy, access to files, help for adults."""

    name = models.CharField("navn", max_length=80, unique=True)
    slug = models.SlugField("nøgle", unique=True)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)

    objects = models.Manager.from_queryset(LawThemeQuerySet)()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "juridisk tema"
        verbose_name_plural = "juridiske temaer"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('committee:law_index')}?tema={self.slug}"


class LawQuerySet(ContentQuerySet):
    """Questions that pages ask of the acts."""

    def with_themes(self) -> Self:
        """Acts with their provisions and the themes of those."""
        return self.with_published("provisions__themes")

    def with_uses(self) -> Self:
        """Acts with their provisions, and with the figures, the services and the other uses of those."""
        return self.with_published(
            *(f"provisions__{name}" for name in ("figures", "services", "cases", "rights", "duties", "bodies"))
        )

    def with_any_provision(self) -> Self:
        """The acts that have a provision."""
        return self.filter(provisions__in=Provision.objects.published()).distinct()


class Law(ContentRecord):
    """An act, with what it is for."""

    class Group(models.TextChoices):
        GENERAL = "generel", "Generelle regler"
        SPECIAL = "saerlig", "Særlig lovgivning på socialområdet"
        NAMED = "naevnt", "Andre love, der sætter rammer"

    title = models.CharField("titel", max_length=120, help_text="Som den omtales, fx Serviceloven.")
    slug = models.SlugField("adresse", unique=True)
    official_title = models.CharField("officiel titel", max_length=160, blank=True)
    abbreviation = models.CharField("forkortelse", max_length=20, blank=True, help_text="Fx SEL.")
    group = models.CharField("gruppe", max_length=20, choices=Group)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    purpose = models.CharField("formål", max_length=400, help_text="Én eller to sætninger.")
    body = models.TextField("indhold", blank=True, help_text="Markdown.")

    objects = models.Manager.from_queryset(LawQuerySet)()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "lov"
        verbose_name_plural = "love"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("committee:law", args=[self.slug])

    def provisions_on(self, theme: str) -> list[Provision]:
        """Return the provisions that have the theme with this slug."""
        return [
            provision
            for provision in self.provisions.all()
            if any(found.slug == theme for found in provision.themes.all())
        ]

    def search_document(self) -> Document:
        official = f" ({self.official_title})" if self.official_title else ""
        return Document(
            area="jura",
            title=f"{self.title}{official}",
            address=self.get_absolute_url(),
            group=self.get_group_display(),
            terms=f"{self.abbreviation} {self.search_words}",
            body=f"{self.purpose} {markdown.to_words(self.body)}",
        )


class Provision(ContentRecord):
    """What an act says on one point, with or without its paragraph."""

    natural_fields = ("law__slug", "slug")
    published_within = ("law",)
    name_related = search_related = ("law",)
    search_prefetch = ("themes",)

    law = models.ForeignKey(Law, on_delete=models.CASCADE, related_name="provisions", verbose_name="lov")
    slug = models.SlugField("anker", max_length=80)
    paragraph = models.CharField("paragraf", max_length=40, blank=True, help_text="Fx § 85 a. Tom, når ingen nævnes.")
    title = models.CharField("titel", max_length=160, help_text="Fx Partshøring eller Midlertidigt botilbud.")
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    body = models.TextField("indhold", help_text="Markdown.")
    themes = models.ManyToManyField(LawTheme, blank=True, related_name="provisions", verbose_name="temaer")
    figures = models.ManyToManyField(KeyFigure, blank=True, related_name="provisions", verbose_name="nøgletal")

    class Meta:
        ordering = ["law__order", "order", "pk"]
        verbose_name = "bestemmelse"
        verbose_name_plural = "bestemmelser"
        constraints = [models.UniqueConstraint(fields=["law", "slug"], name="provision_once_a_law")]

    def __str__(self) -> str:
        return f"{self.law} {self.paragraph}: {self.title}" if self.paragraph else f"{self.law}: {self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.law.get_absolute_url()}#{self.slug}"

    @property
    def uses(self) -> list[ContentRecord]:
        """Return the cases, rights, duties and supervisory bodies that rest on it."""
        return [*self.cases.all(), *self.rights.all(), *self.duties.all(), *self.bodies.all()]

    @property
    def citation(self) -> str:
        """`SEL § 107`, or the act's name where no paragraph is named."""
        return f"{self.law.abbreviation or self.law.title} {self.paragraph}".strip()

    def search_document(self) -> Document:
        short = f" ({self.law.abbreviation})" if self.law.abbreviation else ""
        title = f"{self.law.title}{short} {self.paragraph}: {self.title}" if self.paragraph else self.title
        return Document(
            area="jura",
            title=title,
            address=self.get_absolute_url(),
            group=self.law.title,
            themes=tuple(theme.slug for theme in self.themes.all()),
            terms=f"{self.paragraph} {self.law.abbreviation} {self.search_words}",
            body=markdown.to_words(self.body),
        )
