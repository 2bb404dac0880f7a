"""Starting and stopping the portal as an operator does: what is said, what is kept, what the status is."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.kit.server import KEY, MAKE_RUN, ROOT, Portal, copy_of, embedded, environment, free_port, passwords, run

pytestmark = pytest.mark.slow
SENTENCE = "Portalen kører på"
READY = '{"database": true, "migrations": true, "content": true, "writing": true}'
KEPT = (
    "committee_law",
    "committee_meeting",
    "portal_section",
    "portal_contentrevision",
    "reversion_version",
    "auth_user",
)


def ask(folder: Path, query: str) -> list[tuple[object, ...]]:
    """The rows of the portal's SQLite database; a change is committed."""
    with closing(sqlite3.connect(folder / "portal.sqlite3")) as database, database:
        return database.execute(query).fetchall()


def get(url: str) -> tuple[int, str]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status, answer.read().decode()


def test_the_first_start_says_where_the_portal_is_and_shows_two_passwords(prepared):
    lines = (prepared / "server.log").read_text().splitlines()
    words = [line.split() for line in lines]
    assert lines[0] == "Opdaterer databasen ..."
    assert lines[1].endswith("poster med indhold er lagt i databasen.")
    assert lines[2:4] == [
        "Samler de statiske filer ...",
        "To brugere er oprettet. Gem deres adgangskoder nu; de vises kun denne ene gang:",
    ]
    assert [words[4][0], words[5][0]] == ["admin", "sekretariat"]
    assert lines[6].startswith(SENTENCE)


def test_only_the_administrator_has_every_right(prepared):
    users = ask(
        prepared,
        "SELECT username, is_staff, is_superuser, name FROM auth_user u LEFT JOIN auth_user_groups m"
        " ON m.user_id = u.id LEFT JOIN auth_group g ON m.group_id = g.id ORDER BY username",
    )
    assert users == [("admin", 1, 1, None), ("sekretariat", 1, 0, "Sekretariat")]


def test_passwords_are_kept_as_argon2_only(prepared):
    kinds = {str(password).split("$")[0] for (password,) in ask(prepared, "SELECT password FROM auth_user")}
    assert kinds == {"argon2"}


def test_a_second_start_shows_no_password_and_leaves_edited_content_alone(folder):
    ask(folder, "UPDATE committee_law SET title = 'Rettet af sekretariatet' WHERE slug = 'serviceloven'")
    with Portal(embedded(folder)) as portal:
        assert [line.split(" http")[0] for line in portal.output.splitlines()] == [SENTENCE]
        assert "Rettet af sekretariatet" in get(f"{portal.url}/jura/")[1]


def columns_of(folder):
    return {table: [f'"{row[1]}"' for row in ask(folder, f"PRAGMA table_info({table})")] for table in KEPT}


def test_a_start_of_a_new_release_migrates_and_leaves_edited_content_alone(folder):
    newest = columns_of(folder)
    assert run("migrate", "budget", "zero", **embedded(folder)).returncode == 0
    ask(folder, "UPDATE committee_law SET title = 'Rettet af sekretariatet' WHERE slug = 'serviceloven'")
    columns = {table: [name for name in names if name in newest[table]] for table, names in columns_of(folder).items()}
    queries = [f"SELECT {', '.join(names)} FROM {table} ORDER BY id" for table, names in columns.items()]
    before = [ask(folder, query) for query in queries]
    with Portal(embedded(folder)) as portal:
        assert portal.output.splitlines()[0] == "Opdaterer databasen ..."
        assert get(f"{portal.url}/budget/")[0] == 200
    assert ask(folder, "SELECT count(*) FROM budget_budgetline") == [(0,)]
    assert [ask(folder, query) for query in queries] == before


def test_static_files_are_collected_again_when_they_have_changed(folder):
    (folder / "static" / "collected").write_text("an older state")
    with Portal(embedded(folder)) as portal:
        assert portal.output.splitlines()[0] == "Samler de statiske filer ..."


def test_the_portal_runs_without_debug_on_the_port_that_is_asked_for(folder):
    port = free_port()
    with Portal(embedded(folder, PORT=str(port))) as portal:
        assert portal.output == f"Portalen kører på http://127.0.0.1:{port}/ (stop den med Ctrl-C).\n"
        with pytest.raises(urllib.error.HTTPError) as missing:
            get(f"{portal.url}/findes-ikke/")
        assert missing.value.code == 404
        assert "DEBUG" not in missing.value.read().decode()


