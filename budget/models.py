"""The budget: a year's lines and the yearly process."""

from __future__ import annotations

from typing import Self

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse

from committee.models import AnnualCase, Law
from committee.models.meetings import YEARS
from portal.content.records import ContentQuerySet, ContentRecord
from portal.models import Section
from portal.search.index.document import Document
from portal.text import markdown
from portal.text.danish import MONTHS, format_number
from services.models import Service, Step


class BudgetQuerySet(ContentQuerySet):
    """Questions that pages ask of the budgets."""

    def with_lines(self) -> Self:
        """The budgets that hold something to read: those with a published line."""
        return self.filter(lines__in=BudgetLine.objects.published()).distinct()


class Budget(ContentRecord):
    """A year's budget as it is stated."""

    natural_fields = ("year",)

    year = models.PositiveSmallIntegerField("år", unique=True)
    stated_total = models.DecimalField(
        "oplyst i alt", max_digits=8, decimal_places=1, help_text="Mia. kr., som oplyst. Fx 7,8."
    )
    note = models.TextField("om tallene", blank=True, help_text="Markdown.")
    is_from_figure = models.BooleanField(
        "aflæst af en figur",
        default=False,
        help_text="Beløbene er aflæst af en figur i folderen. Det står ved hver linje, som skal bekræftes.",
    )

    objects = models.Manager.from_queryset(BudgetQuerySet)()

    class Meta:
        ordering = ["-year"]
        verbose_name = "budget"
        verbose_name_plural = "budgetter"

    def __str__(self) -> str:
        return f"Budget {self.year}"

    def clean(self) -> None:
        if self.year is not None and self.year not in YEARS:
            raise ValidationError({"year": f"Skriv et år mellem {YEARS.start} og {YEARS.stop - 1}."})

    def get_absolute_url(self) -> str:
        return f"{reverse('budget:overview')}?aar={self.year}"

    def search_document(self) -> Document:
        return Document(
            area="budget",
            title=f"Budget {self.year}: ca. {format_number(self.stated_total)} mia. kr.",
            address=self.get_absolute_url(),
            group="Budget",
            terms=self.search_words,
            body=markdown.to_words(self.note),
        )


class BudgetLineQuerySet(ContentQuerySet):
    """Questions that pages ask of the lines."""

    def with_what_it_pays_for(self) -> Self:
        """Lines with their steps, services and laws."""
        return self.with_published("steps", "services", "laws")


class BudgetLine(ContentRecord):
    """One line of a budget."""

    natural_fields = ("budget__year", "slug")
    published_within = ("budget",)
    search_related = ("budget",)

    class Group(models.TextChoices):
        ADULTS = "voksne", "Voksne"
        CHILDREN = "boern", "Børn"
        SHARED = "tvaergaaende", "Tværgående"

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="lines", verbose_name="budget")
    title = models.CharField("titel", max_length=120)
    slug = models.SlugField("anker", max_length=80)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    amount = models.PositiveIntegerField(
        "beløb",
        help_text="Mio. kr. Fx 2872.",
        validators=[MaxValueValidator(1_000_000, "Beløbet er i mio. kr. og kan højst være 1.000.000.")],
    )
    group = models.CharField("gruppe", max_length=20, choices=Group)
    body = models.TextField("hvad pengene går til", help_text="Markdown.")
    steps = models.ManyToManyField(Step, blank=True, related_name="budget_lines", verbose_name="trin")
    services = models.ManyToManyField(Service, blank=True, related_name="budget_lines", verbose_name="indsatser")
    laws = models.ManyToManyField(Law, blank=True, related_name="budget_lines", verbose_name="love")

    objects = models.Manager.from_queryset(BudgetLineQuerySet)()

    class Meta:
        ordering = ["-budget__year", "order", "pk"]
        verbose_name = "budgetlinje"
        verbose_name_plural = "budgetlinjer"
        constraints = [models.UniqueConstraint(fields=["budget", "slug"], name="line_once_a_budget")]

    def __str__(self) -> str:
        return f"{self.title}: {self.shown_amount}"

    def get_absolute_url(self) -> str:
        return f"{self.budget.get_absolute_url()}#{self.slug}"

    @property
    @admin.display(description="beløb", ordering="amount")
    def shown_amount(self) -> str:
        """`2.872 mio. kr.`"""
        return f"{format_number(self.amount)} mio. kr."

    @property
    def amount_caveat(self) -> str:
        """What stands beside the amount until the secretariat has confirmed it; empty after that."""
        is_unsure = self.budget.is_from_figure and self.confirm_note
        return "Beløbet er aflæst af en figur i folderen." if is_unsure else ""

    def search_document(self) -> Document:
        return Document(
            area="budget",
            title=f"Budget {self.budget.year}: {self.title}, ca. {self.shown_amount}",
            address=self.get_absolute_url(),
            group=str(self.budget),
            terms=self.search_words,
            body=markdown.to_words(self.body),
        )


