"""What every record of the portal has in common.

A change travels one way: the record is saved, its history and search terms are written, and the content revision is
raised, all in one transaction. Pages, feeds and offline copies are made for a content revision.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from operator import attrgetter
from typing import Any, ClassVar, Self

import reversion
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone

from portal.search import index
from portal.search.index.document import Document
from portal.search.index.models import Synonym
from portal.text.clean_model import CleanTextModel

LONGEST_TEXT = 50_000
"""Letters that a text may have where its field sets no other limit; the longest shipped one has some thousands."""


class StaleRecordError(ValidationError):
    """Somebody else has saved the record since it was read."""

    def __init__(self, record: ContentRecord) -> None:
        super().__init__(f"”{record}” er ændret af en anden, siden du åbnede den.", code="stale")
        self.record = record


class ContentRevision(models.Model):
    """One row with one number: how many times the content has changed."""

    number = models.PositiveBigIntegerField("indholdsversion", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "indholdsversion"

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> int:
        """The number now; 0 before the first change. One indexed query."""
        return cls.objects.filter(pk=1).values_list("number", flat=True).first() or 0

    @classmethod
    def bump(cls) -> None:
        """Add one to the number; call inside the transaction of the change."""
        with transaction.atomic(savepoint=False):
            if not cls.objects.filter(pk=1).update(number=F("number") + 1):
                cls.objects.get_or_create(pk=1, defaults={"number": 1})

    @classmethod
    def bump_past(cls) -> None:
        """Raise the number past every earlier one, as other content has replaced this; call inside the transaction.

        The number becomes one that no page was ever made for, here or where the content comes from: the clock's
        seconds, as nobody edits once a second for years.
        """
        with transaction.atomic(savepoint=False):
            cls.objects.update_or_create(pk=1, defaults={"number": max(cls.current() + 1, int(time.time()))})


def natural_key(row: Any) -> tuple[Any, ...]:
    """The values that name the row in a fixture, in the order of its model's `natural_fields`."""
    return tuple(attrgetter(path.replace("__", "."))(row) for path in row.natural_fields)


_sees_drafts: ContextVar[bool] = ContextVar("sees_drafts", default=False)


@contextmanager
def seeing_drafts() -> Iterator[None]:
    """Let the readers' door stand open: what is asked inside sees drafts as if they were public."""
    token = _sees_drafts.set(True)
    try:
        yield
    finally:
        _sees_drafts.reset(token)


class ContentQuerySet(models.QuerySet[Any]):
    """Queries that every kind of record answers."""

    def get_by_natural_key(self, *values: Any) -> Any:
        return self.get(**dict(zip(self.model.natural_fields, values, strict=True)))

    def awaiting_confirmation(self) -> Self:
        """Records with something the secretariat must confirm."""
        return self.exclude(confirm_note="")

    def published(self) -> Self:
        """Rows that readers may see: no drafts, and nothing that belongs to a draft. The only door for readers."""
        return self.all() if _sees_drafts.get() else self.filter(**dict.fromkeys(_draft_paths(self.model), False))

    def with_published(self, *lookups: str) -> Self:
        """Prefetch related records, only published ones: `prefetch_related` for pages. A single one that is a draft is
        None."""
        return self.prefetch_related(*_published_prefetches(self.model, lookups))

    def searchable(self) -> Self:
        """The rows with all that `search_document` reads; models name it in `search_related` and `search_prefetch`."""
        rows = self.prefetch_related(*self.model.search_prefetch)
        return rows.select_related(*self.model.search_related) if self.model.search_related else rows


ContentManager = models.Manager.from_queryset(ContentQuerySet)


def _draft_paths(model: Any) -> list[str]:
    """Return the lookups that are all False for a published row: its own, and those of what it belongs to."""
    is_record = issubclass(model, ContentRecord)
    own, within = (["is_draft"], model.published_within) if is_record else ([], (model.record_field,))
    parents = [(name, model._meta.get_field(name).related_model) for name in within]
    return own + [f"{name}__{path}" for name, parent in parents for path in _draft_paths(parent)]


