"""A copy of everything and the way back: checked, never over something unasked, and no page is stale after it."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import urllib.request
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from portal.backup import copies
from portal.backup.contents import BackupError
from tests import postgresql, server
from tests.server import Portal, copy_of, embedded

pytestmark = pytest.mark.slow
run = partial(server.run, seconds=300)
SESSION = "en-hemmelig-session-som-ingen-skal-overtage"


def change(database: Path, *statements: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture(scope="module")
def signed_in(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a portal with content, users, and somebody who is signed in."""
    folder = copy_of(prepared, tmp_path_factory.mktemp("signed_in"))
    change(
        folder / "portal.sqlite3",
        f"INSERT INTO django_session VALUES ('{SESSION}', '{SESSION}', '2040-01-01 00:00:00')",
    )
    return folder


@pytest.fixture(scope="module")
def copy(signed_in: Path) -> Path:
    file = signed_in / "copy.backup"
    done = run("backup", str(file), **embedded(signed_in))
    assert (done.returncode, done.stderr) == (0, "")
    told = r" er skrevet og kontrolleret: \d+ rækker i \d+ tabeller, indholdsversion \d+, \d\.\d MB\.\n"
    assert re.fullmatch(re.escape(str(file)) + told, done.stdout)
    return file


def test_a_copy_is_a_database_of_its_own_that_only_its_owner_reads(copy):
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM auth_user").fetchone() == (2,)
    assert oct(copy.stat().st_mode & 0o777) == "0o600"
    assert sorted(path.name for path in copy.parent.glob("copy.backup*")) == ["copy.backup"]


def test_nobodys_sign_in_is_in_a_copy(copy):
    assert SESSION.encode() not in copy.read_bytes()


def test_a_file_that_is_there_is_not_written_over(signed_in, copy):
    before = copy.read_bytes()
    refused = run("backup", str(copy), **embedded(signed_in))
    assert (refused.returncode, refused.stderr) == (
        1,
        f"{copy} findes i forvejen, så intet er skrevet: Vælg et andet navn, eller brug --overwrite.\n",
    )
    assert copy.read_bytes() == before


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(BackupError, match=r"er en mappe: Skriv, hvad filen skal hedde\.$"):
        copies.back_up(tmp_path)
    with pytest.raises(BackupError, match=r"/ingen kan ikke skrives \(No such file or directory\)\.$"):
        copies.back_up(tmp_path / "ingen" / "copy.backup")


@pytest.mark.parametrize(
    ("size", "sentence"),
    [
        (0, "er ikke en kopi"),
        (50, "er beskadiget"),
        (4096, "er beskadiget"),
        (-4096, "er beskadiget"),
        (-1, "er beskad"),
    ],
)
def test_a_file_that_is_cut_short_is_refused(copy, tmp_path, size, sentence):
    whole = copy.read_bytes()
    (tmp_path / "cut.backup").write_bytes(whole[:size])
    with pytest.raises(BackupError, match=sentence):
        copies.restore(tmp_path / "cut.backup", True, True, print)


def test_what_is_no_copy_of_a_portal_on_this_kind_of_database_is_refused(tmp_path):
    file = tmp_path / "file"
    with pytest.raises(BackupError, match=r"kan ikke læses \(No such file or directory\)\.$"):
        copies.read(file)
    change(file, "CREATE TABLE noget (andet)")
    with pytest.raises(BackupError, match="ingen kopi af en portal"):
        copies.read(file)
    file.write_bytes(b"PGDMP" + b"x" * 100)
    with pytest.raises(BackupError, match=r"er fra en PostgreSQL-database, .* manage.py export_content"):
        copies.read(file)


def test_a_copy_of_a_newer_release_is_refused(copy, tmp_path):
    shutil.copy(copy, tmp_path / "newer.backup")
    change(tmp_path / "newer.backup", "INSERT INTO django_migrations VALUES (9999, 'portal', '9999_x', '2040-01-01')")
    with pytest.raises(BackupError, match=r"fra en nyere udgave af portalen \(portal\.9999_x\): Opdatér portalen"):
        copies.restore(tmp_path / "newer.backup", True, True, print)


def test_what_is_there_is_not_replaced_unasked_and_is_kept_when_it_is(copy, folder):
    database = folder / "portal.sqlite3"
    change(database, "UPDATE committee_law SET title = 'Rettet' WHERE slug = 'serviceloven'")
    refused = run("restore", str(copy), **embedded(folder))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Databasen har allerede indhold eller brugere, så intet er ændret. Brug --replace")
    assert titles(database) == ["Rettet"]
    done = run("restore", str(copy), "--replace", **embedded(folder))
    assert (done.returncode, done.stderr) == (0, "")
    [kept] = folder.glob("foer-*.backup")
    assert done.stdout.startswith(f"Det, der var, er gemt i {kept}.\nDatabasen er nu, som den var i {copy}: ")
    assert (titles(kept), titles(database)) == (["Rettet"], ["Serviceloven"])


