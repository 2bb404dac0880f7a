"""What a release ships that an older portal does not have: taken where staff have not touched it, else left to
be decided.

A record's history says what it held when it came with a release, and whether anybody has saved it since. Where the
release itself has changed nothing since then, there is nothing to decide, whatever staff have written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import reversion
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from portal.content.records import RecordPart
from portal.notices.news import RELEASED
from portal.transfer.loading.comparing import INTERNAL_FIELDS, content, differing, fill_in, name_of, owner
from portal.transfer.loading.dumping import dump
from portal.transfer.loading.errors import ContentError, ContentErrors
from portal.transfer.loading.past import Past
from portal.transfer.loading.reading import Entry, Key, Place, read
from portal.transfer.loading.references import directory, in_order


@dataclass
class Undecided:
    """A record that somebody must decide on: why, and the fields with what they say here and in the release."""

    entry: Entry
    why: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass
class Update:
    """What the release has new."""

    new: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)
    dropped: list[Entry] = field(default_factory=list)
    """Records that came with an earlier release, and come with this one no more. They stay."""
    parts_gone: list[Entry] = field(default_factory=list)
    """Parts of changed records that the release no longer has."""


def take_release(folder: Path, wanted: Collection[str] = (), dry_run: bool = False) -> Update:
    """Take what is new in the folder; return what was taken and what is left. All or nothing; `dry_run` writes nothing.

    `wanted` names records that are taken although staff have touched them.
    """
    with translation.override("da"), transaction.atomic():
        entries = read(folder)
        ordered = in_order(entries, directory(entries))
        if unknown := set(wanted) - {name_of(entry) for entry in entries}:
            raise ContentErrors([ContentError(name, "Posten findes ikke i indholdet.") for name in sorted(unknown)])
        comparison = _Comparison(ordered, dump(whole=True))
        found = comparison.update(wanted)
        while refused := _take(found):
            comparison.leave(found, refused)
        transaction.set_rollback(dry_run)
    return found


class _Comparison:
    """The release's entries beside the portal's own."""

    def __init__(self, entries: list[Entry], before: list[Entry]) -> None:
        self.entries = [entry for entry in entries if entry.place]
        self.standing = {found: entry for entry in before if (found := entry.place)}
        self.past = Past(self.standing)
        self._follow_renamed()
        self.parts: dict[Place | None, list[Entry]] = defaultdict(list)
        self.parts_here: dict[Place | None, list[Entry]] = defaultdict(list)
        for parts, source in ((self.parts, self.entries), (self.parts_here, self.standing.values())):
            for entry in source:
                if whole := owner(entry):
                    parts[whole].append(entry)

    def _follow_renamed(self) -> None:
        """Let the release call each record what staff call it now."""
        now = {then: old for old in self.standing.values() if (then := self.past.key_then(old)) not in self.standing}
        keys: dict[Any, Key] = {then: found[1] for then, old in now.items() if (found := old.place)}
        renamed = {entry: old for entry in self.entries if (old := now.get(entry.place))}
        for entry, old in renamed.items():
            natural: Any = entry.model
            entry.fields |= {name: old.fields[name] for name in natural.natural_fields if name in entry.fields}
        for entry in self.entries:
            entry.fields |= {name: keys.get(place, place[1]) for name, place in entry.one.items()}
            for name, places in entry.many.items():
                entry.fields[name] = [keys.get(place, place[1]) for place in places]

    def update(self, wanted: Collection[str]) -> Update:
        found = Update()
        for entry in self.entries:
            if not issubclass(entry.model, RecordPart):
                self._sort(entry, found, name_of(entry) in wanted)
        self.leave(found, {})
        found.new.sort(key=self.entries.index)
        coming = {entry.place for entry in self.entries}
        found.dropped = [old for key, old in self.standing.items() if {key, self.past.key_then(old)}.isdisjoint(coming)]
        return found

    def _sort(self, entry: Entry, found: Update, is_wanted: bool) -> None:
        key = entry.place
        old = self.standing.get(key) if key else None
        if old is None:
            why = "" if is_wanted else self.past.why_missing(entry)
            if why:
                found.undecided.append(Undecided(entry, why))
            else:
                found.new += [entry, *self.parts[key]]
            return
        entry.pk = old.pk
        for part in self.parts[key]:
            if old_part := self.standing.get(part.place):  # type: ignore[arg-type]  # None is no key
                part.pk = old_part.pk
        fill_in(entry, old)
        fields = differing(entry, old)
        parts = self._differing_parts(self.parts[key])
        coming = {part.place for part in self.parts[key]}
        gone = [part for part in self.parts_here[key] if part.place not in coming]
        if not (fields or parts or gone):
            return
        if not is_wanted and self.past.is_touched(old):
            base = self.past.base(old)
            fields &= differing(entry, base) if base else fields
            if fields or ((parts or gone) and not self.past.had_parts(old, self.parts[key])):
                found.undecided.append(
                    Undecided(entry, "rettet her", [_both(old, entry, name) for name in sorted(fields)])
                )
            return
        found.changed += [entry, *parts]
        found.parts_gone += gone

    def _differing_parts(self, parts: list[Entry]) -> list[Entry]:
        """The parts that the release has otherwise, or that are not here."""
        pairs = [(part, self.standing.get(part.place)) for part in parts]  # type: ignore[arg-type]  # None is no key
        return [part for part, old in pairs if old is None or differing(part, old)]

    def leave(self, found: Update, why: dict[Entry, str]) -> None:
        """Leave these undecided, and all that refers to one that is not here and is not taken."""
        while True:
            found.undecided += [Undecided(entry, reason) for entry, reason in why.items()]
            found.new = [entry for entry in found.new if entry not in why]
            found.changed = [entry for entry in found.changed if entry not in why]
            there = {*self.standing, *(entry.place for entry in found.new)}
            lost = {entry: _named(entry) - there for entry in (*found.new, *found.changed)}
            why = {
                entry: f"henviser til {', '.join(sorted(' / '.join(key) for _, key in missing))}, som ikke er her"
                for entry, missing in lost.items()
                if missing
            }
            if not why:
                return


class _RefusedError(Exception):
    """What the records' own rules say of some of them."""

    def __init__(self, why: dict[Entry, str]) -> None:
        self.why = why


