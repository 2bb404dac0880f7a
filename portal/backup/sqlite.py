"""A copy of an SQLite database is an SQLite database: one file, made and put back by SQLite's backup interface.

https://www.sqlite.org/backup.html: the copy is of one moment, and neither readers nor writers wait for it. Put back it
is one commit: who reads sees what was before or what is after, and a power cut in between leaves what was before.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from django.db import connection, connections

from portal.backup import checksum
from portal.backup.contents import LEFT_OUT, BackupError, Contents, contents

WAIT = 30.0
"""Seconds to wait for others who write."""


def write(copy: Path) -> Contents:
    """Write the database, as it is at this moment, to the empty file `copy`; answer what it holds."""
    with _opened(connection.settings_dict["NAME"]) as source, _opened(copy) as target:
        source.execute("BEGIN")
        found = _contents(source)
        source.backup(target)
        target.execute("PRAGMA secure_delete = ON")
        target.execute(f"DELETE FROM {LEFT_OUT}")  # noqa: S608 (our own name)
        target.execute("PRAGMA journal_mode = DELETE")
    return found


def read(copy: Path) -> Contents:
    """What the copy holds. BackupError when it is not whole."""
    if not _has_all_its_pages(copy):
        raise BackupError(f"{copy} er beskadiget: Filen har ikke den længde, den skal have.")
    try:
        with closing(sqlite3.connect(f"file:{quote(str(copy))}?mode=ro&immutable=1", uri=True)) as source:
            problems = [text for (text,) in source.execute("PRAGMA integrity_check(1)") if text != "ok"]
            if problems:
                raise BackupError(f"{copy} er beskadiget ({problems[0]}).")
            return _contents(source)
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{copy} er beskadiget eller ingen kopi af en portal ({error}).") from None


def _has_all_its_pages(copy: Path) -> bool:
    """Whether the file is as long as its header says (https://www.sqlite.org/fileformat.html, section 1.3)."""
    with copy.open("rb") as file:
        header = file.read(100)
    page = int.from_bytes(header[16:18])
    return checksum.length(copy) == (65536 if page == 1 else page) * int.from_bytes(header[28:32])


def put_back(copy: Path, afterwards: list[str], work: Path) -> None:
    """Let the database be the copy, with `afterwards` done to it; `work` is a file to do that in."""
    database = connection.settings_dict["NAME"]
    shutil.copyfile(copy, work)
    os.truncate(work, checksum.length(copy))
    connections.close_all()
    try:
        with _opened(work) as source, _opened(database) as target:
            for statement in afterwards:
                source.execute(statement)
            target.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(target)
    except sqlite3.DatabaseError as error:
        raise BackupError(
            f"Databasen {database} kan ikke modtage kopien ({error}). Er den beskadiget, så stop portalen, "
            "flyt filen og dens -wal og -shm et andet sted hen, og prøv igen."
        ) from None


def _opened(path: Path | str) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path, timeout=WAIT, isolation_level=None))


def _contents(source: sqlite3.Connection) -> Contents:
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return contents(source.execute, [name for (name,) in source.execute(tables)])
