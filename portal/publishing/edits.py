"""The edits of an SQLite database, counted in memory that every process which has it open shares.

To ask SQLite whether anybody has committed costs little, but gives up Python's lock and takes it back, and that is a
quarter of a kept page. So who edits says so here, before the commit and after it, and who reads asks the database
only where something was said. PostgreSQL may be on another machine: it is asked at every request.
"""

from __future__ import annotations

import contextlib
import logging
import mmap
import os
import struct
from functools import partial
from pathlib import Path

from django.db import connection, transaction

log = logging.getLogger(__name__)
BEGUN, ENDED = 0, 1
SIZE = 16
"""Bytes of the file: two numbers that only grow, of eight bytes each."""


class Edits:
    """How many edits have begun, and which was the last to end; in a file beside the database, named as SQLite's own.

    An edit begins when it holds the database's write lock, so no two count at the same time. One that is given up, or
    whose process dies, never ends here: everybody then asks the database, until the next edit has ended.
    """

    def __init__(self, database: str) -> None:
        self._path = Path(f"{database}-edits")
        self._database = Path(database)
        self._inode = 0
        self._numbers = memoryview(bytearray(SIZE)).cast("Q")

    def settled(self) -> int:
        """A number for what is committed now, another after every edit; 0 while an edit is under way, and where nothing
        is known: ask the database."""
        ended = self._numbers[ENDED]
        return ended if ended == self._numbers[BEGUN] else 0

    def begin(self) -> int:
        """Say, before the commit and holding the write lock, that an edit comes. Returns its number for `end`."""
        self.open()
        number = max(self._numbers) + 1
        self._numbers[BEGUN] = number
        return number

    def end(self, number: int) -> None:
        """Say, after the commit, that the edit is there to be read."""
        self._numbers[ENDED] = max(number, self._numbers[ENDED])

    def open(self) -> None:
        """Open the file, and make it where it is not there; anew where another has taken its place. OSError where it
        cannot be had."""
        if self._inode and self._inode == _inode(self._path):
            return
        if not self._path.exists():
            self._make()
        with self._path.open("r+b") as file:
            if os.fstat(file.fileno()).st_size < SIZE:
                raise OSError(f"{self._path} is cut short")
            self._numbers = memoryview(mmap.mmap(file.fileno(), SIZE)).cast("Q")
            self._inode = os.fstat(file.fileno()).st_ino

    def _make(self) -> None:
        """Put a whole file there, unless somebody else has done it by now. Its bytes are written, so that a full disk
        refuses them here and not later; whoever may write in the database may write in it."""
        new = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        like = self._database.stat()
        try:
            new.write_bytes(struct.pack("=2Q", 1, 1))
            new.chmod(like.st_mode & 0o666)
            if os.geteuid() == 0:
                os.chown(new, like.st_uid, like.st_gid)
            with contextlib.suppress(FileExistsError):
                os.link(new, self._path)
        finally:
            new.unlink(missing_ok=True)


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def announce() -> None:
    """Say that the transaction edits what pages are made of; call when it has written, and before it commits."""
    database = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or not Path(database).is_file():
        return
    edits = _opened.setdefault(database, Edits(database))
    try:
        number = edits.begin()
    except OSError as error:  # readers ask the database once a second, whatever is said here
        log.warning("The edit could not be announced: %s", error)
        return
    transaction.on_commit(partial(edits.end, number))


_opened: dict[str, Edits] = {}
