"""The content revision, asked of the database at each request, so that an edit is seen by the very next one.

The classes here are used by one event loop. A database that does not answer is left alone for a moment (a circuit
breaker), so that nobody queues up behind it.
"""

from __future__ import annotations

import sqlite3
import time
from abc import ABC, abstractmethod

from django.db import DEFAULT_DB_ALIAS, connections

TIMEOUT = 1.5
"""Seconds to wait for the database to give its revision."""
CLOSED_FOR = 1.0
"""Seconds for which a database that has failed is not asked again."""
QUERY = "SELECT number FROM portal_contentrevision WHERE id = 1"


class DatabaseUnavailableError(Exception):
    """The database did not answer in time."""


class RevisionSource(ABC):
    """The current content revision. Raise DatabaseUnavailableError where it cannot be had within TIMEOUT seconds."""

    def __init__(self) -> None:
        self.closed_until = 0.0
        """Time by the monotonic clock until which the database is not asked."""

    async def current(self) -> int:
        """Return the revision that holds now."""
        self.check()
        try:
            return await self.ask()
        except DatabaseUnavailableError:
            self.leave_alone()
            raise

    def leave_alone(self) -> None:
        """Do not ask the database for a moment: it has failed."""
        self.closed_until = time.monotonic() + CLOSED_FOR

    def check(self) -> None:
        """Raise DatabaseUnavailableError where the database has failed a moment ago."""
        if time.monotonic() < self.closed_until:
            raise DatabaseUnavailableError

    @abstractmethod
    async def ask(self) -> int:
        """Return the revision that the database gives, without regard to earlier failures."""


class SQLiteRevision(RevisionSource):
    """`PRAGMA data_version` tells whether any connection has committed; the number is read only then.

    Both take some microseconds and never wait for a writer (WAL), so they run in the event loop itself. The database
    file must not be opened in any other way: closing it would drop all locks that the process holds on it
    (sqlite.org/howtocorrupt.html, section 2.2).
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._data_version = -1
        self._number = 0

    async def ask(self) -> int:
        try:
            connection = self._connection or self._connect()
            (data_version,) = connection.execute("PRAGMA data_version").fetchone()
            if data_version != self._data_version:
                row = connection.execute(QUERY).fetchone()
                self._data_version, self._number = data_version, row[0] if row else 0
        except (sqlite3.Error, OSError) as error:
            self._disconnect()
            raise DatabaseUnavailableError from error
        return self._number

    def _connect(self) -> sqlite3.Connection:
        # Not "path as URI": its "#", "?" and "%" would mean something else.
        connection = sqlite3.connect(self._path, timeout=TIMEOUT, check_same_thread=False, isolation_level=None)
        connection.execute("PRAGMA query_only = ON")
        self._connection = connection
        return connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._data_version = None, -1


def revision_source(alias: str = DEFAULT_DB_ALIAS) -> RevisionSource:
    """Return the source for the configured database."""
    connection = connections[alias]
    if connection.vendor == "postgresql":
        from portal.page_cache.postgresql import PostgreSQLRevision  # a start on SQLite need not load psycopg

        return PostgreSQLRevision(connection.get_connection_params())
    return SQLiteRevision(str(connection.settings_dict["NAME"]))