def _published_prefetches(model: Any, lookups: Iterable[str]) -> Iterator[models.Prefetch]:
    """Return a `Prefetch` for each step of each lookup: `provisions__law` is two."""
    seen = set()
    for lookup in lookups:
        step_model, path = model, ""
        for name in lookup.split("__"):
            step_model, path = step_model._meta.get_field(name).related_model, f"{path}__{name}" if path else name
            if path not in seen:
                seen.add(path)
                yield models.Prefetch(path, step_model.objects.published())


class ContentRecord(CleanTextModel):
    """A record with a place in the search, a history and a lock against lost updates."""

    natural_fields: ClassVar[tuple[str, ...]] = ("slug",)
    published_within: ClassVar[tuple[str, ...]] = ()
    """What the record belongs to: it is no more public than that is."""
    has_wordings: ClassVar[bool] = True
    """Whether a new wording can wait while the old one is public."""
    search_related: ClassVar[tuple[str, ...]] = ()
    search_prefetch: ClassVar[tuple[str, ...]] = ()
    history_follow: ClassVar[tuple[str, ...]] = ()
    news_within: ClassVar[str] = ""

    source_page = models.CharField(
        "side i folderen", max_length=20, blank=True, help_text="Fx 14-15. Tom, når siden ikke kendes."
    )
    search_words = models.CharField(
        "søgeord",
        max_length=500,
        blank=True,
        help_text="Hverdagsord, som folk søger med, adskilt af komma. Fx: ønskeseddel, ekstra penge.",
    )
    confirm_note = models.CharField(
        "skal bekræftes",
        max_length=500,
        blank=True,
        help_text="Hvad er usikkert? Slet teksten, når oplysningen er bekræftet.",
    )
    legal_source = models.CharField(
        "retskilde",
        max_length=200,
        blank=True,
        help_text="Lov og paragraf bag det, som folderen ikke selv siger. Fx forvaltningsloven § 27.",
    )
    reviewed_on = models.DateField("senest gennemgået", null=True, blank=True)
    is_draft = models.BooleanField("kladde", default=False, editable=False)
    publish_at = models.DateTimeField("offentliggøres", null=True, blank=True, editable=False)
    modified_at = models.DateTimeField("senest ændret", default=timezone.now, editable=False)
    revision = models.PositiveIntegerField("version", default=1, editable=False)

    objects = ContentManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the record, its history and its search terms as one; StaleRecordError when it is not the newest."""
        with transaction.atomic(), reversion.create_revision():
            if not self._state.adding:
                self._claim()
            self.modified_at = timezone.now()
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "modified_at"}
            super().save(*args, **kwargs)
            content_changed(self)

    def clean_fields(self, exclude: Any = None) -> None:
        """Django's, and no text without an end."""
        super().clean_fields(exclude)
        long = [
            kind.name
            for kind in self._meta.fields
            if isinstance(kind, models.TextField) and kind.name not in (exclude or ())
            if len(getattr(self, kind.attname) or "") > LONGEST_TEXT
        ]
        if long:
            raise ValidationError(dict.fromkeys(long, f"Teksten må højst fylde {LONGEST_TEXT} tegn."))

    def natural_key(self) -> tuple[Any, ...]:
        return natural_key(self)

    @property
    def awaits_confirmation(self) -> bool:
        """The secretariat must confirm something of it; readers see a mark (`portal.pages.awaiting`)."""
        return bool(self.confirm_note)

    @property
    def is_published(self) -> bool:
        """Readers may see it: neither it nor what it belongs to is a draft."""
        return not self.is_draft and self.hidden_by is None

    @property
    def hidden_by(self) -> ContentRecord | None:
        """The draft that it belongs to: readers see it no sooner than that, whatever it is itself."""
        parents: list[ContentRecord] = [getattr(self, name) for name in self.published_within]
        return next((found for p in parents if (found := p if p.is_draft else p.hidden_by)), None)

    def quiet_labels(self, day: dt.date) -> set[str]:
        """Return the labels of fields that are corrected on `day` without a word of news."""
        return set()

    def _claim(self) -> None:
        """Raise the record's revision, if it is still the one that was read."""
        mine = type(self)._base_manager.filter(pk=self.pk, revision=self.revision)
        if not mine.update(revision=F("revision") + 1):
            raise StaleRecordError(self)
        self.revision += 1

    def touch(self) -> None:
        """A part of the record has changed: raise its revision, write its history and search terms."""
        type(self)._base_manager.filter(pk=self.pk).update(revision=F("revision") + 1, modified_at=timezone.now())
        self.refresh_from_db()  # with the parts as they are now, whatever was prefetched
        if reversion.is_active() and reversion.is_registered(type(self)):
            reversion.add_to_revision(self)
        content_changed(self)

    def search_document(self) -> Document | None:
        """What the search knows of the record; None keeps it out."""
        return None


