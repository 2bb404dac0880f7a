"""While somebody writes for long, and SQLite lets nobody else write, whoever only reads, tries or looks does not wait:
what they would have written is written afterwards."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.kit.person import Answer, Person
from tests.kit.server import Portal, embedded, run

pytestmark = pytest.mark.slow
AT_ONCE = 1.5
"""Seconds: less than a lock is waited for (4), and far more than a page takes."""


@pytest.fixture
def portal(folder: Path) -> Iterator[Portal]:
    with Portal(embedded(folder, WORKERS="1")) as running:
        yield running


@contextmanager
def somebody_writing(folder: Path) -> Iterator[None]:
    with closing(sqlite3.connect(folder / "portal.sqlite3", isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "portal.sqlite3")) as database:
        return database.execute(query).fetchall()


def signed_in(folder: Path, name: str) -> str:
    """The session of somebody whose last use of it is not written down yet."""
    command = f"from tests.prove.seed import signed_in; print(signed_in({name!r}))"
    told = run("shell", "-c", command, VAR_DIR=str(folder))
    return told.stdout.split()[-1]


def sign_in(person: Person, password: str) -> Answer:
    fields = person.get("/konto/log-ind/").fields()
    return person.post("/konto/log-ind/", fields | {"username": "admin", "password": password})


def timed(answer: Any) -> tuple[int, bool]:
    """The answer's status, and whether it came at once."""
    started = time.monotonic()
    return answer().status, time.monotonic() - started < AT_ONCE


def test_reader_never_waits_for_a_writer(portal: Portal, folder: Path) -> None:
    port = portal.port
    reader, writer, seen_now = Person(port, ""), Person(port, signed_in(folder, "mette")), signed_in(folder, "sven")
    form = writer.get("/admin/portal/term/add/").fields() | {"definition": "Et **måltal**."}
    with somebody_writing(folder):
        assert timed(lambda: reader.get("/soeg/?q=xyzzyplugh")) == (200, True)
        assert timed(lambda: reader.get("/jura/?q=xyzzyplugh")) == (200, True)
        assert timed(lambda: reader.get("/noegletal/")) == (200, True)
        assert timed(lambda: Person(port, seen_now).get("/admin/portal/term/")) == (200, True)
        assert timed(lambda: writer.post("/admin/forhaandsvis/", form)) == (200, True)
        assert timed(lambda: sign_in(reader, "gættet")) == (200, True)
        assert timed(lambda: reader.get("/readyz")) == (200, True)
    assert rows(folder, "SELECT words FROM portal_searchmiss") == []
    reader.get("/soeg/?q=grynkpfop")
    assert rows(folder, "SELECT words, count FROM portal_searchmiss ORDER BY words") == [
        ("grynkpfop", 1),
        ("xyzzyplugh", 2),
    ]
    assert sign_in(reader, "gættet igen").status == 200
    assert rows(folder, "SELECT failures_since_start FROM axes_accessattempt") == [(2,)]
    assert rows(folder, "SELECT username FROM axes_accessfailurelog") == [("admin",)] * 2


def test_guesses_that_wait_to_be_written_count(portal: Portal, folder: Path) -> None:
    person = Person(portal.port, "")
    with somebody_writing(folder):
        answers = [sign_in(person, f"gæt {number}").status for number in range(12)]
    assert answers == [200] * 10 + [429] * 2
