"""A record's history: who changed what and when, as a readable difference, and the way back."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

import reversion
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.timezone import localtime
from reversion.models import Version

from portal.content.records import ContentRecord, RecordPart

KEPT_OUT = {"revision", "modified_at", "uid"}
"""Fields that say nothing of the content, and never go back."""
STATE = {"is_draft", "publish_at"}
"""Fields that say whether readers see the content: they stand in the history, and do not go back with it."""
LONGEST_LIST = 100


def name_of(user: Any) -> str:
    """How a user is named in notices and histories."""
    return user.get_full_name() or user.get_username()


def named(model: type[models.Model]) -> models.QuerySet[Any]:
    """The rows of the model with all that their names say, which it gives in `name_related`: a step's, its walk's."""
    related = getattr(model, "name_related", ())
    return model._default_manager.select_related(*related) if related else model._default_manager.all()


@dataclass(frozen=True)
class FieldChange:
    """One field, before and after, in the words that staff see."""

    label: str
    before: str
    after: str

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The difference word by word: `("same" | "gone" | "new", text)` in reading order."""
        old, new = self.before.split(" "), self.after.split(" ")
        pieces = []
        for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind == "equal":
                pieces.append(("same", " ".join(old[a:b])))
                continue
            pieces += [("gone", " ".join(old[a:b]))] if b > a else []
            pieces += [("new", " ".join(new[c:d]))] if d > c else []
        return pieces


@dataclass
class HistoryEntry:
    """One saved version of a record."""

    version: Version
    values: dict[str, str]
    changes: list[FieldChange] = field(default_factory=list)
    is_first: bool = False
    news_choice: Any = None
    """What its editor answered to whether members shall know, where she was asked."""

    @property
    def at(self) -> dt.datetime:
        at: dt.datetime = self.version.revision.date_created
        return at

    @property
    def by(self) -> str:
        user = self.version.revision.user
        return name_of(user) if user else "systemet"

    @property
    def comment(self) -> str:
        return str(self.version.revision.comment)


def newest(record: ContentRecord) -> HistoryEntry | None:
    """Who saved the record last, and when; not what it holds."""
    version = Version.objects.get_for_object(record).select_related("revision__user").order_by("-pk").first()
    return HistoryEntry(version, {}) if version else None


def entries(record: ContentRecord, limit: int = LONGEST_LIST) -> list[HistoryEntry]:
    """The newest `limit` versions of the record, newest first, each with what it changed."""
    versions = list(
        Version.objects.get_for_object(record).select_related("revision__user").order_by("-pk")[: limit + 1]
    )
    parts = _parts(record, [version.revision_id for version in versions])
    names = _Names()
    for related in (f for f in _tracked_fields(type(record)) if f.remote_field):
        held = [version.field_dict.get(related.attname) or [] for version in versions]
        names.of(related, {k for keys in held for k in (keys if isinstance(keys, list) else [keys])})
    found = [HistoryEntry(version, _values(version, parts[version.revision_id], names)) for version in versions]
    for newer, older in itertools.pairwise(found):
        newer.changes = differences(older.values, newer.values)
    if found and len(found) <= limit:
        found[-1].is_first = True
    return found[:limit]


def publishes(entry: HistoryEntry) -> bool:
    """Whether the record was a draft before the entry, and is public by it."""
    return any(change.label == "Kladde" and change.before == "ja" for change in entry.changes)


def differences(before: dict[str, str], after: dict[str, str]) -> list[FieldChange]:
    """The fields whose text differs, in the order of the record's form."""
    labels = [*after, *(label for label in before if label not in after)]
    return [
        FieldChange(label, before.get(label, ""), after.get(label, ""))
        for label in labels
        if before.get(label, "") != after.get(label, "")
    ]


def current_values(record: ContentRecord) -> dict[str, str]:
    """The record as it stands, in the words that staff see: label to text."""
    names = _Names()
    values = {}
    for model_field in _tracked_fields(type(record)):
        if isinstance(model_field, models.ManyToManyField):
            value: Any = [related.pk for related in getattr(record, model_field.name).all()]
        else:
            value = getattr(record, model_field.attname)
        values[label_of(model_field)] = _shown(model_field, value, names)
    for name in record.history_follow:
        related = getattr(record, name)
        values[_plural(related.model)] = "\n".join(str(part) for part in related.all())
    return values


