"""One process at a time prepares, restores or imports: a file lock and, on PostgreSQL, an advisory lock."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from portal.lib.schema import is_migrated

Report = Callable[[str], object]

LOCK = 5270062026
"""PostgreSQL's advisory lock for a start."""
WAITING = "Venter på en anden start eller import ..."


@contextmanager
def startup_lock(report: Report) -> Iterator[None]:
    """Make other processes that start on the same database wait, and report where this one waits."""
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.VAR_DIR / "start.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report(WAITING)
            fcntl.flock(lock, fcntl.LOCK_EX)
        if connection.vendor != "postgresql":
            yield
            return
        if not _ask("SELECT pg_try_advisory_lock(%s)"):
            report(WAITING)
            while not _ask("SELECT pg_try_advisory_lock(%s)"):
                time.sleep(0.2)
        try:
            yield
        finally:
            _ask("SELECT pg_advisory_unlock(%s)")


def _ask(query: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(query, [LOCK])
        return bool(cursor.fetchone()[0])


def migrate(report: Report) -> None:
    if not is_migrated():
        report("Opdaterer databasen ...")
        call_command("migrate", interactive=False, verbosity=0)