def _take(found: Update) -> dict[Entry, str]:
    """Write what is new and changed, as if staff had saved it. Where a record's own rules refuse it nothing is written,
    and the answer says why."""
    try:
        with transaction.atomic(), reversion.create_revision():
            reversion.set_comment(RELEASED)
            _write(found)
    except _RefusedError as error:
        return error.why
    return {}


def _write(found: Update) -> None:
    rows: dict[Place | None, Any] = {}
    refused: dict[Entry, str] = {}
    for entry in (*found.new, *found.changed):
        if _named(entry) & {other.place for other in refused}:
            continue
        try:
            rows[entry.place] = _saved(entry, rows)
        except ValidationError as error:
            refused[entry] = " ".join(error.messages)
    if refused:
        raise _RefusedError(refused)
    for entry in (*found.new, *found.changed):
        for name, places in entry.many.items():
            getattr(rows[entry.place], name).set([_row(other, rows) for other in places])
    for part in (part for part in found.parts_gone if owner(part) in rows):
        row: Any = part.model._base_manager.get(pk=part.pk)
        row.withdraw()


def _saved(entry: Entry, rows: dict[Place | None, Any]) -> Any:
    """The entry's row, written; its many-to-many relations come when all rows are there."""
    row: Any = entry.model._base_manager.get(pk=entry.pk) if entry.pk else entry.model()
    values = content(entry) if entry.pk else entry.fields
    for name in values.keys() - INTERNAL_FIELDS - entry.many.keys() - entry.one.keys():
        setattr(row, name, values[name])
    for name, other in entry.one.items():
        setattr(row, name, _row(other, rows))
    row.full_clean()
    row.save()
    return row


def _row(place: Place, rows: dict[Place | None, Any]) -> Any:
    model: Any = place[0]
    return rows.get(place) or model.objects.get_by_natural_key(*place[1])


def _named(entry: Entry) -> set[Place]:
    """The places of all that the entry refers to."""
    return {*entry.one.values(), *(place for places in entry.many.values() for place in places)}


def _both(old: Entry, entry: Entry, name: str) -> tuple[str, str, str]:
    label = str(entry.model._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]  # a field
    return label, _as_text(old, name), _as_text(entry, name)


def _as_text(entry: Entry, name: str) -> str:
    if name in entry.many:
        return ", ".join(sorted(" / ".join(key) for _, key in entry.many[name]))
    if name in entry.one:
        return " / ".join(entry.one[name][1])
    value = entry.fields.get(name)
    return "" if value is None else str(value)
