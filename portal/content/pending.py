"""A new wording that waits while readers keep the old one.

It is made by saving the record, taking what was saved, and undoing it; it becomes public by a three-way merge: only
what it changes of the wording that it was written on is put into the record as that is by then.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.utils import timezone

from portal.content import history
from portal.content.records import ContentRecord, RecordPart, record_models

NEW_ROW = 10**12
"""Keys from here on are those of parts that the waiting wording brings: no row has them until it is public."""
KEPT_EARLIER = 20
"""How many of its own earlier states a wording remembers: a form may have been opened on any of them."""
_MARK = re.compile(r"([0-9]{1,18})(?:\.([0-9]{1,18}))?")
"""What `mark_of` says, and no number that a database cannot take."""


class ChangedMeanwhileError(Exception):
    """Somebody has changed in public what the waiting wording changes too; `labels` names the fields."""

    def __init__(self, labels: list[str]) -> None:
        super().__init__(", ".join(labels))
        self.labels = labels


@dataclass(frozen=True)
class Wording:
    """What a record says: its fields and the rows of its parts, by their keys."""

    model: type[ContentRecord]
    field_dict: dict[str, Any]
    rows: dict[str, dict[int, dict[str, Any]]]
    """Relation to key to fields."""
    names: dict[str, list[str]]
    """Relation to what each row is called."""

    @cached_property
    def values(self) -> dict[str, str]:
        """Label to text, as staff read it."""
        parts = {name: self.names[name] for name in self.model.history_follow}
        return history.shown_values(self.model, self.field_dict, parts)

    def parts(self, model: type[models.Model] | None = None) -> list[dict[str, Any]]:
        """The fields of the parts, those of one kind where `model` names it."""
        of_kind = {name: self.model._meta.get_field(name).related_model for name in self.rows}
        return [row for name, rows in self.rows.items() if model in (None, of_kind[name]) for row in rows.values()]


class PendingVersionQuerySet(models.QuerySet["PendingVersion"]):
    """Questions about what waits."""

    def of(self, record: ContentRecord) -> PendingVersion | None:
        """The wording that waits for the record, if any."""
        return self.filter(content_type=_type(record), object_id=record.pk).select_related("by").first()

    def due(self, now: dt.datetime) -> models.QuerySet[PendingVersion]:
        """Those whose moment has come."""
        return self.filter(publish_at__lte=now)


class PendingVersion(models.Model):
    """The waiting wording of a public record, one at the most."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    base = models.TextField()
    """The public wording that it was written on, and `content`, the new one, as Django serializes records."""
    content = models.TextField()
    earlier = models.JSONField(default=dict)
    """What it was at its earlier revisions, by number."""
    revision = models.PositiveIntegerField(default=1)
    publish_at = models.DateTimeField(null=True, blank=True, db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    writers = models.JSONField(default=list)
    """The names of all who have written on it."""
    problem = models.CharField(max_length=500, blank=True)
    """Why it did not become public at its moment."""
    is_news = models.BooleanField(null=True)
    news_sentence = models.CharField(max_length=300, blank=True)
    """What its writer answered to whether members shall know: at its moment nobody is asked."""

    objects = PendingVersionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "ventende ordlyd"
        verbose_name_plural = "ventende ordlyde"
        constraints = [models.UniqueConstraint(fields=["content_type", "object_id"], name="one_pending_version")]

    def __str__(self) -> str:
        return f"Ny ordlyd: {self.record}"

    @property
    def record(self) -> ContentRecord | None:
        """The record as it is now; None where it has been deleted."""
        found: ContentRecord | None = self.model._base_manager.filter(pk=self.object_id).first()
        return found

    @property
    def model(self) -> type[ContentRecord]:
        return history.model_of(self)

    @property
    def writer(self) -> str:
        return history.name_of(self.by) if self.by else "systemet"

    @property
    def written_by(self) -> str:
        """`Mette`, `Mette og Sara`."""
        *others, last = self.writers or [self.writer]
        return f"{', '.join(others)} og {last}" if others else last

    def wording(self, revision: int | None = None) -> Wording | None:
        """The wording as it is, or as it was at an earlier revision of its own; None where that is forgotten."""
        if revision in (None, self.revision):
            return read(self.content)
        text = self.earlier.get(str(revision))
        return read(text) if text else None

    def differences(self) -> list[history.FieldChange]:
        """What the wording changes of what is public now, field by field."""
        record = self.record
        return history.differences(read(written(record)).values, self._merged(record).values) if record else []

    def changed_meanwhile(self) -> list[str]:
        """The labels of what others have changed in public since, where the wording changes it too."""
        record = self.record
        return _Merge(read(self.base), read(self.content), read(written(record))).conflicts if record else []

    def publish(self, is_forced: bool = False) -> None:
        """Give the record the wording; call inside a change of the history. Raise ChangedMeanwhileError where others
        have changed the same in public, unless `is_forced`; ValidationError where it does not fit the other records
        any more."""
        record = self.model._base_manager.select_for_update().get(pk=self.object_id)
        merge = _Merge(read(self.base), read(self.content), read(written(record)))
        if merge.conflicts and not is_forced:
            raise ChangedMeanwhileError(merge.conflicts)
        merge.write(record, is_real=True)
        self.delete()

    def try_on(self, record: ContentRecord) -> None:
        """Give the record the wording for as long as the transaction lasts, which is `undone`; its revision stays.
        Raise ValidationError as `publish`."""
        revision = record.revision
        with transaction.atomic():
            _Merge(read(self.base), read(self.content), read(written(record))).write(record, is_real=False)
            type(record)._base_manager.filter(pk=record.pk).update(revision=revision)

    def _merged(self, record: ContentRecord) -> Wording:
        merge = _Merge(read(self.base), read(self.content), read(written(record)))
        return Wording(merge.now.model, merge.fields, merge.now.rows, merge.names)


@contextmanager
def undone() -> Iterator[None]:
    """What is saved inside is as if it never was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def keep(record: ContentRecord, base: str, content: str, user: Any, publish_at: dt.datetime | None) -> PendingVersion:
    """Let the content wait as the record's new wording, written on `base`; in the place of what waits already."""
    found = PendingVersion.objects.of(record) or PendingVersion(
        content_type=_type(record), object_id=record.pk, revision=0
    )
    if not found.pk or found._merged(record).values != read(content).values:
        found.by, found.at = user, timezone.now()
        found.writers = list(dict.fromkeys([*found.writers, history.name_of(user) if user else "systemet"]))
    if found.pk:
        newest = {**found.earlier, str(found.revision): found.content}
        found.earlier = dict(list(newest.items())[-KEPT_EARLIER:])
    found.base, found.content, found.publish_at, found.problem = base, content, publish_at, ""
    found.revision += 1
    found.save()
    return found


def written(record: ContentRecord) -> str:
    """The record as the database has it, with its parts, as Django serializes them."""
    stored = type(record)._base_manager.get(pk=record.pk)
    parts = [part for name in record.history_follow for part in getattr(stored, name).all()]
    return serializers.serialize("json", [stored, *parts])


def read(text: str) -> Wording:
    """The wording that was written so."""
    first, *others = serializers.deserialize("json", text, ignorenonexistent=True)
    model: Any = type(first.object)
    relations: dict[str, Any] = {name: model._meta.get_field(name) for name in model.history_follow}
    rows: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in relations}
    names: dict[str, list[str]] = {name: [] for name in relations}
    for part in (other.object for other in others):
        for name, relation in relations.items():
            if isinstance(part, relation.related_model):
                rows[name][part.pk] = {f.attname: getattr(part, f.attname) for f in part._meta.concrete_fields}
                names[name].append(str(part))
    many = {name: [int(key) for key in keys] for name, keys in (first.m2m_data or {}).items()}
    plain = {f.attname: getattr(first.object, f.attname) for f in model._meta.concrete_fields}
    return Wording(model, plain | many, rows, names)


