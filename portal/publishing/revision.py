"""Which content revision holds now: asked of the database at every request, so that no edit is missed."""

from __future__ import annotations

import mmap
import select
import sqlite3
import time
from threading import Lock
from typing import Any, Protocol

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import pq

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
        known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
        parameters = {k: v for k, v in connection.get_connection_params().items() if k in known}
        return PostgresRevision(parameters | {"connect_timeout": 2})
    return SqliteRevision(str(connection.settings_dict["NAME"]))


class _Reader:
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


class SqliteRevision(_Reader):
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


class PostgresRevision(_Reader):
    """PostgreSQL is asked by one prepared statement straight on libpq, with a bounded wait."""

    def __init__(self, parameters: dict[str, Any]) -> None:
        super().__init__()
        self._parameters = parameters
        self._connection: psycopg.Connection[Any] | None = None
        self._poll = select.poll()

    def _ask(self) -> int:
        reused = self._connection is not None
        try:
            return self._number(self._connection or self._connect())
        except (psycopg.Error, OSError) as error:
            self._close()
            if not reused:
                raise DatabaseAwayError from error
        return self._ask()

    def _connect(self) -> psycopg.Connection[Any]:
        self._connection = psycopg.connect(**self._parameters, autocommit=True)
        prepared = self._connection.pgconn.prepare(b"revision", QUERY.encode())
        if prepared.status != pq.ExecStatus.COMMAND_OK:
            raise psycopg.OperationalError(prepared.error_message.decode(errors="replace"))
        self._poll = select.poll()
        self._poll.register(self._connection.fileno(), select.POLLIN)
        return self._connection

    def _number(self, connection: psycopg.Connection[Any]) -> int:
        libpq = connection.pgconn
        libpq.send_query_prepared(b"revision", [])
        rows = None
        while (result := self._next_result(libpq)) is not None:
            rows = result
        if rows is None or rows.status != pq.ExecStatus.TUPLES_OK:
            raise psycopg.OperationalError(libpq.error_message.decode(errors="replace"))
        return int(rows.get_value(0, 0) or 0) if rows.ntuples else 0

    def _next_result(self, libpq: pq.abc.PGconn) -> pq.abc.PGresult | None:
        while libpq.is_busy():
            if not self._poll.poll(WAIT * 1000):
                raise DatabaseAwayError
            libpq.consume_input()
        return libpq.get_result()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
