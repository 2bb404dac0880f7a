"""Moving house: the content to a folder of files, and from such a folder into a portal.

What moves is what the public reads, with each record's revision and time, so that calendars and readers see the same
portal as before. Accounts, sign-ins, history and what was searched for stay where they are.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone, translation

from portal.content import ContentRecord, ContentRevision, RecordPart, records
from portal.loading.reading import FILES, Entry, Key, content_models, read
from portal.loading.references import directory, natural_key, related_model
from portal.loading.stored import stored
from portal.loading.text import file_text
from portal.loading.writing import date_by_folder, remember, write
from portal.news import MOVED
from portal.search import index

HEADER = "# Portalens indhold. manage.py import_content lægger mappen i en portal.\n\n"
Place = tuple[type[models.Model], Key]
OF_THE_HOUSE = {"revision", "modified_at"}
"""Fields that say nothing of the content."""


class OccupiedError(Exception):
    """There is something already where the content was to be put."""


@contextmanager
def snapshot() -> Iterator[None]:
    """All queries inside see the database as it was at one moment."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def export_content(folder: Path, overwrite: bool = False) -> int:
    """Write all content to the folder; answer how many records. OccupiedError where files of content are in it."""
    with snapshot():
        entries = stored()
    if any((folder / name).exists() for name in FILES) and not overwrite:
        raise OccupiedError
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        here = [entry for entry in entries if entry.file == name]
        path = folder / name
        if here:
            part = path.with_suffix(".part")
            part.write_text(HEADER + file_text(here), encoding="utf-8")
            os.replace(part, path)
        else:
            path.unlink(missing_ok=True)
    return len(entries)


@dataclass
class Difference:
    """What an import makes of the content, as entries of records and their parts."""

    new: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    gone: list[Entry] = field(default_factory=list)
    same: list[Entry] = field(default_factory=list)


def import_content(folder: Path, replace: bool = False, rehearse: bool = False) -> Difference:
    """Put the folder's content into the portal, in the place of what is there; all or nothing.

    OccupiedError where there is content and `replace` is not said, MistakesError when the files are wrong; both leave
    the portal as it was, and so does `rehearse`. A record that was there keeps its history and never goes back in its
    revision, so a calendar takes the change.
    """
    with translation.override("da"):
        entries = read(folder)
        known = directory(entries)
        with transaction.atomic():
            before = stored()
            if (before or ContentRevision.current()) and not (replace or rehearse):
                raise OccupiedError
            if not before:
                date_by_folder(entries)
            difference = _compare(before, entries)
            _empty()
            made = write(entries, known)
            kept = set(difference.same)
            remember((row for entry, row in made.items() if entry not in kept), MOVED)
            index.rebuild(records())
            ContentRevision.leap()
            transaction.set_rollback(rehearse)
    return difference


def _empty() -> None:
    """Delete every row of content; nothing outside the content refers to it."""
    for model in content_models().values():
        for relation in model._meta.many_to_many:
            _delete(relation.remote_field.through)
        _delete(model)


def _delete(model: Any) -> None:
    rows = model._base_manager.all()
    rows._raw_delete(rows.db)


def _compare(before: list[Entry], entries: list[Entry]) -> Difference:
    """What differs; every entry takes over the primary key of the one it replaces, and goes on from its revision."""
    standing = {place: entry for entry in before if (place := _place(entry))}
    coming = {place: entry for entry in entries if (place := _place(entry))}
    new = [entry for place, entry in coming.items() if place not in standing]
    gone = [entry for place, entry in standing.items() if place not in coming]
    replaced = {place: entry for place, entry in coming.items() if place in standing}
    altered = {place for place, entry in replaced.items() if _differs(entry, standing[place])}
    touched = (*new, *gone, *(replaced[place] for place in altered))
    altered |= {owner for entry in touched if (owner := _owner(entry))}
    for place, entry in replaced.items():
        _take_over(standing[place], entry, place in altered)
    changed = [entry for place, entry in replaced.items() if place in altered]
    return Difference(new, changed, gone, [entry for place, entry in replaced.items() if place not in altered])


def _place(entry: Entry) -> Place | None:
    """The model and the key of a record; None for what has no key (news, notices)."""
    key = natural_key(entry)
    return (entry.model, key) if key else None


def _owner(entry: Entry) -> Place | None:
    """The place of the record that the entry is a part of: a change to a session is a change to its meeting."""
    if not issubclass(entry.model, RecordPart):
        return None
    name = entry.model.record_field
    return related_model(entry, name), entry.one[name]


def _differs(entry: Entry, old: Entry) -> bool:
    """Whether the entry says something else; what a file leaves to chance (a key of its own) is as it was."""
    for name in old.values.keys() - entry.values.keys() - OF_THE_HOUSE:
        if callable(entry.model._meta.get_field(name).default):  # type: ignore[union-attr]
            entry.values[name] = old.values[name]
    return _content(entry) != _content(old)


def _content(entry: Entry) -> tuple[Any, ...]:
    """What the entry says, in a form to compare."""
    fields = [f for f in entry.model._meta.concrete_fields if not (f.primary_key or f.is_relation)]
    values = {f.name: entry.values.get(f.name, f.get_default()) for f in fields if f.name not in OF_THE_HOUSE}
    relations = [relation.name for relation in entry.model._meta.many_to_many]
    many = {name: set(entry.many.get(name, [])) for name in relations}
    return values, entry.one, many


def _take_over(old: Entry, entry: Entry, altered: bool) -> None:
    entry.pk = old.pk
    if issubclass(entry.model, ContentRecord):
        revision, at = old.values["revision"], old.values["modified_at"]
        entry.values["revision"] = max(entry.values.get("revision", 1), revision + altered)
        entry.values["modified_at"] = timezone.now() if altered else max(entry.values.get("modified_at", at), at)
