"""The lines of the news page; `portal.notices.news` writes them."""

from __future__ import annotations

from django.db import models

from portal.text.clean_model import CleanTextModel


class NewsItem(CleanTextModel):
    """A line of news about a record."""

    class Kind(models.TextChoices):
        NEW = "ny", "Nyt"
        CHANGED = "rettet", "Rettet"
        MEETING = "moede", "Mødeplan"
        DELETED = "slettet", "Slettet"

    at = models.DateTimeField("hvornår", db_index=True)
    kind = models.CharField("hvad", max_length=10, choices=Kind)
    record_type = models.CharField("type", max_length=60)
    title = models.CharField("titel", max_length=250)
    address = models.CharField("adresse", max_length=250, blank=True)
    """Empty where the record has been deleted since."""
    text = models.CharField("tekst", max_length=1000, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "nyhed"
        verbose_name_plural = "nyheder"

    def __str__(self) -> str:
        return self.title
