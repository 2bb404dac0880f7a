"""The database goes away, falls silent, or has no room: readers read on, writers get their text back, all by itself."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import postgresql
from tests.prove.service import Person, Service

NOTICE = "som den var sidst"
KEPT_TEXT = "Gæsten kommer kl. 17"


@pytest.fixture
def server() -> Iterator[str]:
    with postgresql.running() as address:
        yield address


def prepared(tmp_path: Path, address: str) -> tuple[Service, Person, str]:
    """A running portal, somebody who is signed in, and the address of a meeting's form."""
    service = Service(tmp_path, address, workers=1)
    service.manage("migrate", "-v0")
    service.manage("collectstatic", "--noinput", "-v0")
    seeded = service.run("tests.prove.seed", "1", "1")
    service.start()
    person = Person(service.port, seeded["sessions"][0])
    return service, person, f"/admin/committee/meeting/{seeded['meetings'][0]}/change/"


def processes_of(address: str) -> list[int]:
    """The process ids of the PostgreSQL server at the address: the postmaster first, then its children."""
    with psycopg.connect(address) as connection:
        folder = connection.execute("SHOW data_directory").fetchone()[0]
    postmaster = int((Path(folder) / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    return [postmaster, *map(int, children)]


def until_gone(address: str) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            psycopg.connect(address, connect_timeout=2).close()
        except psycopg.OperationalError:
            return
        time.sleep(0.1)
    raise AssertionError("PostgreSQL did not stop")


def test_a_silent_database_is_not_waited_for_without_end(tmp_path: Path, server: str) -> None:
    service, person, form = prepared(tmp_path, server)
    reader = Person(service.port, "")
    try:
        assert reader.get("/moeder/").status == 200
        fields = person.get(form).fields() | {"note": KEPT_TEXT}
        frozen = processes_of(server)
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        try:
            started = time.monotonic()
            answer = person.post(form, fields)
            waited = time.monotonic() - started
            page = reader.get("/moeder/")
            missing = reader.get("/om/")
        finally:
            for pid in frozen:
                os.kill(pid, signal.SIGCONT)
        print(f"answered after {waited:.1f} s")
        assert (answer.status, KEPT_TEXT in answer.text, waited < 10) == (503, True, True)
        assert page.status == 200
        assert missing.status in {200, 503}
        time.sleep(1.5)
        again = person.get(form).fields() | {"note": KEPT_TEXT}
        assert person.post(form, again).status == 302
    finally:
        service.stop()


def test_readers_and_writers_through_a_database_that_is_gone_and_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = postgresql.at(folder)
    service, person, form = prepared(tmp_path, first.get_uri())
    reader = Person(service.port, "")
    try:
        assert NOTICE not in reader.get("/moeder/").text
        fields = person.get(form).fields() | {"note": KEPT_TEXT}
        first.stop()
        until_gone(first.get_uri())
        page = reader.get("/moeder/")
        assert (page.status, NOTICE in page.text) == (200, True)
        refused = person.post(form, fields)
        assert (refused.status, KEPT_TEXT in refused.text, "ikke gemt" in refused.text) == (503, True, True)
        assert "csrfmiddlewaretoken" not in refused.text
        assert reader.get("/readyz").status == 503
        assert reader.get("/healthz").status == 200
        first.start()
        try:
            time.sleep(1.5)
            assert NOTICE not in reader.get("/moeder/").text
            again = person.get(form).fields() | {"note": KEPT_TEXT}
            assert person.post(form, again).status == 302
            assert reader.get("/readyz").json()["database"] is True
        finally:
            service.stop()
            first.stop()
    finally:
        service.stop()


def test_a_full_disk_saves_nothing_by_halves_and_gives_the_text_back(tmp_path: Path) -> None:
    service, person, form = prepared(tmp_path, f"sqlite:///{tmp_path}/portal.sqlite3")
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
