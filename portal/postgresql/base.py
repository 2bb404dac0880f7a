"""Django's PostgreSQL backend, whose requests never wait for ever.

`statement_timeout` bounds a slow query, but only while the server is there to keep it. A server that has stopped
answering (a frozen machine, a lost cable) leaves stock Django waiting without end; here the wait itself is bounded, and
a server that has just been silent is not asked again by the same request.
"""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base

LONGEST_WAIT = 4.2
"""Seconds until the server must have said something; longer than the statement timeout of the settings."""
CHECK_WAIT = 1.0
"""Seconds for a connection from an earlier request to say that it still works."""
REST = 1.0
"""Seconds in which a server that has been silent is not asked again."""


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is closed when the server has been silent for `patience` seconds."""

    patience = LONGEST_WAIT
    silent_at = -REST
    """When a server was last silent, by the monotonic clock; shared by the process."""

    @classmethod
    def connect(cls, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() - BoundedConnection.silent_at < REST:
            raise psycopg.OperationalError("the server did not answer a moment ago")
        try:
            return super().connect(*args, **kwargs)
        except psycopg.errors.ConnectionTimeout:
            BoundedConnection.silent_at = time.monotonic()
            raise

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout or self.patience)
        except psycopg.errors._WaitTimeout as silence:
            self.pgconn.finish()
            BoundedConnection.silent_at = time.monotonic()
            raise psycopg.OperationalError("the server does not answer") from silence


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, connecting with BoundedConnection."""

    Database: Any = SimpleNamespace(**{**vars(psycopg), "connect": BoundedConnection.connect})

    def is_usable(self) -> bool:
        """A connection that is tried before it is used again is not waited for as a query is."""
        connection = self.connection
        if connection is None:
            return False
        connection.patience = CHECK_WAIT
        try:
            return bool(super().is_usable())
        finally:
            connection.patience = LONGEST_WAIT
