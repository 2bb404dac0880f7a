"""The databases of the tests: one that is empty and one with the shipped content, each copied from a template.

Templates are made once for a state of the code and the content, and shared by all processes of a run and by later
runs. A copy takes milliseconds, so a test names what it needs and the order of the tests does not matter.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
EMPTY, CONTENT = "empty", "content"
COMMANDS = {EMPTY: ["migrate", "--verbosity=0"], CONTENT: ["load_content", "--verbosity=0"]}
"""What makes each template of the one before it."""


class Databases:
    """The databases of one process. Each is copied when a test first asks for it, and again after one that commits."""

    def __init__(self, templates: Path, own: Path) -> None:
        self._templates, self._own = templates, own
        self._ready: set[str] = set()
        self._current = ""

    def use(self, name: str) -> None:
        """Let Django's connection lead to the database of that name: EMPTY or CONTENT."""
        if self._current == name:
            return
        connection.close()
        if name not in self._ready:
            self._copy(name)
            self._ready.add(name)
        connection.settings_dict["NAME"] = self._name(name)
        self._current = name

    def discard(self, name: str) -> None:
        """Copy the database again before its next use: a test has committed to it."""
        connection.close()
        self._ready.discard(name)
        self._current = ""

    def _name(self, name: str) -> str:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        return f"test_{worker}_{name}" if address() else str(self._own / f"{name}.sqlite3")

    def _copy(self, name: str) -> None:
        template = template_of(name, self._templates)
        if not address():
            self._own.mkdir(parents=True, exist_ok=True)
            for file in self._own.glob(f"{name}.sqlite3*"):
                file.unlink()
            shutil.copyfile(template, self._own / f"{name}.sqlite3")
            return
        with psycopg.connect(named("template1"), autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {self._name(name)} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {self._name(name)} TEMPLATE {template}")


def template_of(name: str, folder: Path) -> str:
    """Return the template's file or, on PostgreSQL, its name. It is made where nobody has made it yet."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _postgresql_template(name) if address() else _sqlite_template(name, folder)


def _sqlite_template(name: str, folder: Path) -> str:
    state = _state()
    finished = folder / f"{name}-{state}.sqlite3"
    if not finished.exists():
        for old in folder.glob(f"{name}-*"):
            old.unlink()
        making = folder / f"making-{name}.sqlite3"
        making.unlink(missing_ok=True)
        if name == CONTENT:
            shutil.copyfile(_sqlite_template(EMPTY, folder), making)
        _manage(COMMANDS[name], f"sqlite:///{making}")
        making.rename(finished)
    return str(finished)


def _postgresql_template(name: str) -> str:
    template = f"template_{name}"
    with psycopg.connect(named("template1"), autocommit=True) as server:
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            return template
        origin = _postgresql_template(EMPTY) if name == CONTENT else "template0"
        server.execute(f"CREATE DATABASE making_{name} TEMPLATE {origin}")
        _manage(COMMANDS[name], named(f"making_{name}"))
        server.execute(f"ALTER DATABASE making_{name} RENAME TO {template}")
    return template


def _manage(command: list[str], database: str) -> None:
    environment = os.environ | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)


def _state() -> str:
    """Return a hash of the code and the content that the templates are made of."""
    digest = hashlib.blake2b(digest_size=8)
    for app in ("portal", "committee", "services", "budget"):
        for file in sorted((ROOT / app).rglob("*.py")):
            digest.update(file.read_bytes())
    for file in sorted((ROOT / "fixtures").rglob("*")):
        if file.is_file():
            digest.update(file.read_bytes())
    return digest.hexdigest()


def address() -> str:
    """Return the URL of the PostgreSQL server that the tests run on; empty for SQLite."""
    return os.environ.get("TEST_DATABASE_URL", "")


def named(database: str) -> str:
    """Return the URL of another database on the same server."""
    return urlsplit(address())._replace(path=f"/{database}").geturl()
