"""The write lock of SQLite, which one has at a time: who can do without writing does not wait for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error as DatabaseError
from django.db import connection

LONGEST_WAIT = 100
"""Milliseconds: as long as a short write of somebody else's takes, and no reader notices."""


@contextmanager
def without_waiting() -> Iterator[None]:
    """Let no write inside wait for a long one of somebody else's: where `is_taken`, it fails at once. PostgreSQL lets
    many write."""
    if connection.vendor != "sqlite":
        yield
        return
    _wait_at_most(LONGEST_WAIT)
    try:
        yield
    finally:
        _wait_at_most(int(connection.settings_dict["OPTIONS"]["timeout"] * 1000))


def is_taken(error: DatabaseError) -> bool:
    """True where a write failed because somebody else has the lock."""
    code = getattr(error.__cause__, "sqlite_errorcode", 0)
    return code & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _wait_at_most(milliseconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