class ProcessStepQuerySet(ContentQuerySet):
    """Questions that pages ask of the process."""

    def with_reading(self) -> Self:
        """Steps with their cases and sections."""
        return self.with_published("cases", "sections__chapter")

    def stages(self) -> Self:
        """The steps that say where the year stands."""
        return self.filter(is_stage=True)


class ProcessStep(ContentRecord):
    """A stage of the yearly process, seen from the budget year it is about."""

    class Track(models.TextChoices):
        BUDGET = "budget", "Budgettet lægges"
        FOLLOW_UP = "opfoelgning", "Opfølgning i året"
        ACCOUNTS = "regnskab", "Regnskab"
        TRANSFER = "overfoersel", "Overførsel"

    class RelativeYear(models.IntegerChoices):
        BEFORE = -1, "året før budgetåret"
        SAME = 0, "budgetåret"
        AFTER = 1, "året efter budgetåret"

    class Actor(models.TextChoices):
        FINANCE = "oekonomiudvalg", "Økonomiudvalget"
        ADMINISTRATION = "forvaltning", "Forvaltningen"
        COMMITTEE = "udvalg", "Socialudvalget"
        MEMBER = "medlem", "Medlemmerne"
        COUNCIL = "borgerrepraesentation", "Borgerrepræsentationen"
        PARTIES = "parter", "Parterne bag budgettet"

    title = models.CharField("titel", max_length=160)
    slug = models.SlugField("anker", max_length=80, unique=True)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    track = models.CharField("spor", max_length=20, choices=Track)
    relative_year = models.SmallIntegerField("hvilket år", choices=RelativeYear)
    first_month = models.PositiveSmallIntegerField("fra måned", help_text="1 til 12.")
    last_month = models.PositiveSmallIntegerField("til og med måned", help_text="1 til 12.")
    when = models.CharField("hvornår i ord", max_length=100, help_text="Fx inden maj.")
    actor = models.CharField("hvem handler", max_length=30, choices=Actor)
    body = models.TextField("hvad der sker", help_text="Markdown.")
    member_can = models.TextField("det kan du gøre", blank=True)
    is_stage = models.BooleanField(
        "viser hvor året står", default=False, help_text="Disse trin dækker tilsammen året, ét ad gangen."
    )
    cases = models.ManyToManyField(AnnualCase, blank=True, related_name="process_steps", verbose_name="faste sager")
    sections = models.ManyToManyField(Section, blank=True, related_name="process_steps", verbose_name="afsnit")

    objects = models.Manager.from_queryset(ProcessStepQuerySet)()

    class Meta:
        ordering = ["relative_year", "first_month", "order", "pk"]
        verbose_name = "trin i budgetprocessen"
        verbose_name_plural = "budgetprocessen"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_month__range=(1, 12), last_month__range=(1, 12))
                & models.Q(last_month__gte=models.F("first_month")),
                name="process_months_in_order",
                violation_error_message="Månederne går fra 1 til 12, og den sidste ligger ikke før den første.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('budget:process')}#{self.slug}"

    @property
    def months(self) -> str:
        """`september`, `februar-april`."""
        first, last = MONTHS[self.first_month - 1], MONTHS[self.last_month - 1]
        return first if first == last else f"{first}-{last}"

    def search_document(self) -> Document:
        return Document(
            area="budget",
            title=self.title,
            address=self.get_absolute_url(),
            group="Budgetprocessen",
            terms=f"{self.when} {self.months} {self.get_actor_display()} {self.search_words}",
            body=f"{markdown.to_words(self.body)} {self.member_can}",
        )
