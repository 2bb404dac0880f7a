"""Backup and restore: nothing is overwritten unless asked for, nothing is left half done, all is checked."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from committee.models import Committee, Meeting
from portal.backup import checksum
from portal.backup.contents import BackupError, Contents
from portal.content.records import ContentRevision
from portal.lib.startup_lock import Report, migrate, startup_lock

MARKS = {"sqlite": b"SQLite format 3\0", "postgresql": b"PGDMP"}
"""How each database's copy begins."""
NAMES = {"sqlite": "SQLite-database", "postgresql": "PostgreSQL-database"}
UNSEEN = 1000
"""More changes than a calendar can have seen of a meeting since a copy was taken, where nobody can tell."""
KEPT_BEFORE = 5
"""Copies of what was there before a restore that stay."""


def back_up(copy: Path, overwrite: bool = False) -> Contents:
    """Write the database to the file and read it back; answer what it holds. BackupError leaves the file as it was."""
    if copy.is_dir():
        raise BackupError(f"{copy} er en mappe: Skriv, hvad filen skal hedde.")
    if copy.exists() and not overwrite:
        raise BackupError(f"{copy} findes i forvejen, så intet er skrevet: Vælg et andet navn, eller brug --overwrite.")
    with contextlib.suppress(OSError):  # what cannot be written is reported below
        copy.parent.mkdir(mode=0o700, exist_ok=True)
    with _new(copy.with_name(f"{copy.name}.part")) as part:
        try:
            written = _database().write(part)
        except (DatabaseError, sqlite3.DatabaseError) as error:
            raise BackupError(f"Kopien kunne ikke tages ({error}).") from None
        checksum.add(part)
        found = read(part)
        rows = {table: found.rows.get(table) for table in written.rows}
        if (rows, found.revision) != (written.rows, written.revision):
            raise BackupError("Kopien svarer ikke til databasen, så den er ikke gemt: Prøv igen.")
        if overwrite:
            part.replace(copy)
        else:
            os.link(part, copy)
    return found


def read(copy: Path, has_checksum: bool = True) -> Contents:
    """What the copy holds. BackupError when it is no whole copy of a portal's database, or not one of this kind."""
    try:
        with copy.open("rb") as file:
            mark = file.read(16)
    except OSError as error:
        raise BackupError(f"{copy} kan ikke læses ({error.strerror}).") from None
    kind = next((vendor for vendor, start in MARKS.items() if mark.startswith(start)), None)
    if kind is None:
        raise BackupError(f"{copy} er ikke en kopi, som manage.py backup har skrevet.")
    if kind != connection.vendor:
        raise BackupError(
            f"{copy} er fra en {NAMES[kind]}, og portalen bruger {NAMES[connection.vendor]}: Flyt indholdet med "
            "manage.py export_content og import_content i stedet."
        )
    checksum.check(copy, has_checksum)
    return _database().read(copy)


def restore(copy: Path, replace: bool, keep: bool, report: Report, has_checksum: bool = True) -> Contents:
    """Let the database be the copy; answer what it holds. BackupError leaves the database as it was.

    What was there is first saved in a backup of its own (`keep`). Content revision and calendars go on from a number
    that nobody has seen, so neither a cached page nor a calendar takes the old for the new. Copies of earlier releases
    have no checksum.
    """
    found = read(copy, has_checksum)
    if newer := _unknown(found):
        raise BackupError(f"{copy} er fra en nyere udgave af portalen ({newer[0]}): Opdatér portalen, og prøv igen.")
    with startup_lock(report):
        _replace(copy, found, replace, keep, report)
    return found


def _replace(copy: Path, found: Contents, replace: bool, keep: bool, report: Report) -> None:
    revision, sequence = _last_seen()
    if revision and not replace:
        raise BackupError(
            "Databasen har allerede indhold eller brugere, så intet er ændret. Brug --replace, hvis kopien skal træde "
            "i stedet; det, der er nu, bliver gemt i en kopi først."
        )
    if revision and keep:
        before = settings.VAR_DIR / f"foer-{timezone.localtime():%Y%m%d-%H%M%S}.backup"
        try:
            back_up(before)
        except BackupError as error:
            raise BackupError(f"{error} Det, der er nu, er ikke gemt, og intet er ændret. Se --no-copy.") from None
        report(f"Det, der var, er gemt i {before}.")
    with _new(settings.VAR_DIR / "restore.part") as work:
        _database().put_back(copy, _afterwards(max(revision, found.revision), sequence), work)
    migrate(report)
    for old in sorted(settings.VAR_DIR.glob("foer-*.backup"))[:-KEPT_BEFORE]:
        if not (copy.exists() and old.samefile(copy)):
            old.unlink(missing_ok=True)


def _database() -> Any:
    """The module that writes, reads and puts back copies of the portal's own database."""
    return importlib.import_module(f"portal.backup.{connection.vendor}")


def _unknown(found: Contents) -> list[str]:
    """The copy's migrations that this release's apps do not have."""
    known = set(MigrationLoader(None).disk_migrations or ())
    apps = {app for app, _ in known}
    return sorted(f"{app}.{name}" for app, name in found.migrations - known if app in apps)


def _last_seen() -> tuple[int, int]:
    """The content revision (1 at least where there are users) and the highest number that a calendar may have seen;
    zeros for an empty or unreadable database."""
    try:
        revision = ContentRevision.current() or int(User.objects.exists())
        meetings = Meeting.objects.select_related("plan__committee").order_by()
        sequences = (m.revision + m.plan.revision + m.plan.committee.revision for m in meetings.iterator())
        return revision, max(sequences, default=0)
    except DatabaseError:
        return 0, 0


def _afterwards(revision: int, sequence: int) -> list[str]:
    """What is done to a copy that is put back, in SQL that both databases know."""
    number = max(revision + 1, int(time.time()))
    now = f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S.%f}{'' if connection.vendor == 'sqlite' else '+00'}"
    revisions, committees = ContentRevision._meta.db_table, Committee._meta.db_table
    more = max(sequence, UNSEEN)
    return [
        f"UPDATE {revisions} SET number = {number}",  # noqa: S608 (our own names and numbers)
        f"UPDATE {committees} SET revision = revision + {more}, modified_at = '{now}'",  # noqa: S608 (our own again)
    ]


@contextmanager
def _new(path: Path) -> Iterator[Path]:
    """An empty file that only its owner reads, gone afterwards."""
    try:
        path.unlink(missing_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield path
    except OSError as error:
        raise BackupError(f"{path.parent} kan ikke skrives ({error.strerror}).") from None
    finally:
        path.unlink(missing_ok=True)