def test_a_request_for_another_host_is_refused(folder):
    with Portal(embedded(folder)) as portal, pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(portal.url, headers={"Host": "evil.example"}))
    assert refused.value.code == 400


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_portal_cleanly(folder, sign):
    with Portal(embedded(folder)) as portal:
        get(f"{portal.url}/healthz")
        assert portal.stop(sign) == 0
        assert "Traceback" not in portal.output
        assert socket.socket().connect_ex(("127.0.0.1", portal.port)) != 0


def test_a_worker_that_is_killed_is_replaced(folder):
    with Portal(embedded(folder, WORKERS="1")) as portal:
        children = Path(f"/proc/{portal.process.pid}/task/{portal.process.pid}/children")
        before = children.read_text().split()
        os.kill(int(before[0]), signal.SIGKILL)
        deadline = time.monotonic() + 20
        while children.read_text().split() in ([], before):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert get(f"{portal.url}/healthz")[0] == 200


def test_workers_end_with_a_parent_that_is_killed(folder):
    with Portal(embedded(folder)) as portal:
        os.kill(portal.process.pid, signal.SIGKILL)
        portal.process.wait(10)
        deadline = time.monotonic() + 20
        while socket.socket().connect_ex(("127.0.0.1", portal.port)) == 0:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_the_portal_starts_and_runs_on_postgresql(prepared_on_postgresql, tmp_path):
    folder, databases = prepared_on_postgresql
    first = (folder / "server.log").read_text().splitlines()
    assert first[1].endswith("poster med indhold er lagt i databasen.")
    assert first[-1].startswith(SENTENCE)
    files = copy_of(folder, tmp_path)
    with Portal(embedded(files, DATABASE_URL=databases.copy())) as portal:
        assert [line.split(" http")[0] for line in portal.output.splitlines()] == [SENTENCE]
        assert get(f"{portal.url}/jura/")[0] == 200
        assert get(f"{portal.url}/readyz") == (200, READY)
    assert [here for here in (folder, files) if (here / "portal.sqlite3").exists()] == []


def test_production_start_prepares_an_empty_folder_without_passwords(tmp_path):
    folder = tmp_path / "var"
    production = environment(
        VAR_DIR=str(folder), SECRET_KEY=KEY, ALLOWED_HOSTS="portal.example.dk", PORT=str(free_port())
    )
    first, again = run("prepare", seconds=180, **production), run("prepare", **production)
    assert (first.returncode, first.stderr, again.returncode, again.stderr) == (0, "", 0, "")
    nobody = "Der er ingen brugere endnu: Opret den første med manage.py createsuperuser."
    assert first.stdout.splitlines()[-2:] == ["Samler de statiske filer ...", nobody]
    assert again.stdout.splitlines() == [f"Database: {folder}/portal.sqlite3", nobody]
    assert ask(folder, "SELECT count(*) FROM auth_user") == [(0,)]
    with Portal(production) as portal:
        ready = urllib.request.Request(f"{portal.url}/readyz", headers={"Host": "portal.example.dk"})
        with urllib.request.urlopen(ready, timeout=10) as answer:
            assert (answer.status, answer.read()) == (200, READY.encode())


def refusal(**settings: str) -> str:
    """The one sentence with which a start is refused."""
    finished = run("serve", **settings)
    assert (finished.returncode, finished.stdout) == (1, "")
    [sentence] = finished.stderr.splitlines()
    return sentence


def test_a_taken_port_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert refusal(**embedded(tmp_path, PORT=str(port))) == (
            f"Port {port} er optaget: Stop det, der bruger den, eller vælg en anden, fx PORT={port + 1}."
        )
    assert not (tmp_path / "portal.sqlite3").exists()


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "80.5", "8000 8001"])
def test_a_port_that_is_no_port_is_told(tmp_path, port):
    assert refusal(**embedded(tmp_path, PORT=port)) == (
        f"PORT skal være et tal fra 1 til 65535, men er ”{port}”. Ret det, og start igen."
    )


