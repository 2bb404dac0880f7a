"""Which revision holds: told by the database at every request, so that no edit is missed and no wait is endless."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.publishing.revision import DatabaseAwayError, SqliteRevision

TABLE = "CREATE TABLE portal_contentrevision (id INTEGER PRIMARY KEY, number INTEGER)"


@pytest.fixture(params=["wal", "delete"])
def write(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], None]:
    """Another process's connection to a database of the test's own, in either journal mode."""
    connection = sqlite3.connect(tmp_path / "db.sqlite3", isolation_level=None)
    connection.execute(f"PRAGMA journal_mode={request.param}")
    connection.execute(TABLE)
    connection.execute("CREATE TABLE other (x)")
    connection.execute("INSERT INTO portal_contentrevision VALUES (1, 1)")
    return lambda statement: (connection.execute(statement), None)[1]


def test_every_single_edit_is_seen_by_the_next_question(write, tmp_path):
    revision = SqliteRevision(str(tmp_path / "db.sqlite3"))
    for number in range(2, 500):
        write(f"UPDATE portal_contentrevision SET number = {number}")
        assert revision.current() == number


def test_an_edit_is_seen_after_a_checkpoint_has_emptied_the_log(write, tmp_path):
    revision = SqliteRevision(str(tmp_path / "db.sqlite3"))
    for number in range(2, 20):
        write(f"UPDATE portal_contentrevision SET number = {number}")
        assert revision.current() == number
        write("PRAGMA wal_checkpoint(TRUNCATE)")
        assert revision.current() == number


def test_what_is_not_content_leaves_the_number(write, tmp_path):
    revision = SqliteRevision(str(tmp_path / "db.sqlite3"))
    for _ in range(3):
        write("INSERT INTO other VALUES (1)")
        assert revision.current() == 1


def test_an_edit_that_is_not_committed_is_not_seen(write, tmp_path):
    revision = SqliteRevision(str(tmp_path / "db.sqlite3"))
    write("BEGIN IMMEDIATE")
    write("UPDATE portal_contentrevision SET number = 7")
    assert revision.current() == 1
    write("COMMIT")
    assert revision.current() == 7


def test_a_database_that_is_not_there_is_away(tmp_path):
    with pytest.raises(DatabaseAwayError):
        SqliteRevision(str(tmp_path / "none.sqlite3")).current()