def titles(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [row[0] for row in connection.execute("SELECT title FROM committee_law WHERE slug = 'serviceloven'")]


def test_a_copy_of_an_earlier_release_is_brought_up_to_this_one(folder, tmp_path):
    earlier = embedded(folder)
    assert run("migrate", "budget", "zero", **earlier).returncode == 0
    assert run("backup", str(tmp_path / "earlier.backup"), **earlier).returncode == 0
    done = run("restore", str(tmp_path / "earlier.backup"), **embedded(tmp_path / "now"))
    assert done.stdout.startswith("Opdaterer databasen ...\nDatabasen er nu, som den var i ")
    with closing(sqlite3.connect(tmp_path / "now" / "portal.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM budget_budgetline").fetchone() == (0,)


# While the portal runs, on either database


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Of a portal that has been started once."""
    if request.param == "sqlite":
        return embedded(request.getfixturevalue("folder"))
    monkeypatch.setenv("PATH", f"{postgresql.TOOLS}{os.pathsep}{os.environ['PATH']}")
    folder, databases = request.getfixturevalue("prepared_on_postgresql")
    return embedded(copy_of(folder, tmp_path / "var"), DATABASE_URL=databases.copy())


def entitle(settings: dict[str, str], title: str) -> None:
    """Give the first act another title, as an editor does."""
    law = "from committee.models import Law; law = Law.objects.get(slug='serviceloven')"
    code = f"{law}; law.title = '{title}'; law.save()"
    assert run("shell", "-v0", "-c", code, **settings).returncode == 0


def get(url: str, **headers: str) -> str:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
        text: str = answer.read().decode()
        return text


def shown(portal: Portal) -> set[str]:
    """The titles that the portal's workers show, each of them asked more than once."""
    pages = [get(f"{portal.url}/jura/serviceloven/") for _ in range(20)]
    return {re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL).group(1).strip() for page in pages}


def sequences(portal: Portal) -> list[int]:
    return [
        int(number) for number in re.findall(r"^SEQUENCE:(\d+)", get(f"{portal.url}/moeder/kalender.ics"), re.MULTILINE)
    ]


def test_a_running_portal_shows_what_was_put_back_and_never_an_old_page(settings, tmp_path):
    file = str(tmp_path / "copy.backup")
    with Portal(settings) as portal:
        first = shown(portal)
        taken = run("backup", file, **settings)
        assert (taken.returncode, taken.stderr) == (0, "")
        entitle(settings, "Anden udgave")
        assert shown(portal) == {"Anden udgave"}
        assert "Anden udgave" in get(f"{portal.url}/soeg/?q=anden+udgave")
        told = sequences(portal)
        done = run("restore", file, "--replace", **settings)
        assert (done.returncode, done.stderr) == (0, "")
        assert shown(portal) == first
        assert min(sequences(portal)) > max(told)
        entitle(settings, "Tredje udgave")
        assert shown(portal) == {"Tredje udgave"}
        assert "Tredje udgave" in get(f"{portal.url}/soeg/?q=tredje+udgave")
        assert ">Anden udgave" not in get(f"{portal.url}/soeg/?q=anden+udgave")
        assert "Traceback" not in portal.output


def test_on_postgresql_a_damaged_copy_is_refused_and_missing_programs_are_told(prepared_on_postgresql, tmp_path):
    settings = embedded(tmp_path, DATABASE_URL=prepared_on_postgresql[1].copy())
    told = run("backup", str(tmp_path / "a.backup"), **settings | {"PATH": str(tmp_path)})
    assert (told.returncode, told.stderr.partition(":")[0]) == (1, "pg_dump findes ikke på maskinen")
    settings["PATH"] = f"{postgresql.TOOLS}{os.pathsep}{os.environ['PATH']}"
    assert run("backup", str(tmp_path / "a.backup"), **settings).returncode == 0
    whole = (tmp_path / "a.backup").read_bytes()
    for size in (len(whole) // 2, len(whole) - 20):
        (tmp_path / "cut.backup").write_bytes(whole[:size])
        refused = run("restore", str(tmp_path / "cut.backup"), "--replace", **settings)
        assert refused.stderr == f"{tmp_path / 'cut.backup'} er beskadiget eller ingen kopi af en portal.\n"
    assert list(tmp_path.glob("foer-*")) == []