@pytest.mark.parametrize("host", ["portal.example.dk", "127.0.0", "http://127.0.0.1"])
def test_an_address_to_listen_on_that_is_none_is_told(tmp_path, host):
    assert refusal(**embedded(tmp_path, HOST=host)) == (
        f"HOST skal være en IP-adresse som 127.0.0.1, men er ”{host}”. Ret det, og start igen."
    )


def test_an_address_that_this_machine_has_not_is_told(tmp_path):
    assert refusal(**embedded(tmp_path, HOST="192.0.2.1", PORT="8000")) == (
        "Portalen kan ikke lytte på 192.0.2.1 port 8000 (Cannot assign requested address): Vælg andre med HOST og PORT."
    )


def test_a_database_that_does_not_answer_is_told(tmp_path):
    port = free_port()
    sentence = refusal(**embedded(tmp_path, DATABASE_URL=f"postgres://portal:hemmelig@127.0.0.1:{port}/portal"))
    assert sentence.startswith(f"Portalen kan ikke bruge databasen portal på 127.0.0.1:{port} (")
    assert sentence.endswith("). Se efter, at den findes, kører og svarer til DATABASE_URL, og prøv igen.")
    assert "hemmelig" not in sentence


def test_a_file_that_is_no_database_is_told(tmp_path):
    (tmp_path / "portal.sqlite3").write_text("ikke en database, men noget andet, som nogen har lagt her")
    assert refusal(**embedded(tmp_path)) == (
        f"Portalen kan ikke bruge databasen {tmp_path / 'portal.sqlite3'} (file is not a database). "
        "Se efter, at den findes, kører og svarer til DATABASE_URL, og prøv igen."
    )


def test_a_database_in_a_folder_that_is_not_there_is_told(tmp_path):
    assert refusal(**embedded(tmp_path, DATABASE_URL=f"sqlite:///{tmp_path}/ingen/portal.sqlite3")) == (
        f"Portalen kan ikke bruge databasen {tmp_path}/ingen/portal.sqlite3 (unable to open database file). "
        "Se efter, at den findes, kører og svarer til DATABASE_URL, og prøv igen."
    )


@pytest.mark.parametrize("address", ["portal", "mysql://127.0.0.1/portal", "postgres://", "postgres://[x/portal"])
def test_a_database_address_that_cannot_be_used_is_told(tmp_path, address):
    assert refusal(**embedded(tmp_path, DATABASE_URL=address)) == (
        "DATABASE_URL skal være en adresse som sqlite:///var/portal.sqlite3 eller "
        "postgres://bruger:kodeord@vaert:5432/portal. Ret den, og start igen."
    )


KEY_IS_MISSING = (
    "SECRET_KEY mangler. Giv portalen en lang, tilfældig nøgle i drift, "
    "sæt DEBUG=1 under udvikling, eller brug make run."
)
HOSTS_ARE_MISSING = "ALLOWED_HOSTS mangler. Skriv portalens navne på nettet, adskilt af komma. Fx: portal.example.dk."


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, KEY_IS_MISSING),
        ({"ALLOWED_HOSTS": "portal.example.dk"}, KEY_IS_MISSING),
        ({"SECRET_KEY": KEY}, HOSTS_ARE_MISSING),
        ({"DEBUG": "måske"}, "DEBUG skal være 1 eller 0, men er ”måske”. Ret det, og start igen."),
    ],
)
def test_missing_production_setting_stops_the_start(tmp_path, settings, sentence):
    assert refusal(VAR_DIR=str(tmp_path), **settings) == sentence


@pytest.mark.parametrize("key", ["kort", "x" * 60, "abcd" * 20])
def test_a_key_that_can_be_guessed_stops_the_start(tmp_path, key):
    assert refusal(VAR_DIR=str(tmp_path), ALLOWED_HOSTS="portal.example.dk", SECRET_KEY=key) == (
        "SECRET_KEY er for let at gætte: Den skal være tilfældig og på mindst 50 tegn. "
        "Lav en med: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )


@pytest.mark.parametrize("name", ["*", "*.example.dk", "."])
def test_a_name_that_is_every_name_stops_the_start(tmp_path, name):
    assert refusal(VAR_DIR=str(tmp_path), ALLOWED_HOSTS=f"portal.example.dk,{name}", SECRET_KEY=KEY) == (
        f"ALLOWED_HOSTS må ikke indeholde ”{name}”, som er ethvert navn. "
        "Skriv portalens navne på nettet, adskilt af komma. Fx: portal.example.dk."
    )


def test_a_folder_that_cannot_be_made_is_told_by_every_command(tmp_path):
    (tmp_path / "file").write_text("")
    production = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "portal.example.dk", "VAR_DIR": str(tmp_path / "file" / "var")}
    for command in (["prepare"], ["import_content", "fixtures"]):
        told = run(*command, **production)
        assert (told.returncode, told.stderr) == (
            1,
            f"Portalen kan ikke bruge {tmp_path}/file/var (Not a directory).\n",
        )


