"""Rules that change on a day."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.urls import reverse

from portal.content.records import ContentRecord
from portal.search.index.document import Document
from portal.text import markdown
from portal.text.danish import MONTHS, short_date


class UpcomingChange(ContentRecord):
    """A rule with a wording before a day and another from that day on.

    Prose holds it as `[[regel:slug]]`, and shows the wording of the reader's day.
    """

    title = models.CharField("titel", max_length=160)
    slug = models.SlugField("anker", max_length=80, unique=True)
    starts_on = models.DateField("gælder fra")
    month_only = models.BooleanField("kun måneden kendes", default=False, help_text="Viser fx ”april 2028” uden dag.")
    before = models.TextField("ordlyd før", help_text="Hele sætninger, som de står i teksten før datoen.")
    after = models.TextField("ordlyd efter", help_text="Hele sætninger, som de står i teksten fra datoen.")
    consequence = models.TextField("hvad det betyder", blank=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = "regel på vej"
        verbose_name_plural = "regler på vej"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('portal:rules')}#{self.slug}"

    @property
    def shown_date(self) -> str:
        """`1. juni 2026`, or `april 2028` where only the month is known."""
        if self.month_only:
            return f"{MONTHS[self.starts_on.month - 1]} {self.starts_on.year}"
        return short_date(self.starts_on)

    def wording(self, day: dt.date) -> str:
        """The wording that holds on `day`."""
        return self.after if day >= self.starts_on else self.before

    def search_document(self) -> Document:
        return Document(
            area="guide",
            title=f"{self.title} ({self.shown_date})",
            address=self.get_absolute_url(),
            group="Regler på vej",
            terms=self.search_words,
            body=" ".join(map(markdown.to_words, (self.before, self.after, self.consequence))),
        )
