"""What two entries of the same record say, and where they differ."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, NamedTuple

from django.db import models

from portal.content.records import RecordPart
from portal.transfer.loading.reading import Entry, Key
from portal.transfer.loading.references import natural_key, related_model

Place = tuple[type[models.Model], Key]
INTERNAL_FIELDS = {"revision", "modified_at"}
"""Fields that say nothing of the content."""


class Content(NamedTuple):
    """What an entry says, in a form to compare."""

    values: dict[str, Any]
    one: dict[str, Key]
    many: dict[str, set[Key]]


def place(entry: Entry) -> Place | None:
    """The model and the key of a record; None for what has no key (news, notices)."""
    key = natural_key(entry)
    return (entry.model, key) if key else None


def owner(entry: Entry) -> Place | None:
    """The place of the record that the entry is a part of: a change to a session is a change to its meeting."""
    if not issubclass(entry.model, RecordPart):
        return None
    name = entry.model.record_field
    return related_model(entry, name), entry.one[name]


def content(entry: Entry) -> Content:
    fields = [f for f in entry.model._meta.concrete_fields if not (f.primary_key or f.is_relation)]
    values = {f.name: entry.values.get(f.name, f.get_default()) for f in fields if f.name not in INTERNAL_FIELDS}
    relations = [relation.name for relation in entry.model._meta.many_to_many]
    return Content(values, entry.one, {name: set(entry.many.get(name, [])) for name in relations})


def differing(one: Content, other: Content) -> set[str]:
    """The names of the fields that do not say the same."""
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = list(zip(one, other, strict=True))
    return {
        name for mine, theirs in pairs for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name)
    }


def fill_in(entry: Entry, old: Entry) -> None:
    """Let what a file leaves to chance (a key of its own) be as it was."""
    for name in old.values.keys() - entry.values.keys() - INTERNAL_FIELDS:
        if callable(entry.model._meta.get_field(name).default):  # type: ignore[union-attr]  # no relation
            entry.values[name] = old.values[name]


def identity(entry: Entry) -> Hashable:
    """All that an entry without a key says, which is what it is known by."""
    values, one, _ = content(entry)
    return entry.model, frozenset(values.items()), frozenset(one.items())


def name_of(entry: Entry) -> str:
    """`lov: serviceloven`; for what has no key its title or what it belongs to."""
    key = natural_key(entry) or next(iter(entry.one.values()), None) or (str(entry.values.get("title", "")),)
    return f"{entry.model._meta.verbose_name}: {' / '.join(key)}"