@pytest.mark.parametrize("command", [["export_content", "to"], ["backup", "to"], ["rebuild_search"], ["load_content"]])
def test_a_command_before_the_first_start_is_refused_in_a_sentence(tmp_path, command):
    told = run(*command, **embedded(tmp_path / "var"))
    assert (told.returncode, told.stderr) == (
        1,
        f"Databasen {tmp_path}/var/portal.sqlite3 findes ikke. "
        "Se efter, at den findes, kører og svarer til DATABASE_URL, og prøv igen.\n",
    )


def test_a_start_that_waits_for_another_says_so(folder):
    settings = embedded(folder)
    with (folder / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = subprocess.Popen(
            [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True
        )
        assert waiting.stdout.readline() == "Venter på en anden start eller import ...\n"
    assert (waiting.wait(60), waiting.communicate()[0]) == (0, "")


def test_a_key_of_an_embedded_portal_is_not_used_in_production(prepared):
    assert refusal(VAR_DIR=str(prepared), ALLOWED_HOSTS="portal.example.dk") == KEY_IS_MISSING


def test_make_run_makes_a_key_that_only_its_owner_reads_and_keeps_it(prepared, folder):
    key = prepared / "secret_key"
    assert (oct(key.stat().st_mode & 0o777), len(key.read_text()) >= 50) == ("0o600", True)
    assert set(passwords((prepared / "server.log").read_text())) == {"admin", "sekretariat"}
    with Portal(environment(VAR_DIR=str(folder), PORT=str(free_port())), *MAKE_RUN) as portal:
        assert passwords(portal.output) == {}
        assert get(f"{portal.url}/jura/")[0] == 200
        portal.stop(signal.SIGINT)
        assert "Traceback" not in portal.output
    assert (folder / "secret_key").read_text() == key.read_text()


def make_with(python: str | None, folder: Path) -> list[str]:
    """What `make run` says on a machine whose only Python is the script `python`; its status must not be 0."""
    tools = folder / "bin"
    tools.mkdir()
    for name in ("make", "sh", "env", "rm", "mkdir", "touch", "cat", "chmod"):
        (tools / name).symlink_to(str(shutil.which(name)))
    if python is not None:
        (tools / "python3").write_text(f"#!/bin/sh\n{python}\n")
        (tools / "python3").chmod(0o755)
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    finished = subprocess.run(
        ["make", "--no-print-directory", "run"],
        cwd=folder,
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert finished.returncode != 0
    return [line for line in (finished.stdout + finished.stderr).splitlines() if not line.startswith("make: ***")]


@pytest.mark.parametrize("python", [None, "exit 1"])
def test_a_missing_or_too_old_python_is_told(tmp_path, python):
    assert make_with(python, tmp_path) == [
        "Portalen kræver Python 3.11 eller nyere: Installér det (på Debian: apt-get install python3 python3-venv), "
        "og prøv igen."
    ]


def test_a_python_without_venv_is_told(tmp_path):
    assert make_with('[ "$1" = -c ]', tmp_path) == [
        "Python mangler modulet venv: Installér det (på Debian: apt-get install python3-venv), og prøv igen."
    ]


def test_packages_that_cannot_be_installed_are_told(tmp_path):
    venv = 'mkdir -p .venv/bin; printf "#!/bin/sh\\nexit 1\\n" >.venv/bin/python; chmod +x .venv/bin/python'
    assert make_with(f'[ "$1" = -c ] || {{ {venv}; }}', tmp_path) == [
        "Installerer portalens pakker ...",
        "Pakkerne kunne ikke installeres: Se fejlen ovenfor, tjek adgangen til pakkeindekset, og prøv igen.",
    ]
