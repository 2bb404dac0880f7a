"""The database goes away, falls silent, or has no room: readers read on, writers get their text back, all by itself."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from tests.kit import postgresql
from tests.kit.person import Person
from tests.prove.service import Service

NOTICE = "som den var sidst"
KEPT_TEXT = "Gæsten kommer kl. 17"


@pytest.fixture
def server() -> Iterator[str]:
    with postgresql.running() as address:
        yield address


def prepared(empty: Path, tmp_path: Path, address: str) -> tuple[Service, Person, str]:
    """A running portal, somebody who is signed in, and the address of a meeting's form."""
    shutil.copytree(empty, tmp_path, dirs_exist_ok=True)
    service = Service(tmp_path, address, workers=1)
    service.manage("migrate", "-v0")
    seeded = service.run("tests.prove.seed", "1", "1")
    service.start()
    person = Person(service.port, seeded["sessions"][0])
    return service, person, f"/admin/committee/meeting/{seeded['meetings'][0]}/change/"


@contextlib.contextmanager
def frozen(address: str) -> Iterator[None]:
    """Every process of the PostgreSQL server at the address stands still."""
    with psycopg.connect(address) as connection:
        folder = connection.execute("SHOW data_directory").fetchone()[0]
    postmaster = int((Path(folder) / "postmaster.pid").read_text().split()[0])
    send(signal.SIGSTOP, postmaster)  # first, so that it makes no more children
    children = [int(pid) for pid in Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()]
    for pid in children:
        send(signal.SIGSTOP, pid)
    try:
        yield
    finally:
        for pid in [postmaster, *children]:
            send(signal.SIGCONT, pid)


def send(sign: signal.Signals, pid: int) -> None:
    """A child that had ended is cleared away when the postmaster wakes: there is nobody left to tell."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, sign)


def until(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for what comes by itself."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come by itself"
        time.sleep(0.1)


def is_gone(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.OperationalError:
        return True
    return False


def test_a_silent_database_is_not_waited_for_without_end(empty: Path, tmp_path: Path, server: str) -> None:
    service, person, form = prepared(empty, tmp_path, server)
    reader = Person(service.port, "")
    try:
        assert reader.get("/moeder/").status == 200
        fields = person.get(form).fields() | {"note": KEPT_TEXT}
        with frozen(server):
            started = time.monotonic()
            answer = person.post(form, fields)
            waited = time.monotonic() - started
            page = reader.get("/moeder/")
            missing = reader.get("/om/")
        print(f"answered after {waited:.1f} s")
        assert (answer.status, KEPT_TEXT in answer.text, waited < 10) == (503, True, True)
        assert page.status == 200
        assert missing.status == 503
        until(lambda: reader.get("/readyz").status == 200)
        again = person.get(form).fields() | {"note": KEPT_TEXT}
        assert person.post(form, again).status == 302
    finally:
        service.stop()


def test_a_silent_database_does_not_line_people_up(empty: Path, tmp_path: Path, server: str) -> None:
    """Whoever asks gets an answer as soon as one who asks alone: each try of a silent database takes seconds."""
    service, _, _ = prepared(empty, tmp_path, server)
    kept, alive = ["/moeder/"] * 4, ["/healthz"]
    searches = [f"/soeg/?q=ord{number}" for number in range(12)]
    try:
        assert Person(service.port, "").get("/moeder/").status == 200
        for addresses in (searches + kept + alive, searches + kept + alive):
            with frozen(server), ThreadPoolExecutor(len(addresses)) as people:
                started = time.monotonic()
                statuses = list(people.map(lambda path: Person(service.port, "").get(path).status, addresses))
                waited = time.monotonic() - started
            print(f"all answered after {waited:.1f} s")
            assert statuses == [503] * len(searches) + [200] * (len(kept) + len(alive))
            assert waited < 10
            until(lambda: Person(service.port, "").get("/readyz").json()["database"] is True)
    finally:
        service.stop()


def test_readers_and_writers_survive_a_lost_database(empty: Path, tmp_path: Path) -> None:
    with postgresql.server() as database:
        service, person, form = prepared(empty, tmp_path, database.get_uri())
        reader = Person(service.port, "")
        try:
            assert NOTICE not in reader.get("/moeder/").text
            fields = person.get(form).fields() | {"note": KEPT_TEXT}
            database.stop()
            until(lambda: is_gone(database.get_uri()))
            page = reader.get("/moeder/")
            assert (page.status, NOTICE in page.text) == (200, True)
            refused = person.post(form, fields)
            assert (refused.status, KEPT_TEXT in refused.text, "ikke gemt" in refused.text) == (503, True, True)
            assert "csrfmiddlewaretoken" not in refused.text
            assert reader.get("/readyz").status == 503
            assert reader.get("/healthz").status == 200
            database.start()
            until(lambda: NOTICE not in reader.get("/moeder/").text)
            again = person.get(form).fields() | {"note": KEPT_TEXT}
            assert person.post(form, again).status == 302
            assert reader.get("/readyz").json()["database"] is True
        finally:
            service.stop()


def test_a_full_disk_saves_nothing_by_halves_and_gives_the_text_back(empty: Path, tmp_path: Path) -> None:
    service, person, form = prepared(empty, tmp_path, f"sqlite:///{tmp_path}/portal.sqlite3")
    reader = Person(service.port, "")
    try:
        assert reader.get("/moeder/").status == 200
        before = service.run("tests.prove.whole")
        fields = person.get(form).fields() | {"note": KEPT_TEXT}
        full(service, person, form)
        refused = person.post(form, fields)
        assert (refused.status, KEPT_TEXT in refused.text, "ikke gemt" in refused.text) == (503, True, True)
        assert reader.get("/moeder/").status == 200
        assert reader.get("/om/").status == 200
        assert service.run("tests.prove.whole") == before
        room(service)
        again = person.get(form).fields() | {"note": KEPT_TEXT}
        assert person.post(form, again).status == 302
    finally:
        service.stop()


def full(service: Service, person: Person, form: str) -> None:
    """Let no file of the service grow beyond what it is now: to SQLite the disk has no more room."""
    size = max((Path(service.environment["VAR_DIR"]) / "portal.sqlite3-wal").stat().st_size, 4096)
    limit(service, size)


def room(service: Service) -> None:
    limit(service, resource.RLIM_INFINITY)


def limit(service: Service, size: int) -> None:
    for pid in service.processes():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
