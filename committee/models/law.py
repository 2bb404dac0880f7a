"""The law: acts, their provisions and the themes that run across them."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from portal import markdown
from portal.addresses import address
from portal.content import ContentQuerySet, ContentRecord
from portal.models import KeyFigure
from portal.search.document import Document


class LawTheme(ContentRecord):
    """A question that several acts answer: secrecy, access to files, help for adults."""

    name = models.CharField("navn", max_length=80, unique=True)
    slug = models.SlugField("nøgle", unique=True)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "juridisk tema"
        verbose_name_plural = "juridiske temaer"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{address('committee:law_index')}?tema={self.slug}"


class LawQuerySet(ContentQuerySet):
    """Questions that pages ask of the acts."""

    def with_provisions(self) -> Self:
        """Acts with their provisions (`rules`) and the themes of those (`about`) as lists: three queries."""
        provisions = Provision.objects.only("law", "title", "slug", "paragraph", "source_page", "modified_at")
        themes = models.Prefetch("themes", LawTheme.objects.only("name", "slug", "order"), "about")
        return self.prefetch_related(models.Prefetch("provisions", provisions.prefetch_related(themes), "rules"))


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
    rules: list[Provision]

    objects = models.Manager.from_queryset(LawQuerySet)()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "lov"
        verbose_name_plural = "love"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("committee:law", self.slug)

    def provisions_on(self, theme: str) -> list[Provision]:
        """The provisions of a theme, by its slug; reads what `with_provisions` has fetched."""
        return [rule for rule in self.rules if any(of.slug == theme for of in rule.about)]

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


class ProvisionQuerySet(ContentQuerySet):
    """Questions that pages ask of the provisions."""

    def of(self, law: str) -> Self:
        """The provisions of an act, by its slug."""
        return self.filter(law__slug=law)

    def by_right_and_duty(self) -> tuple[dict[int, list[Provision]], dict[int, list[Provision]]]:
        """The provisions that each of the member's rights and each duty rests on, with their acts: one query."""
        named = models.Q(rights__isnull=False) | models.Q(duties__isnull=False)
        rights: dict[int, list[Provision]] = {}
        duties: dict[int, list[Provision]] = {}
        for provision in (
            self.filter(named).select_related("law").annotate(right=models.F("rights"), duty=models.F("duties"))
        ):
            for owners, key in ((rights, provision.right), (duties, provision.duty)):
                if key is not None and provision not in owners.setdefault(key, []):
                    owners[key].append(provision)
        return rights, duties

    def laws_and_themes(self) -> tuple[dict[str, str], dict[str, str]]:
        """The acts and the themes of the provisions, slug to name in their orders: one query."""
        rows = self.values_list(
            "law__order", "law__slug", "law__title", "themes__order", "themes__slug", "themes__name"
        ).order_by()
        laws = sorted({row[:3] for row in rows})
        themes = sorted({row[3:] for row in rows if row[4]})
        return {slug: title for _, slug, title in laws}, {slug: name for _, slug, name in themes}

    def with_what_it_carries(self, services: models.QuerySet[Any, Any]) -> Self:
        """Provisions with act, figures (`numbers`) and what they carry of the services (`carried`): three queries."""
        carried = models.Prefetch("services", services, "carried")
        return self.select_related("law").prefetch_related(models.Prefetch("figures", to_attr="numbers"), carried)


class Provision(ContentRecord):
    """What an act says on one point, with or without its paragraph."""

    natural_fields = ("law__slug", "slug")
    link_fields = ("paragraph", "title", "slug", "law__title", "law__slug", "law__abbreviation", "law__order")
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
    about: list[LawTheme]

    objects = models.Manager.from_queryset(ProvisionQuerySet)()

    class Meta:
        ordering = ["law__order", "order", "pk"]
        verbose_name = "bestemmelse"
        verbose_name_plural = "bestemmelser"
        constraints = [models.UniqueConstraint(fields=["law", "slug"], name="provision_once_a_law")]

    def __str__(self) -> str:
        return f"{self.law} {self.paragraph}: {self.title}" if self.paragraph else f"{self.law}: {self.title}"

    def get_absolute_url(self) -> str:
        return f"{self.law.get_absolute_url()}#{self.slug}"

    @classmethod
    def with_law(cls, to_attr: str | None = None) -> models.Prefetch:
        """A record's provisions with their acts, as links to them: one query. A list where `to_attr` names it."""
        return models.Prefetch("provisions", cls.objects.as_links(), to_attr)

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
