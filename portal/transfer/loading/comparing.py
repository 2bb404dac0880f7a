"""What two entries of the same record say, and where they differ."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from portal.content.records import RecordPart
from portal.transfer.loading.reading import Entry, Place

INTERNAL_FIELDS = {"revision", "modified_at"}
"""Fields that say nothing of the content."""


def owner(entry: Entry) -> Place | None:
    """The place of the record that the entry is a part of: a change to a session is a change to its meeting."""
    return entry.one[entry.model.record_field] if issubclass(entry.model, RecordPart) else None


def content(entry: Entry) -> dict[str, Any]:
    """All that the entry says, by field, in a form to compare; what it leaves out is as in a new record."""
    said: dict[str, Any] = {name: frozenset(places) for name, places in entry.many.items()}
    for field in entry.model._meta.concrete_fields:
        if not field.primary_key and field.name not in INTERNAL_FIELDS:
            said[field.name] = entry.fields.get(field.name, field.get_default())
    return said


def differing(one: Entry, other: Entry) -> set[str]:
    """The names of the fields in which two entries of a kind do not say the same."""
    mine, theirs = content(one), content(other)
    return {name for name in mine if mine[name] != theirs[name]}


def kept_here(entry: Entry, fields: dict[str, Any] | None = None) -> Iterable[str]:
    """The fields that no file of an export holds, for these values of the entry: they are for this house alone."""
    names: Callable[[dict[str, Any]], Iterable[str]] = getattr(entry.model, "kept_here", lambda fields: ())
    return names(entry.fields if fields is None else fields)


def fill_in(entry: Entry, old: Entry) -> None:
    """Let what a file leaves to chance (a key of its own), and what no file holds, be as it was."""
    for name in {*kept_here(entry), *kept_here(entry, old.fields | entry.fields)}:
        entry.fields.setdefault(name, old.fields[name])
    for field in entry.model._meta.concrete_fields:
        if field.has_default() and callable(field.default) and field.name not in INTERNAL_FIELDS:
            entry.fields.setdefault(field.name, old.fields[field.name])


def identity(entry: Entry) -> Hashable:
    """All that an entry without a key says, which is what it is known by."""
    return entry.model, frozenset(content(entry).items())


def name_of(entry: Entry) -> str:
    """`lov: serviceloven`; for what has no key its title or what it belongs to."""
    _, key = entry.place or next(iter(entry.one.values()), None) or (None, (str(entry.fields.get("title", "")),))
    return f"{entry.model._meta.verbose_name}: {' / '.join(key)}"
