"""Edits that are counted in shared memory: SQLite is asked after each of them, and left in peace in between."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from portal.publishing import revision
from portal.publishing.edits import Edits
from portal.publishing.revision import AnnouncedRevision, SqliteRevision

pytestmark = pytest.mark.process


class Asked(SqliteRevision):
    """The database's own answer, and how often it was asked for."""

    times = 0

    def current(self) -> int:
        self.times += 1
        return super().current()


class Editor:
    """Another process that edits: a connection and counters of its own."""

    def __init__(self, path: Path) -> None:
        self.edits = Edits(str(path))
        self.database = sqlite3.connect(path, isolation_level=None)

    def begin(self) -> int:
        self.database.execute("BEGIN IMMEDIATE")
        self.database.execute("UPDATE portal_contentrevision SET number = number + 1")
        return self.edits.begin()

    def edit(self) -> None:
        number = self.begin()
        self.database.execute("COMMIT")
        self.edits.end(number)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "db.sqlite3"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE portal_contentrevision (id INTEGER PRIMARY KEY, number INTEGER)")
    connection.execute("INSERT INTO portal_contentrevision VALUES (1, 1)")
    connection.close()
    return path


@pytest.fixture
def asked(path: Path) -> Asked:
    return Asked(str(path))


@pytest.fixture
def reader(path: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> AnnouncedRevision:
    """A reader whose trust does not end while the test runs."""
    monkeypatch.setattr(revision, "TRUSTED", 3600)
    return AnnouncedRevision(asked, Edits(str(path)))


def test_the_database_is_asked_once_and_then_only_after_an_edit(path, asked, reader):
    editor = Editor(path)
    assert [reader.current() for _ in range(100)] == [1] * 100
    assert asked.times == 1
    editor.edit()
    assert [reader.current() for _ in range(100)] == [2] * 100
    assert asked.times == 2


def test_every_edit_of_every_editor_is_seen_by_the_next_question(path, reader):
    editors = [Editor(path) for _ in range(3)]
    for number in range(300):
        editors[number % 3].edit()
        assert reader.current() == number + 2


def test_an_edit_is_seen_once_it_is_committed_though_its_end_was_not_told(path, reader):
    editor = Editor(path)
    reader.current()
    editor.begin()
    assert reader.current() == 1
    editor.database.execute("COMMIT")
    assert reader.current() == 2


def test_after_an_edit_that_was_given_up_the_database_is_asked_until_the_next_has_ended(path, asked, reader):
    editor, another = Editor(path), Editor(path)
    editor.begin()
    editor.database.execute("ROLLBACK")
    before = asked.times
    assert [reader.current() for _ in range(5)] == [1] * 5
    assert asked.times == before + 5
    another.edit()
    before = asked.times
    assert [reader.current() for _ in range(5)] == [2] * 5
    assert asked.times == before + 1


def test_an_end_that_is_told_late_ends_no_later_edit(path, reader):
    first, second = Editor(path), Editor(path)
    late = first.begin()
    first.database.execute("COMMIT")
    second.begin()
    first.edits.end(late)
    assert first.edits.settled() == 0
    second.database.execute("COMMIT")
    assert reader.current() == 3


def test_what_goes_around_the_portal_is_seen_when_the_trust_ends(path, reader, monkeypatch):
    reader.current()
    monkeypatch.setattr(revision, "TRUSTED", 0)
    editor = Editor(path)
    editor.edit()
    reader.current()
    Path(f"{path}-edits").unlink()
    Editor(path).edit()
    assert reader.current() == 3
    editor.database.execute("UPDATE portal_contentrevision SET number = 9")
    assert reader.current() == 9


def test_after_its_file_was_replaced_the_reader_hears_of_edits_again(path, asked, reader, monkeypatch):
    reader.current()
    Path(f"{path}-edits").unlink()
    editor = Editor(path)
    editor.edit()
    monkeypatch.setattr(revision.time, "monotonic", lambda: 1e9)
    assert reader.current() == 2
    editor.edit()
    assert reader.current() == 3


def test_the_file_is_open_to_those_whom_the_database_is_open_to(path):
    path.chmod(0o660)
    Editor(path).edit()
    counters = Path(f"{path}-edits")
    assert stat.S_IMODE(counters.stat().st_mode) == 0o660
    assert [file.name for file in path.parent.iterdir() if "-edits" in file.name] == [counters.name]


def test_where_no_file_can_be_had_the_database_is_asked_every_time(tmp_path, asked):
    reader = AnnouncedRevision(asked, Edits(str(tmp_path / "missing" / "db.sqlite3")))
    assert [reader.current() for _ in range(5)] == [1] * 5
    assert asked.times == 5


def test_a_file_that_was_cut_short_is_as_none_at_all(path, asked):
    Path(f"{path}-edits").write_bytes(b"")
    reader = AnnouncedRevision(asked, Edits(str(path)))
    assert [reader.current() for _ in range(5)] == [1] * 5
    assert asked.times == 5
    with pytest.raises(OSError, match="cut short"):
        Edits(str(path)).begin()
