"""The index in ordinary tables: documents, words and where they stand; and the synonyms that staff keeps."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import connection, models

from portal.search.index.document import AREAS
from portal.text.clean_model import CleanTextModel


class SearchState(models.Model):
    """One row that names the index as it is now: another number after every change, never the same twice.

    A process that holds words in memory reads it first, and so never answers from an index that is gone: not after
    another process has saved, not after a rollback, not after a backup has been put back.
    """

    stamp = models.BigIntegerField(default=0)
    documents = models.PositiveIntegerField(default=0)
    analysis = models.PositiveSmallIntegerField(default=0)
    """The analysis (`postings.ANALYSIS`) that the whole index was last written by."""

    class Meta:
        verbose_name = verbose_name_plural = "søgeindeksets tilstand"

    def __str__(self) -> str:
        return str(self.stamp)

    @classmethod
    def current(cls) -> tuple[int, int]:
        """The stamp now and how many documents there are; zeros while nothing is indexed. One query, as it stands:
        every search begins with it."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT stamp, documents FROM {cls._meta.db_table} WHERE id = 1")  # noqa: S608 (ours)
            return cursor.fetchone() or (0, 0)

    @classmethod
    def renew(cls, **changed: Any) -> None:
        """Say that the index changes; call first in the transaction, so that those who write it stand in line."""
        changed["stamp"] = secrets.randbits(62)
        if not cls.objects.filter(pk=1).update(**changed):
            cls.objects.get_or_create(pk=1)
            cls.objects.filter(pk=1).update(**changed)


class SearchDocumentQuerySet(models.QuerySet["SearchDocument"]):
    """Documents by the days on which they may be found."""

    def dated(self) -> Self:
        """Those that may not be found on every day."""
        return self.filter(models.Q(first_day__isnull=False) | models.Q(last_day__isnull=False))

    def found_on(self, day: dt.date) -> Self:
        begun = models.Q(first_day__isnull=True) | models.Q(first_day__lte=day)
        return self.filter(begun, models.Q(last_day__isnull=True) | models.Q(last_day__gte=day))


class SearchDocument(models.Model):
    """A record as the search shows it. Its key is made of the record's own (see `index.key_of`)."""

    id = models.BigIntegerField(primary_key=True)
    area = models.CharField("område", max_length=12, choices=AREAS)
    group = models.CharField("lov eller kapitel", max_length=200, blank=True)
    themes = models.CharField("temaer", max_length=300, blank=True)
    title = models.CharField("titel", max_length=400)
    address = models.CharField("adresse", max_length=300)
    synonyms = models.CharField("andre ord for titlen", max_length=300, blank=True)
    text = models.TextField("tekst", blank=True)
    first_day = models.DateField("findes fra og med", null=True)
    last_day = models.DateField("findes til og med", null=True)
    awaits_confirmation = models.BooleanField("afventer sekretariatet", default=False)
    digest = models.CharField("aftryk", max_length=32)

    objects = SearchDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = "søgedokument"
        verbose_name_plural = "søgedokumenter"
        indexes = [
            models.Index(fields=["id"], condition=~models.Q(synonyms=""), name="search_document_with_synonyms"),
            models.Index(
                fields=["id"],
                condition=models.Q(first_day__isnull=False) | models.Q(last_day__isnull=False),
                name="search_document_with_days",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A word of the site: folded, as it is written, its stem and root, and how many documents hold it."""

    word = models.CharField("ord", max_length=130, unique=True)
    shown = models.CharField("som det skrives", max_length=130)
    stem = models.CharField("stamme", max_length=130)
    root = models.CharField("rod", max_length=130)
    documents = models.PositiveIntegerField("dokumenter", default=0)

    class Meta:
        ordering = ["word"]
        verbose_name = "ord i søgningen"
        verbose_name_plural = "ord i søgningen"

    def __str__(self) -> str:
        return self.shown


class SearchPosting(models.Model):
    """A word in a document: how much it weighs there, and where it stands. All that ranking reads is in the row.

    The rows are derived, and only `index` writes them, so the database is spared from checking their keys.
    """

    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE, db_index=False, db_constraint=False)
    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, db_index=False, db_constraint=False)
    area = models.CharField(max_length=12)
    weight = models.PositiveIntegerField()
    title_words = models.PositiveSmallIntegerField()
    places = models.CharField(max_length=400)

    class Meta:
        ordering = ["word", "-weight", "document"]
        verbose_name = "ords plads"
        verbose_name_plural = "ords pladser"
        indexes = [models.Index(fields=["word", "-weight", "document"], name="posting_by_weight")]
        constraints = [models.UniqueConstraint(fields=["document", "word"], name="posting_once_a_document")]

    def __str__(self) -> str:
        return f"{self.word_id} i {self.document_id}"


class Synonym(CleanTextModel):
    """A word that people search with, and the words that the site uses for it."""

    natural_fields = ("word",)

    word = models.CharField("ord", max_length=80, unique=True, help_text="Som folk skriver det. Fx: GDPR.")
    means = models.CharField(
        "søg også efter",
        max_length=300,
        blank=True,
        help_text="Portalens ord, adskilt af komma. Fx: databeskyttelse, persondata.",
    )
    both_ways = models.BooleanField(
        "gælder begge veje", default=False, help_text="Så finder portalens ord også tekster, der bruger dette ord."
    )

    is_absent = models.BooleanField(
        "portalen har intet om det",
        default=False,
        help_text="Så siger søgningen det og henviser til sekretariatet i stedet for at vise noget, der ligner.",
    )

    class Meta:
        ordering = ["word"]
        verbose_name = "synonym"
        verbose_name_plural = "synonymer"

    def __str__(self) -> str:
        return f"{self.word} → {self.means or 'intet'}"

    def natural_key(self) -> tuple[str]:
        return (self.word,)

    def clean(self) -> None:
        has_meaning = any(part.strip() for part in self.means.split(","))
        if self.is_absent and has_meaning:
            raise ValidationError({"is_absent": "Vælg: enten søges der også efter andre ord, eller også er der intet."})
        if not self.is_absent and not has_meaning:
            raise ValidationError({"means": "Skriv mindst ét ord, som portalen bruger."})