def shown(record: ContentRecord, mark: str) -> Wording | None:
    """The wording that a form with this mark (`mark_of`) showed; None where nobody knows any more."""
    numbers = _MARK.fullmatch(mark)
    if numbers is None:
        return None
    public, waiting = numbers.groups()
    version = history.version_with(record, int(public))
    if version is None:
        return None
    found = Wording(type(record), version.field_dict, *history.parts_with_names(record, version))
    if not waiting:
        return found
    pending = PendingVersion.objects.of(record)
    then = pending.wording(int(waiting)) if pending else None
    if pending is None or then is None:
        return None
    merge = _Merge(read(pending.base), then, found)
    return Wording(merge.now.model, merge.fields, merge.rows, merge.names)


def mark_of(record: ContentRecord) -> str:
    """What tells a wording of the record from every other: `5`, or `5.2` where one waits."""
    has_wording = bool(record.pk) and getattr(record, "has_wording", True)  # the desk's own question has asked already
    pending = PendingVersion.objects.of(record) if has_wording else None
    return f"{record.revision}.{pending.revision}" if pending else str(record.revision)


class _Merge:
    """The three-way merge of a wording that was written on `base` with what is public `now`."""

    def __init__(self, base: Wording, mine: Wording, now: Wording) -> None:
        self.base, self.mine, self.now = base, mine, now
        self.conflicts: list[str] = []
        """Labels of what both have changed, in different ways; the wording's own is taken."""
        self.fields = dict(now.field_dict)
        for field in history.content_fields(now.model):
            name = field.attname
            before, want, stands = (wording.field_dict.get(name) for wording in (base, mine, now))
            if _same(before, want) or _same(want, stands):
                continue
            self.fields[name] = want
            if not _same(before, stands):
                self.conflicts.append(history.label_of(field))
        self.changed = {name for name, value in self.fields.items() if not _same(value, now.field_dict.get(name))}
        self.rows = {name: self._rows(name) for name in now.model.history_follow}
        self.names = {name: mine.names[name] if self._touches(name) else now.names[name] for name in self.rows}

    def _touches(self, name: str) -> bool:
        return self.base.rows[name] != self.mine.rows[name]

    def _rows(self, name: str) -> dict[int, dict[str, Any]]:
        """The rows of a relation as they shall be."""
        base, mine, now = self.base.rows[name], self.mine.rows[name], self.now.rows[name]
        rows = dict(now)
        for key in {**base, **mine}:
            before, want, stands = base.get(key), mine.get(key), now.get(key)
            if before is None and want is not None:
                new = key if key >= NEW_ROW else NEW_ROW + key
                rows[new] = {**want, self._part(name)._meta.pk.attname: new}
            elif before != want and want != stands:
                if before != stands:
                    self.conflicts.append(str(self._part(name)._meta.verbose_name_plural).capitalize())
                if want is None:
                    rows.pop(key, None)
                else:
                    rows[key] = want
        return rows

    def _part(self, name: str) -> Any:
        return self.now.model._meta.get_field(name).related_model

    def write(self, record: ContentRecord, is_real: bool) -> None:
        """Save the record as merged; a new part has a key of its own only when it is real."""
        relations = {f.attname: f for f in record._meta.many_to_many}
        for name in self.changed - relations.keys():
            setattr(record, name, self.fields[name])
        record.full_clean(exclude=list(relations))
        record.save()
        for name in self.changed & relations.keys():
            manager = getattr(record, name)
            manager.set(manager.model._default_manager.filter(pk__in=self.fields[name]))
        for name, rows in self.rows.items():
            if rows != self.now.rows[name]:
                self._write_rows(record, name, rows, is_real)

    def _write_rows(self, record: ContentRecord, name: str, rows: dict[int, dict[str, Any]], is_real: bool) -> None:
        manager = getattr(record, name)
        there: dict[int, RecordPart] = {part.pk: part for part in manager.all()}
        for key in there.keys() - rows.keys():
            there[key].withdraw()
        for key, fields in rows.items():
            if fields == self.now.rows[name].get(key):
                continue
            part = there.get(key) or manager.model()
            for field_name, value in fields.items():
                setattr(part, field_name, value)
            if key >= NEW_ROW and is_real:
                part.pk = None
            part.full_clean()
            part.save()


def _forget(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    PendingVersion.objects.filter(content_type=_type(instance), object_id=instance.pk).delete()


def register_signals() -> None:
    """Let a waiting wording go with its record."""
    for model in record_models():
        post_delete.connect(_forget, sender=model, dispatch_uid="pending-forgotten")


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list) or isinstance(other, list):
        return set(one or ()) == set(other or ())
    return bool(one == other)


def _type(record: models.Model) -> ContentType:
    return ContentType.objects.get_for_model(type(record))
