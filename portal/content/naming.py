"""Where the records' texts name a year: what must be read again when the year is over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.db import models
from django.urls import reverse

from portal.content.records import ContentRecord, RecordPart

NO_PROSE = {"confirm_note", "source_page"}
"""Texts that only the desk reads."""


@dataclass(frozen=True)
class NamingText:
    """A paragraph of a record, or of a part of one, that names a year, and the label of its field."""

    record: ContentRecord
    row: ContentRecord | RecordPart
    field: str
    label: str
    paragraph: str

    @property
    def key(self) -> str:
        """What tells the paragraph from all others, for as long as nobody rewrites it."""
        words = blake2b(self.paragraph.encode(), digest_size=8).hexdigest()
        return f"{self.row._meta.label_lower}:{self.row.pk}:{self.field}:{words}"

    @property
    def edit_address(self) -> str:
        """Where the desk corrects it."""
        opts = self.record._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[self.record.pk])


def texts_naming(year: int, rows: Iterable[ContentRecord | RecordPart]) -> Iterator[NamingText]:
    """Yield the paragraphs of the rows that name the year."""
    named = re.compile(rf"(?<!\d){year}(?!\d)")
    for row in rows:
        record = row if isinstance(row, ContentRecord) else row.record
        for field in prose_of(type(row)):
            for paragraph in str(getattr(row, field.name) or "").splitlines():
                if named.search(paragraph):
                    yield NamingText(record, row, field.name, str(field.verbose_name), paragraph)


def holding(year: int, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Return the rows with the year's digits in a text: all that name it are among them."""
    held = models.Q(pk__in=[])
    for field in prose_of(rows.model):
        held |= models.Q(**{f"{field.name}__contains": str(year)})
    return rows.filter(held)


def prose_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the fields of a model that hold what people write."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not (isinstance(field, models.SlugField) or field.choices or field.name in NO_PROSE)
    ]
