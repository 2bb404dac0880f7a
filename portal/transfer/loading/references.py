"""References between entries: who is named by which key, and who must be written before whom."""

from __future__ import annotations

from typing import Any

from django.db import models

from portal.transfer.loading.errors import ContentError, ContentErrors
from portal.transfer.loading.reading import Entry, Key

Directory = dict[tuple[type[models.Model], Key], Entry]


def directory(entries: list[Entry]) -> Directory:
    """Every entry by its model and natural key. ContentErrors for a key that is used twice or leads nowhere."""
    found: Directory = {}
    errors: list[ContentError] = []
    for entry in entries:
        key = natural_key(entry)
        if key is None:
            continue
        first = found.setdefault((entry.model, key), entry)
        if first is not entry:
            errors.append(entry.error(f"Posten “{' / '.join(key)}” står også i {first.file}, linje {first.line}."))
    for entry in entries:
        errors += _dangling(entry, found)
    if errors:
        raise ContentErrors(errors)
    return found


def in_order(entries: list[Entry], known: Directory) -> list[Entry]:
    """The entries as they stand, but each after those that its own columns refer to."""
    done: dict[Entry, bool] = {}
    ordered: list[Entry] = []

    def place(entry: Entry) -> None:
        if done.get(entry) is False:
            raise ContentErrors([entry.error("Posten henviser i ring til sig selv.")])
        if entry in done:
            return
        done[entry] = False
        for name, key in entry.one.items():
            place(known[related_model(entry, name), key])
        done[entry] = True
        ordered.append(entry)

    for entry in entries:
        place(entry)
    return ordered


def related_model(entry: Entry, name: str) -> type[models.Model]:
    model: Any = entry.model._meta.get_field(name).related_model
    return model


def natural_key(entry: Entry) -> Key | None:
    """The values that name the entry, as text; None where its kind has no key or a part of it is missing."""
    parts = []
    for path in getattr(entry.model, "natural_fields", ()):
        name, _, rest = path.partition("__")
        part = _of_related(entry, name, rest) if rest else entry.values.get(name)
        if part in (None, ""):
            return None
        parts.append(str(part))
    return tuple(parts) or None


def _of_related(entry: Entry, name: str, path: str) -> str | None:
    """The part of the key that a reference carries: `law__slug` is in the law's own key."""
    key = entry.one.get(name, ())
    names = related_model(entry, name).natural_fields  # type: ignore[attr-defined]  # of content models
    return key[names.index(path)] if len(key) == len(names) else None


def _dangling(entry: Entry, known: Directory) -> list[ContentError]:
    named = [(name, key) for name, key in entry.one.items()]
    named += [(name, key) for name, keys in entry.many.items() for key in keys]
    return [
        entry.error(f"Henvisningen [{', '.join(key)}] peger på noget, der ikke findes.", name)
        for name, key in named
        if (related_model(entry, name), key) not in known
    ]
