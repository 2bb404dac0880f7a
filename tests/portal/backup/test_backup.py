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

from portal.backup import checksum, copies
from portal.backup.contents import BackupError
from tests.kit import postgresql, server
from tests.kit.server import Portal, copy_of, embedded

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
    assert re.fullmatch(re.escape(f"Database: {signed_in}/portal.sqlite3\n{file}") + told, done.stdout)
    return file


def test_a_copy_is_a_database_of_its_own_that_only_its_owner_reads(copy):
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM auth_user").fetchone() == (2,)
    assert oct(copy.stat().st_mode & 0o777) == "0o600"
    assert sorted(path.name for path in copy.parent.glob("copy.backup*")) == ["copy.backup"]


def test_copy_holds_no_session(copy):
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
    with pytest.raises(BackupError, match=r"/ingen/slet kan ikke skrives \(No such file or directory\)\.$"):
        copies.back_up(tmp_path / "ingen" / "slet" / "copy.backup")


def test_the_folder_of_the_first_copy_is_made_for_its_owner_alone(signed_in, tmp_path):
    file = tmp_path / "copies" / "portal.backup"
    assert run("backup", str(file), **embedded(signed_in)).returncode == 0
    assert oct(file.parent.stat().st_mode & 0o777) == "0o700"


def test_a_database_that_is_not_there_is_not_copied_and_not_made(tmp_path):
    refused = run("backup", str(tmp_path / "copy.backup"), **embedded(tmp_path / "var"))
    database = tmp_path / "var" / "portal.sqlite3"
    assert refused.stdout == f"Database: {database}\n"
    assert refused.stderr.startswith(f"Databasen {database} findes ikke. Se efter, ")
    assert not database.exists()


@pytest.mark.parametrize("place", [0, 0.01, 0.2, 0.5, 0.8, 0.99, "the checksum", "its mark"])
def test_one_flipped_bit_is_noticed_wherever_it_is(copy, tmp_path, place):
    damaged = bytearray(copy.read_bytes())
    places = {0: 20, "the checksum": -5, "its mark": -70}
    damaged[places.get(place) or int(len(damaged) * place)] ^= 4
    (tmp_path / "damaged.backup").write_bytes(damaged)
    with pytest.raises(BackupError, match="er beskadiget"):
        copies.read(tmp_path / "damaged.backup")


def test_copy_without_a_checksum_needs_an_option(copy, tmp_path):
    shutil.copy(copy, tmp_path / "older.backup")
    os.truncate(tmp_path / "older.backup", checksum.length(copy))
    with pytest.raises(BackupError, match=r"ender ikke med sin kontrolsum\..* --no-checksum\.$"):
        copies.read(tmp_path / "older.backup")
    assert copies.read(tmp_path / "older.backup", False) == copies.read(copy)


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


def test_file_that_is_no_copy_for_this_database_is_refused(tmp_path):
    file = tmp_path / "file"
    with pytest.raises(BackupError, match=r"kan ikke læses \(No such file or directory\)\.$"):
        copies.read(file)
    change(file, "CREATE TABLE noget (andet)")
    checksum.add(file)
    with pytest.raises(BackupError, match="ingen kopi af en portal"):
        copies.read(file)
    file.write_bytes(b"PGDMP" + b"x" * 100)
    with pytest.raises(BackupError, match=r"er fra en PostgreSQL-database, .* manage.py export_content"):
        copies.read(file)


def test_a_copy_of_a_newer_release_is_refused(copy, tmp_path):
    shutil.copy(copy, tmp_path / "newer.backup")
    os.truncate(tmp_path / "newer.backup", checksum.length(copy))
    change(tmp_path / "newer.backup", "INSERT INTO django_migrations VALUES (9999, 'portal', '9999_x', '2040-01-01')")
    checksum.add(tmp_path / "newer.backup")
    with pytest.raises(BackupError, match=r"fra en nyere udgave af portalen \(portal\.9999_x\): Opdatér portalen"):
        copies.restore(tmp_path / "newer.backup", True, True, print)


def test_restore_replaces_a_database_only_by_option_and_keeps_it(copy, folder):
    database = folder / "portal.sqlite3"
    change(database, "UPDATE committee_law SET title = 'Rettet' WHERE slug = 'serviceloven'")
    refused = run("restore", str(copy), **embedded(folder))
    assert (refused.returncode, refused.stdout) == (1, f"Database: {database}\n")
    assert refused.stderr.startswith("Databasen har allerede indhold eller brugere, så intet er ændret. Brug --replace")
    assert titles(database) == ["Rettet"]
    earlier = [folder / f"foer-2026010{day}-120000.backup" for day in range(1, 7)]
    for path in earlier:
        path.write_text("en tidligere kopi")
    done = run("restore", str(copy), "--replace", **embedded(folder))
    assert (done.returncode, done.stderr) == (0, "")
    *still, kept = sorted(folder.glob("foer-*.backup"))
    assert still == earlier[-4:]
    assert done.stdout.startswith(
        f"Database: {database}\nDet, der var, er gemt i {kept}.\nDatabasen er nu, som den var i {copy}: "
    )
    assert (titles(kept), titles(database)) == (["Rettet"], ["Serviceloven"])


def titles(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [row[0] for row in connection.execute("SELECT title FROM committee_law WHERE slug = 'serviceloven'")]


def test_a_copy_of_an_earlier_release_is_brought_up_to_this_one(folder, tmp_path):
    earlier = embedded(folder)
    assert run("migrate", "budget", "zero", **earlier).returncode == 0
    assert run("backup", str(tmp_path / "earlier.backup"), **earlier).returncode == 0
    done = run("restore", str(tmp_path / "earlier.backup"), **embedded(tmp_path / "now"))
    assert done.stdout.partition("\n")[2].startswith("Opdaterer databasen ...\nDatabasen er nu, som den var i ")
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


def test_damaged_postgresql_copy_is_refused(prepared_on_postgresql, tmp_path):
    settings = embedded(tmp_path, DATABASE_URL=prepared_on_postgresql[1].copy())
    told = run("backup", str(tmp_path / "a.backup"), **settings | {"PATH": str(tmp_path)})
    assert (told.returncode, told.stderr.partition(":")[0]) == (1, "pg_dump findes ikke på maskinen")
    settings["PATH"] = f"{postgresql.TOOLS}{os.pathsep}{os.environ['PATH']}"
    assert run("backup", str(tmp_path / "a.backup"), **settings).returncode == 0
    whole = (tmp_path / "a.backup").read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 1
    damaged = tmp_path / "damaged.backup"
    for content, option, sentence in (
        (whole[:-20], "--replace", "er beskadiget, for den ender ikke med sin kontrolsum. "),
        (whole[: len(whole) // 2], "--no-checksum", "er beskadiget eller ingen kopi af en portal.\n"),
        (flipped, "--replace", "er beskadiget: Den svarer ikke til sin kontrolsum.\n"),
    ):
        damaged.write_bytes(content)
        refused = run("restore", str(damaged), option, **settings)
        assert refused.stderr.startswith(f"{damaged} {sentence}")
    assert list(tmp_path.glob("foer-*")) == []
