"""The committee itself, the administration's centres and the advisory councils."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.urls import reverse

from committee.papers import agenda_pattern
from portal.content.records import ContentRecord
from portal.models import Section
from portal.search.index.document import Document
from portal.text import markdown
from portal.text.phones import phone_number


class Committee(ContentRecord):
    """The committee that the portal welcomes to. There is one; templates take every name from it."""

    name = models.CharField("navn", max_length=100)
    slug = models.SlugField("nøgle", unique=True)
    municipality = models.CharField("kommune", max_length=100)
    administration = models.CharField("forvaltning", max_length=100)
    administration_short = models.CharField("forvaltningens forkortelse", max_length=20, blank=True)
    term_start = models.PositiveSmallIntegerField("perioden begynder", help_text="Første år, fx 2026.")
    term_end = models.PositiveSmallIntegerField("perioden slutter", help_text="Sidste år, fx 2029.")
    place = models.CharField("mødested", max_length=160)
    welcome_by = models.CharField(
        "folderens hilsen er fra",
        max_length=100,
        blank=True,
        help_text="Den, der skrev velkomstfolderens hilsen. Guiden sammenfatter hilsenen og bruger ingen underskrift.",
    )
    welcome_title = models.CharField("titel på den, hilsenen er fra", max_length=100, blank=True)
    secretariat = models.CharField(
        "sekretariatets navn",
        max_length=160,
        blank=True,
        help_text="Fx Udvalgssekretariatet. Står nederst på hver side.",
    )
    secretariat_email = models.EmailField("sekretariatets e-mail", blank=True)
    secretariat_phone = models.CharField(
        "sekretariatets telefon", max_length=20, blank=True, validators=[phone_number], help_text="Fx 33 12 34 56."
    )
    agenda_pattern = models.CharField(
        "mønster for dagsordenernes adresser",
        max_length=300,
        blank=True,
        validators=[agenda_pattern],
        help_text=(
            "{år}, {måned} og {dag} bliver til mødets dato i cifre, fx https://www.example.dk/{år}-{måned}-{dag}. "
            "Adressen foreslås i mødets formular. Medlemmerne ser den først, når den er skrevet ind på mødet."
        ),
    )

    class Meta:
        ordering = ["-term_start"]
        verbose_name = "udvalg"
        verbose_name_plural = "udvalget"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(term_end__gte=models.F("term_start")),
                name="committee_term_in_order",
                violation_error_message="Perioden slutter, før den begynder.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Committee | None:
        """Return the committee of the newest term; None in an empty database."""
        return cls.objects.published().first()

    @property
    def unknown_of_secretariat(self) -> list[str]:
        """What members need to reach the secretariat, and the portal has not been told; in the words of a sentence."""
        told = (("navn", self.secretariat), ("e-mail", self.secretariat_email), ("telefon", self.secretariat_phone))
        return [name for name, value in told if not value]

    @property
    @admin.display(description="periode", ordering="term_start")
    def term(self) -> str:
        return f"{self.term_start}-{self.term_end}"


class Centre(ContentRecord):
    """A centre of the administration that is named by name."""

    class Kind(models.TextChoices):
        OPERATING = "drift", "driftscenter"
        ADMINISTRATIVE = "administration", "administrativt center"
        UNKNOWN = "", "ikke oplyst"

    name = models.CharField("navn", max_length=120)
    slug = models.SlugField("anker", unique=True)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    kind = models.CharField("art", max_length=20, choices=Kind, blank=True)
    body = models.TextField("opgave", help_text="Hvad centret gør, og for hvem. Markdown.")

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "center"
        verbose_name_plural = "centre"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('committee:administration')}#{self.slug}"

    def search_document(self) -> Document:
        return Document(
            area="forvaltning",
            title=self.name,
            address=self.get_absolute_url(),
            group="Forvaltningens centre",
            terms=self.search_words,
            body=markdown.to_words(self.body),
        )


class AdvisoryCouncil(ContentRecord):
    """A council that speaks for a group of citizens."""

    name = models.CharField("navn", max_length=120)
    slug = models.SlugField("anker", unique=True)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    body = models.TextField(
        "om rådet",
        blank=True,
        help_text="Markdown. Kun det, der gælder netop dette råd; om dem alle fortæller guidens afsnit.",
    )
    sections = models.ManyToManyField(
        Section, blank=True, related_name="councils", verbose_name="læs mere i afsnittene"
    )

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "råd"
        verbose_name_plural = "råd"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('committee:administration')}#{self.slug}"

    def search_document(self) -> Document:
        return Document(
            area="forvaltning",
            title=self.name,
            address=self.get_absolute_url(),
            group="Råd",
            terms=self.search_words,
            body=markdown.to_words(self.body),
        )