@contextmanager
def change_by(user: Any) -> Iterator[None]:
    """What is saved inside is one change of the history, made by the user, in one transaction. To give up, raise
    out of it, or call `transaction.set_rollback`: what is undone further in would still be written in the history."""
    with transaction.atomic(), reversion.create_revision():
        reversion.set_user(user)
        yield


def restore(record: ContentRecord, version: Version) -> None:
    """Give the record the content of an earlier version, as a new change: its revision still rises.

    Raises RevertError where the version was saved by a release whose fields are no longer understood, ValidationError
    where it does not fit what has been saved since: another record has taken its address, a related one is gone.
    """
    content = version.field_dict
    with transaction.atomic(), reversion.create_revision():
        record = type(record)._base_manager.select_for_update().get(pk=record.pk)
        relations = {}
        for model_field in content_fields(type(record)):
            if model_field.attname not in content:
                continue
            if isinstance(model_field, models.ManyToManyField):
                relations[model_field.name] = content[model_field.attname]
            else:
                setattr(record, model_field.attname, content[model_field.attname])
        record.full_clean(exclude=list(relations))
        record.save()
        for name, keys in relations.items():
            manager = getattr(record, name)
            manager.set(manager.model._default_manager.filter(pk__in=keys))
        for name in record.history_follow:
            _restore_parts(record, getattr(record, name), version)
        at = localtime(version.revision.date_created)
        reversion.set_comment(f"Ført tilbage til udgaven fra {at:%d.%m.%Y kl. %H.%M}.")


def deleted(model: type[ContentRecord]) -> list[Version]:
    """The last version of each record of the kind that is no more, the newest first; LONGEST_LIST at the most."""
    versions = Version.objects.get_deleted(model).select_related("revision__user")
    return list(versions.order_by("-pk")[:LONGEST_LIST])


def bring_back(version: Version) -> ContentRecord:
    """Make the deleted record again as it was at the version, parts included. Raises as `restore` does."""
    model: Any = model_of(version)
    content = version.field_dict
    fields = _tracked_fields(model)
    kept = {f.attname: content[f.attname] for f in fields if f.attname in content and not f.many_to_many}
    with transaction.atomic(), reversion.create_revision():
        record: ContentRecord = model(pk=content[model._meta.pk.attname], revision=content["revision"] + 1, **kept)
        record.publish_at = None
        record.full_clean()
        record.save(force_insert=True)
        for relation in model._meta.many_to_many:
            manager = getattr(record, relation.name)
            manager.set(manager.model._default_manager.filter(pk__in=content.get(relation.attname, [])))
        for name in record.history_follow:
            _restore_parts(record, getattr(record, name), version)
        reversion.set_comment("Er kommet tilbage.")
    return record


def erase(versions: Iterable[Version]) -> None:
    """Delete the versions, and what the desk's log says of the rows that they are of: nothing brings them back.
    Revisions that then hold nothing go along."""
    for version in versions:
        LogEntry.objects.filter(content_type=version.content_type_id, object_id=version.object_id).delete()
        revision = version.revision
        version.delete()
        if not revision.version_set.exists():
            revision.delete()


def _restore_parts(record: ContentRecord, manager: Any, version: Version) -> None:
    parts = _parts(record, [version.revision_id])[version.revision_id]
    then = {int(part.object_id): part for part in parts if model_of(part) is manager.model}
    now = {part.pk: part for part in manager.all()}
    for key, part in now.items():
        if key not in then:
            part.withdraw()
    for key, old in then.items():
        part = now.get(key) or manager.model(pk=key)
        for name, value in old.field_dict.items():
            setattr(part, name, value)
        part.save()


def parts_then(
    record: ContentRecord, version: Version, model: type[models.Model] | None = None
) -> list[dict[str, Any]]:
    """The fields of the record's parts at that version; of one kind of part where `model` names it."""
    parts = _parts(record, [version.revision_id])[version.revision_id]
    return [part.field_dict for part in parts if model in (None, model_of(part))]


def _parts(record: ContentRecord, revisions: Iterable[int]) -> dict[int, list[Version]]:
    """The versions of the record's parts, by revision."""
    found: dict[int, list[Version]] = defaultdict(list)
    for name in record.history_follow:
        relation: Any = record._meta.get_field(name)
        link = relation.remote_field.attname
        versions = Version.objects.get_for_model(relation.related_model).filter(revision_id__in=list(revisions))
        for version in versions.order_by("pk"):
            if version.field_dict.get(link) == record.pk:
                found[version.revision_id].append(version)
    return found


