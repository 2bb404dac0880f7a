"""What the history says of the portal's records: what each held when it came with a release, and whether anybody has
saved it since."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from reversion.errors import RevertError
from reversion.models import Version

from portal.content.records import ContentRecord, RecordPart
from portal.notices.news import LOADED, MOVED, RELEASED
from portal.transfer.loading.comparing import content, owner
from portal.transfer.loading.reading import Entry, Key, Place, content_models

SHIPPED = {LOADED, RELEASED}
"""The comments of the changes that a release has made."""


class Past:
    """The history of the records that stand at these places, and of those that are gone."""

    def __init__(self, standing: dict[Place, Entry]) -> None:
        self._keys = {(entry.model, entry.pk): key for (_, key), entry in standing.items()}
        self._comments: dict[tuple[Any, int], list[tuple[int, str]]] = defaultdict(list)
        by_type = {ContentType.objects.get_for_model(model).pk: model for model in content_models().values()}
        history = Version.objects.filter(content_type__in=by_type).order_by("pk")
        for pk, kind, row, comment in history.values_list("pk", "content_type", "object_id", "revision__comment"):
            self._comments[by_type[kind], int(row)].append((pk, comment))
        newest = [
            pks[-1] for versions in self._comments.values() if (pks := [pk for pk, why in versions if why in SHIPPED])
        ]
        self._base = {
            (by_type[version.content_type_id], int(version.object_id)): version
            for version in Version.objects.filter(pk__in=newest).select_related("revision")
        }

    def is_touched(self, entry: Entry) -> bool:
        """True where staff may have written what is there."""
        if not issubclass(entry.model, ContentRecord):
            log = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(entry.model))
            return log.filter(object_id=str(entry.pk)).exclude(action_flag=DELETION).exists()
        comments = {comment for _, comment in self._comments[entry.model, entry.pk or 0]}
        if entry.fields["revision"] == 1:
            return bool(comments - {*SHIPPED, MOVED})
        return not comments or bool(comments - SHIPPED)

    def base(self, entry: Entry) -> Entry | None:
        """The record as it came with a release; None where nobody knows."""
        version = self._base.get((entry.model, entry.pk or 0))
        return self._entry(entry.model, version) if version else None

    def had_parts(self, entry: Entry, parts: list[Entry]) -> bool:
        """True where the record had just these parts when it came with a release."""
        version = self._base.get((entry.model, entry.pk or 0))
        if version is None:
            return False
        kinds = [relation.related_model for relation in entry.model._meta.related_objects]
        of_parts = {ContentType.objects.get_for_model(kind): kind for kind in kinds if issubclass(kind, RecordPart)}
        saved = version.revision.version_set.filter(content_type__in=of_parts)
        kept = [self._entry(of_parts[found.content_type], found) for found in saved]
        then = [content(part) for part in kept if owner(part) == entry.place]
        return len(then) == len(parts) and all(content(part) in then for part in parts)

    def key_then(self, entry: Entry) -> Place | None:
        """The record's place when it came with a release; its place now where it never did."""
        return (self.base(entry) or entry).place

    def why_missing(self, entry: Entry) -> str:
        """Why what came with an earlier release is not here under its key; empty where it has never come."""
        if entry.model._meta.model_name == "synonym":
            log = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(entry.model))
            deleted = log.filter(action_flag=DELETION, object_repr__startswith=f"{entry.fields['word']} → ")
            return "slettet her" if deleted.exists() else ""
        for (model, pk), version in self._base.items():
            if (
                model is entry.model
                and (model, pk) not in self._keys
                and self._entry(model, version).place == entry.place
            ):
                return "slettet her"
        return ""

    def _entry(self, model: type[models.Model], version: Version) -> Entry:
        """The version as an entry; what it refers to by the keys of today."""
        entry = Entry(model, "", 0)
        try:
            held = version.field_dict
        except RevertError:  # saved by a release whose fields nobody understands any more
            held = {}
        for found in model._meta.concrete_fields:
            if found.attname in held and not found.primary_key:
                value = held[found.attname]
                if isinstance(found, models.ForeignKey) and value is not None:
                    is_key = found.target_field.primary_key  # a meeting holds its kind by the kind's own key
                    value = self._key(found.related_model, value) if is_key else (str(value),)
                entry.fields[found.name] = value
        for relation in model._meta.many_to_many:
            keys = held.get(relation.attname, [])
            entry.fields[relation.name] = [self._key(relation.related_model, int(key)) for key in keys]
        return entry

    def _key(self, model: Any, pk: int) -> Key:
        if (model, pk) in self._keys:
            return self._keys[model, pk]
        version = self._base.get((model, pk))
        found = self._entry(model, version).place if version else None
        return found[1] if found else (f"(slettet {pk})",)
