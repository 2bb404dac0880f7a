"""Moving house: the content to a folder of files, and from such a folder into a portal.

What moves is what the public reads, with each record's revision and time, so that calendars and readers see the same
portal as before. Accounts, sign-ins, history and what was searched for stay where they are.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone, translation

from portal.content.records import ContentRecord, ContentRevision, records
from portal.notices.news import MOVED
from portal.search import index
from portal.transfer.loading.comparing import differing, fill_in, identity, owner
from portal.transfer.loading.dumping import dump
from portal.transfer.loading.reading import FILES, MANIFEST, Entry, read
from portal.transfer.loading.references import directory
from portal.transfer.loading.text import file_text
from portal.transfer.loading.writing import date_by_folder, empty, remember, write

HEADER = "# Portalens indhold. manage.py import_content lægger mappen i en portal.\n\n"


class NotEmptyError(Exception):
    """There is something already where the content was to be put."""


class WouldDeleteError(Exception):
    """The folder lacks what the portal has."""

    def __init__(self, gone: list[Entry]) -> None:
        super().__init__(f"{len(gone)} records would be deleted")
        self.gone = gone


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
    """Write all content to the folder; answer how many records. NotEmptyError where files of content are in it."""
    with snapshot():
        entries = dump()
    if any((folder / name).exists() for name in FILES) and not overwrite:
        raise NotEmptyError
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
    written = [name for name in FILES if (folder / name).exists()]
    (folder / MANIFEST).write_text("".join(f"{name}\n" for name in written), encoding="utf-8")
    return len(entries)


@dataclass
class ImportDiff:
    """What an import makes of the content, as entries of records and their parts."""

    new: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    gone: list[Entry] = field(default_factory=list)
    same: list[Entry] = field(default_factory=list)


def import_content(folder: Path, replace: bool = False, dry_run: bool = False, delete: bool = False) -> ImportDiff:
    """Put the folder's content into the portal, in the place of what is there; all or nothing.

    NotEmptyError where there is content and `replace` is false, WouldDeleteError where the folder lacks some of it
    and `delete` is false, ContentErrors when the files are wrong; all leave the portal as it was, and so does
    `dry_run`. A record that was there keeps its history and never goes back in its
    revision, so a calendar takes the change.
    """
    with translation.override("da"):
        entries = read(folder)
        known = directory(entries)
        with transaction.atomic():
            is_first = not ContentRevision.current()
            before = [] if is_first else dump(whole=True)
            if not (is_first or replace or dry_run):
                raise NotEmptyError
            if is_first:
                date_by_folder(entries)
            diff = _compare(before, entries)
            if diff.gone and not (delete or dry_run):
                raise WouldDeleteError(diff.gone)
            empty()
            made = write(entries, known)
            kept = set(diff.same)
            remember((row for entry, row in made.items() if entry not in kept), MOVED)
            index.rebuild(records())
            ContentRevision.bump_past()
            transaction.set_rollback(dry_run)
    return diff


def _compare(before: list[Entry], entries: list[Entry]) -> ImportDiff:
    """What differs; every entry takes over the primary key of the one it replaces, and goes on from its revision."""
    standing = {found: entry for entry in before if (found := entry.place)}
    coming = {found: entry for entry in entries if (found := entry.place)}
    new = [entry for found, entry in coming.items() if found not in standing]
    gone = [entry for found, entry in standing.items() if found not in coming]
    replaced = {found: entry for found, entry in coming.items() if found in standing}
    altered = {found for found, entry in replaced.items() if _differs(entry, standing[found])}
    touched = (*new, *gone, *(replaced[found] for found in altered))
    altered |= {whole for entry in touched if (whole := owner(entry))}
    for found, entry in replaced.items():
        _take_over(standing[found], entry, found in altered)
    changed = [entry for found, entry in replaced.items() if found in altered]
    same = [entry for found, entry in replaced.items() if found not in altered]
    return ImportDiff([*new, *_without(entries, before)], changed, [*gone, *_without(before, entries)], same)


def _without(entries: list[Entry], others: list[Entry]) -> list[Entry]:
    """The entries without a key that are not among the others, each as often as it is missing."""
    there = Counter(identity(entry) for entry in others if entry.place is None)
    missing = []
    for entry in entries:
        if entry.place is None:
            there[identity(entry)] -= 1
            if there[identity(entry)] < 0:
                missing.append(entry)
    return missing


def _differs(entry: Entry, old: Entry) -> bool:
    fill_in(entry, old)
    return bool(differing(entry, old))


def _take_over(old: Entry, entry: Entry, altered: bool) -> None:
    entry.pk = old.pk
    if issubclass(entry.model, ContentRecord):
        revision, at = old.fields["revision"], old.fields["modified_at"]
        entry.fields["revision"] = max(entry.fields.get("revision", 1), revision + altered)
        entry.fields["modified_at"] = timezone.now() if altered else max(entry.fields.get("modified_at", at), at)
