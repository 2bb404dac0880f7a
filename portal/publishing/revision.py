"""Which content revision holds now, looked up at every request, so that no edit is missed."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from abc import ABC, abstractmethod
from threading import Lock
from typing import Protocol
from urllib.parse import quote

from portal.publishing.edits import Edits

WAIT = 1.5
"""Seconds that a reader may wait for the database to say its revision."""
REST = 1.0
"""Seconds to leave a database alone after it has failed."""
TRUSTED = 1.0
"""Seconds that SQLite is not asked while nobody says to have edited. Who edits says so; this is for what goes around
the portal: a file that somebody has put in the place of another, a program of the owner's own."""
QUERY = "SELECT number FROM portal_contentrevision WHERE id = 1"


class DatabaseAwayError(Exception):
    """The database does not answer."""


class RevisionReader(Protocol):
    def current(self) -> int:
        """The content revision now. DatabaseAwayError when it cannot be had within WAIT seconds."""
        ...

    def known(self) -> int | None:
        """The content revision now where that is certain without asking the database; else None."""
        ...


class Reader(ABC):
    """One connection of its own, opened at need, left alone for REST seconds after a failure."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._rest_until = 0.0

    def current(self) -> int:
        with self._lock:
            if time.monotonic() < self._rest_until:
                raise DatabaseAwayError
            try:
                return self._ask()
            except DatabaseAwayError:
                self._rest_until = time.monotonic() + REST
                self._close()
                raise

    def known(self) -> int | None:
        return None

    @abstractmethod
    def _ask(self) -> int:
        """What the database says. DatabaseAwayError when it does not."""

    @abstractmethod
    def _close(self) -> None:
        """Let the connection go."""


class SqliteRevision(Reader):
    """SQLite says by `PRAGMA data_version` whether anybody has committed; the number is read only then.

    Nothing here may open a file of the database itself: to close it again would drop every lock that this process holds
    on it (sqlite.org/howtocorrupt.html, section 2.2), and who opens the database next would cut its shared memory off.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._cursor: sqlite3.Cursor | None = None
        self._seen = -1
        self._number = 0

    def _ask(self) -> int:
        try:
            if self._cursor is None:
                self._cursor = self._open()
            seen = self._cursor.execute("PRAGMA data_version").fetchone()[0]  # first, so that it is never the newer
            if seen != self._seen:
                row = self._cursor.execute(QUERY).fetchone()
                self._seen, self._number = seen, row[0] if row else 0
        except (sqlite3.Error, OSError, ValueError) as error:
            raise DatabaseAwayError from error
        return self._number

    def _open(self) -> sqlite3.Cursor:
        address = self._path if self._path.startswith("file:") else f"file:{quote(self._path)}?mode=ro"
        connection = sqlite3.connect(address, uri=True, timeout=WAIT, check_same_thread=False, isolation_level=None)
        return connection.cursor()

    def _close(self) -> None:
        if self._cursor is not None:
            self._cursor.connection.close()
            self._cursor = None
        self._seen = -1


class AnnouncedRevision:
    """The revision of an SQLite database, which is asked again when an edit has begun since it was asked."""

    def __init__(self, database: RevisionReader, edits: Edits) -> None:
        self._database = database
        self._edits = edits
        self._known = (0, 0, 0.0)
        """After which edit it was asked (0 while one was under way), what it said, and until when that is trusted."""

    def known(self) -> int | None:
        settled = self._edits.settled()
        after, number, until = self._known
        return number if settled and settled == after and time.monotonic() < until else None

    def current(self) -> int:
        if (number := self.known()) is not None:
            return number
        with contextlib.suppress(OSError):
            self._edits.open()
        asked = time.monotonic()
        settled = self._edits.settled()  # before the database is asked, so that it is never the newer
        number = self._database.current()
        self._known = (settled, number, asked + TRUSTED)
        return number
