"""The member's rights and duties."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from committee.models.law import Provision
from portal.content.records import ContentRecord
from portal.search.index.document import Document
from portal.text import markdown


class MemberRight(ContentRecord):
    """Something a member may do, and on what terms."""

    title = models.CharField("titel", max_length=120, help_text="Fx Sagsindsigt.")
    slug = models.SlugField("anker", unique=True)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    wish = models.CharField("jeg vil …", max_length=120, help_text="Fortsættelsen af ”Jeg vil”, fx have sagsindsigt.")
    body = models.TextField("hvad du kan", help_text="Markdown. Det, der skal siges på mødet, står først.")
    when = models.TextField("hvornår", blank=True)
    how = models.TextField("hvordan", blank=True)
    limit = models.TextField("begrænsning", blank=True)
    rules_of_procedure = models.TextField(
        "afgøres i forretningsordenen", blank=True, help_text="Kun det, som udvalgets forretningsorden selv fastsætter."
    )
    ask = models.CharField(
        "kontakt", max_length=200, blank=True, help_text="Tom, når det er sekretariatet: Det står øverst på siden."
    )
    provisions = models.ManyToManyField(Provision, blank=True, related_name="rights", verbose_name="bestemmelser")

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "ret"
        verbose_name_plural = "medlemmets rettigheder"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('committee:role')}#{self.slug}"

    def search_document(self) -> Document:
        parts = [self.wish, markdown.to_words(self.body), self.when, self.how, self.limit, self.rules_of_procedure]
        return Document(
            area="rolle",
            title=self.title,
            address=self.get_absolute_url(),
            group="Dine rettigheder",
            terms=f"{self.wish} {self.search_words}",
            body=" ".join(parts),
        )


class MemberDuty(ContentRecord):
    """Something a member must do or must not."""

    class Group(models.TextChoices):
        SECRECY = "tavshedspligt", "Tavshedspligt"
        DISQUALIFICATION = "inhabilitet", "Inhabilitet"

    title = models.CharField("titel", max_length=120)
    slug = models.SlugField("anker", unique=True)
    group = models.CharField("gruppe", max_length=20, choices=Group)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    body = models.TextField("tekst", help_text="Markdown.")
    may = models.TextField("det må du", blank=True, help_text="Ét punkt pr. linje.")
    may_not = models.TextField("det må du ikke", blank=True, help_text="Ét punkt pr. linje.")
    provisions = models.ManyToManyField(Provision, blank=True, related_name="duties", verbose_name="bestemmelser")

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "pligt"
        verbose_name_plural = "medlemmets pligter"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('committee:role')}#{self.slug}"

    def search_document(self) -> Document:
        return Document(
            area="rolle",
            title=self.title,
            address=self.get_absolute_url(),
            group=self.get_group_display(),
            terms=self.search_words,
            body=f"{markdown.to_words(self.body)} {self.may} {self.may_not}",
        )
