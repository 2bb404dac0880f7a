"""Django's PostgreSQL backend, whose connections never wait for ever.

`statement_timeout` bounds a slow query, but only while the server is there to keep it. A server that has stopped
answering (a frozen machine, a lost cable) leaves stock Django waiting without end; here the wait itself is bounded.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base

LONGEST_WAIT = 4.5
"""Seconds until the server must have said something; longer than the statement timeout of the settings."""


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is closed when the server has been silent for LONGEST_WAIT seconds."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout or LONGEST_WAIT)
        except psycopg.errors._WaitTimeout as silence:
            self.pgconn.finish()
            raise psycopg.OperationalError("the server does not answer") from silence


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, connecting with BoundedConnection."""

    Database = SimpleNamespace(**{**vars(psycopg), "connect": BoundedConnection.connect})