class RecordPart(CleanTextModel):
    """A row that belongs to a record (a meeting's session): a change to it is a change to the record."""

    natural_fields: ClassVar[tuple[str, ...]] = ("uid",)
    record_field: ClassVar[str]

    objects = ContentManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic(), reversion.create_revision():
            super().save(*args, **kwargs)
            self.record.touch()

    def natural_key(self) -> tuple[Any, ...]:
        return natural_key(self)

    def withdraw(self) -> None:
        """Take the part out of its record; a part that has been published stays, and is marked as cancelled."""
        self.delete()

    @property
    def record(self) -> ContentRecord:
        record: ContentRecord = getattr(self, self.record_field)
        return record


def provenance(*records: ContentRecord) -> dict[str, Any]:
    """What a page of several records says of itself: `updated`, when the newest was changed, and `source`, the pages
    of the folder that they come from, as `14-15, 16`; empty unless every record names its own."""
    pages = dict.fromkeys(record.source_page for record in records)
    source = ", ".join(pages) if all(pages) else ""
    return {"updated": max((record.modified_at for record in records), default=None), "source": source}


def content_changed(record: ContentRecord) -> None:
    """Write the record's search terms and raise the content revision; inside the transaction of the change."""
    _store(record)
    ContentRevision.bump()


def _store(record: ContentRecord) -> None:
    """Write the record's search terms, and where they have changed those of the records that speak of it."""
    if index.store(record):
        for dependent in _speaking_of(record):
            _store(dependent)


def _speaking_of(record: ContentRecord) -> Iterator[ContentRecord]:
    """The records whose search terms hold something of this one: a law's provisions, a chapter's sections."""
    for relation in record._meta.related_objects:
        model = relation.related_model
        reads = (*getattr(model, "search_related", ()), *getattr(model, "search_prefetch", ()))
        named = {path.partition("__")[0] for path in reads}
        if issubclass(model, ContentRecord) and relation.field.name in named:
            yield from model.objects.searchable().filter(**{relation.field.name: record})


def _deleted(sender: type[models.Model], instance: models.Model, origin: Any = None, **kwargs: Any) -> None:
    if isinstance(instance, ContentRecord):
        index.forget(instance)
        ContentRevision.bump()
    elif isinstance(instance, RecordPart) and isinstance(origin, type(instance)):
        instance.record.touch()


def _relations_changed(sender: Any, instance: models.Model, action: str, **kwargs: Any) -> None:
    if action.startswith("post_") and isinstance(instance, ContentRecord):
        content_changed(instance)


def _synonyms_changed(raw: bool = False, **kwargs: Any) -> None:
    if not raw:  # who loads all the content says so once, at the end
        index.forget_words()
        ContentRevision.bump()


def record_models() -> list[type[ContentRecord]]:
    """Every kind of record."""
    return [model for model in apps.get_models() if issubclass(model, ContentRecord)]


def records() -> Iterator[ContentRecord]:
    """Every record of every kind, with all that it says to the search."""
    for model in record_models():
        yield from model.objects.searchable().iterator(chunk_size=500)


def register_signals() -> None:
    """Register every record with reversion, and connect the receivers of changes that do not pass through `save`."""
    for model in apps.get_models():
        if issubclass(model, ContentRecord | RecordPart):
            reversion.register(model, follow=getattr(model, "history_follow", ()))
            post_delete.connect(_deleted, sender=model, dispatch_uid="content-deleted")
    m2m_changed.connect(_relations_changed, dispatch_uid="content-relations")
    post_save.connect(_synonyms_changed, sender=Synonym, dispatch_uid="synonym-saved")
    post_delete.connect(_synonyms_changed, sender=Synonym, dispatch_uid="synonym-deleted")