def _values(version: Version, parts: list[Version], names: _Names) -> dict[str, str]:
    content = version.field_dict
    values = _shown_fields(model_of(version), content, names)
    for part in parts:
        label = _plural(model_of(part))
        values[label] = "\n".join(filter(None, [values.get(label, ""), part.object_repr]))
    return values


def shown_values(model: type[ContentRecord], content: dict[str, Any], parts: dict[str, list[str]]) -> dict[str, str]:
    """What a record says in the words that staff see, label to text; `parts` are what its parts are called, by
    relation."""
    values = _shown_fields(model, content, _Names())
    for name, called in parts.items():
        related: Any = model._meta.get_field(name).related_model
        values[_plural(related)] = "\n".join(called)
    return values


def _shown_fields(model: type[models.Model], content: dict[str, Any], names: _Names) -> dict[str, str]:
    fields = [field for field in _tracked_fields(model) if field.attname in content]
    return {label_of(field): _shown(field, content[field.attname], names) for field in fields}


def version_with(record: ContentRecord, revision: int) -> Version | None:
    """The version of the record with that revision of its own; None where the history does not have it."""
    versions = Version.objects.get_for_object(record).order_by("-pk")[:LONGEST_LIST]
    return next((version for version in versions if version.field_dict.get("revision") == revision), None)


def parts_with_names(
    record: ContentRecord, version: Version
) -> tuple[dict[str, dict[int, dict[str, Any]]], dict[str, list[str]]]:
    """The rows of the record's parts at the version, and what they were called, by relation."""
    rows: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in record.history_follow}
    names: dict[str, list[str]] = {name: [] for name in record.history_follow}
    kinds = {record._meta.get_field(name).related_model: name for name in record.history_follow}
    for part in _parts(record, [version.revision_id])[version.revision_id] if kinds else ():
        name = kinds[model_of(part)]
        rows[name][int(part.object_id)] = part.field_dict
        names[name].append(part.object_repr)
    return rows, names


def content_fields(model: type[models.Model]) -> list[Any]:
    """The fields that hold what a record says: those that go back with a version of it."""
    return [field for field in _tracked_fields(model) if field.name not in STATE]


def model_of(version: Any) -> Any:
    """Return the model of the row that the version is of; content types are cached, so this asks no query."""
    return ContentType.objects.get_for_id(version.content_type_id).model_class()


def _tracked_fields(model: type[models.Model]) -> list[Any]:
    fields = [*model._meta.fields, *model._meta.many_to_many]
    return [f for f in fields if not f.primary_key and f.name not in KEPT_OUT]


def label_of(model_field: Any) -> str:
    """Return what staff call the field."""
    return str(model_field.verbose_name).capitalize()


def _plural(model: type[RecordPart]) -> str:
    return str(model._meta.verbose_name_plural).capitalize()


def _shown(model_field: Any, value: Any, names: _Names) -> str:
    """A field's value as staff read it."""
    if value is None or value == "":
        return ""
    if isinstance(model_field, models.ManyToManyField):
        return names.of(model_field, value)
    if isinstance(model_field, models.ForeignKey):
        return names.of(model_field, [value])
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if model_field.choices:
        return str(dict(model_field.flatchoices).get(value, value))
    if isinstance(value, dt.datetime):
        return f"{localtime(value):%d.%m.%Y kl. %H.%M}"
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    return str(value)


class _Names:
    """The names of related records; each is read once, and only those that are asked for."""

    def __init__(self) -> None:
        self._known: dict[models.Field[Any, Any], dict[Any, str]] = defaultdict(dict)

    def of(self, relation: Any, keys: Iterable[Any]) -> str:
        """Return the names of what the relation holds; `keys` are values of the field that it refers to."""
        target = relation.target_field
        known = self._known[target]
        wanted = [target.to_python(key) for key in keys]
        if missing := [key for key in wanted if key not in known]:
            rows = named(relation.related_model).filter(**{f"{target.name}__in": missing})
            known |= dict.fromkeys(missing, "(slettet)") | {getattr(row, target.attname): str(row) for row in rows}
        return ", ".join(known[key] for key in wanted)
