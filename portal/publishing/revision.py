"""Which content revision holds now: asked of the database at every request, so that no edit is missed."""

from __future__ import annotations

import mmap
import sqlite3
import time
from threading import Lock
from typing import Protocol

from django.db import DEFAULT_DB_ALIAS, connections

WAIT = 1.5
"""Seconds that a reader may wait for the database to say its revision."""
REST = 1.0
"""Seconds to leave a database alone after it has failed."""
QUERY = "SELECT number FROM portal_contentrevision WHERE id = 1"


class DatabaseAwayError(Exception):
    """The database does not answer."""


class RevisionReader(Protocol):
    def current(self) -> int:
        """The content revision now. DatabaseAwayError when it cannot be had within WAIT seconds."""
        ...


def reader(alias: str = DEFAULT_DB_ALIAS) -> RevisionReader:
    """The reader for the configured database."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        from portal.publishing.revision_postgresql import PostgresRevision  # psycopg would cost SQLite's start a tenth

        return PostgresRevision(connection.get_connection_params())
    return SqliteRevision(str(connection.settings_dict["NAME"]))


class Reader:
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

    def _ask(self) -> int:
        raise NotImplementedError

    def _close(self) -> None:
        raise NotImplementedError


class SqliteRevision(Reader):
    """SQLite in WAL mode keeps a header in shared memory that every commit changes (sqlite.org/walformat.html, section
    2.1). The number is read only when those bytes are not the ones seen before. Holding a connection open keeps the
    shared memory in its place; without WAL, `PRAGMA data_version` tells the same, fifty times slower."""

    HEADER_BYTES = 96
    """The header stands twice, 48 bytes each."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._header: mmap.mmap | None = None
        self._seen: object = None
        self._number = 0

    def _ask(self) -> int:
        try:
            if self._connection is None:
                self._connection = self._open()
            mark = self._mark(self._connection)
            if mark != self._seen:
                row = self._connection.execute(QUERY).fetchone()
                self._seen, self._number = mark, row[0] if row else 0
        except (sqlite3.Error, OSError, ValueError) as error:
            raise DatabaseAwayError from error
        return self._number

    def _open(self) -> sqlite3.Connection:
        address = self._path if self._path.startswith("file:") else f"file:{self._path}?mode=ro"
        connection = sqlite3.connect(address, uri=True, timeout=WAIT, check_same_thread=False, isolation_level=None)
        connection.execute(QUERY).fetchone()
        if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
            with open(f"{self._path}-shm", "rb") as memory:
                self._header = mmap.mmap(memory.fileno(), self.HEADER_BYTES, access=mmap.ACCESS_READ)
        return connection

    def _mark(self, connection: sqlite3.Connection) -> object:
        """Something that is different after every commit. Read before the number, so that it is never the newer."""
        if self._header is not None:
            return self._header[: self.HEADER_BYTES]
        return connection.execute("PRAGMA data_version").fetchone()[0]

    def _close(self) -> None:
        if self._header is not None:
            self._header.close()
            self._header = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._seen = None
