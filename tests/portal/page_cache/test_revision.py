"""The content revision is asked of the database at every request: no edit is missed, and no wait is endless."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.page_cache.revision import DatabaseUnavailableError, SQLiteRevision
from tests.kit.coroutines import run

TABLE = "CREATE TABLE portal_contentrevision (id INTEGER PRIMARY KEY, number INTEGER)"
NAMES = ["db.sqlite3", "db#2 100%20?mode=memory.sqlite3"]


@pytest.fixture(params=NAMES)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / request.param)


@pytest.fixture(params=["wal", "delete"])
def write(request: pytest.FixtureRequest, path: str) -> Callable[[str], None]:
    """Another process's connection to the database, in either journal mode."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA journal_mode={request.param}")
    connection.execute(TABLE)
    connection.execute("CREATE TABLE other (x)")
    connection.execute("INSERT INTO portal_contentrevision VALUES (1, 1)")
    return lambda statement: (connection.execute(statement), None)[1]


def current(revision: SQLiteRevision) -> int:
    return run(revision.current())


def test_every_edit_is_seen_by_the_next_question(write, path):
    revision = SQLiteRevision(path)
    for number in range(2, 300):
        write(f"UPDATE portal_contentrevision SET number = {number}")
        assert current(revision) == number


def test_edit_is_seen_after_a_checkpoint(write, path):
    revision = SQLiteRevision(path)
    for number in range(2, 20):
        write(f"UPDATE portal_contentrevision SET number = {number}")
        assert current(revision) == number
        write("PRAGMA wal_checkpoint(TRUNCATE)")
        assert current(revision) == number


def test_change_that_is_no_content_leaves_the_number(write, path):
    revision = SQLiteRevision(path)
    for _ in range(3):
        write("INSERT INTO other VALUES (1)")
        assert current(revision) == 1


def test_uncommitted_edit_is_not_seen(write, path):
    revision = SQLiteRevision(path)
    write("BEGIN IMMEDIATE")
    write("UPDATE portal_contentrevision SET number = 7")
    assert current(revision) == 1
    write("COMMIT")
    assert current(revision) == 7


def test_missing_table_makes_the_database_unavailable(tmp_path):
    revision = SQLiteRevision(str(tmp_path / "empty.sqlite3"))
    with pytest.raises(DatabaseUnavailableError):
        current(revision)


def test_database_that_failed_is_not_asked_again_at_once(tmp_path):
    revision = SQLiteRevision(str(tmp_path / "folder" / "none.sqlite3"))
    with pytest.raises(DatabaseUnavailableError):
        current(revision)
    (tmp_path / "folder").mkdir()
    with sqlite3.connect(tmp_path / "folder" / "none.sqlite3") as connection:
        connection.execute(TABLE)
    with pytest.raises(DatabaseUnavailableError):
        current(revision)
    revision.closed_until = 0
    assert current(revision) == 0
