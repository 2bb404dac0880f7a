"""Where nothing can be written, on a full disk or in a read-only database, everybody reads, signed in or not."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.kit.person import Person
from tests.prove.service import Service

READ = ("/", "/moeder/", "/moeder/kalender.ics", "/guide/", "/jura/", "/soeg/?q=moede", "/soeg/?q=xyzzyplugh", "/nyt/")
SIGNED_IN = ("/konto/", "/admin/", "/admin/committee/meeting/", "/admin/portal/term/add/")
TEXT = "En lang forklaring."
NO_ROOM = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON %I EXECUTE FUNCTION no_room()', name);
    END LOOP; END $$;
"""
FULL, READ_ONLY = "Der er ikke mere plads på portalens disk.", "Portalens database kan kun læses lige nu."


@pytest.fixture(params=["0", "1"], ids=["public", "members only"])
def portal(service: Service, request: pytest.FixtureRequest) -> Service:
    """A portal that has not started, for everybody or for members only."""
    service.environment["MEMBERS_ONLY"] = request.param
    return service


def signed_in(portal: Service) -> list[Person]:
    """People whose last use is written down at no request yet, so that it is tried at every one."""
    return [Person(portal.port, session) for session in portal.run("tests.prove.seed", "1", "2")["sessions"]]


def full(portal: Service) -> None:
    """No file of SQLite's may grow; PostgreSQL says of every write what it says where there is no room."""
    address = portal.environment["DATABASE_URL"]
    if not address.startswith("sqlite"):
        with psycopg.connect(address) as connection:
            connection.execute(NO_ROOM)
        return
    watch = Person(portal.port, "")
    for _ in range(100):
        watch.get("/readyz")  # so that SQLite's file is longer than the log will be
    size = Path(f"{portal.environment['VAR_DIR']}/portal.sqlite3-wal").stat().st_size
    for pid in portal.processes():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def read_only(portal: Service) -> None:
    """The service runs on a database that it may read: a file that is not its own, a standby."""
    address = portal.environment["DATABASE_URL"]
    if address.startswith("sqlite"):
        portal.stop()
        Path(address.removeprefix("sqlite://")).chmod(0o444)
        if os.geteuid() == 0:  # root may write all
            portal.command = ["setpriv", "--bounding-set=-dac_override", *portal.command]
        portal.start()
    else:
        with psycopg.connect(address) as connection:
            connection.execute(f"ALTER DATABASE {connection.info.dbname} SET default_transaction_read_only = on")
        with psycopg.connect(address) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                               " AND datname = current_database()")  # fmt: skip


def check(portal: Service, people: list[Person], why: str) -> None:
    reader, writer = Person(portal.port, ""), people[0]
    is_public = portal.environment["MEMBERS_ONLY"] == "0"
    assert [reader.get(address).status for address in READ] == [200 if is_public else 302] * len(READ)
    assert reader.get("/konto/log-ind/").status == 200
    for person in people:
        assert [person.get(address).status for address in READ] == [200] * len(READ)
        assert [person.get(address).status for address in SIGNED_IN] == [200] * len(SIGNED_IN)
    fields = writer.get("/admin/portal/term/add/").fields()
    refused = writer.post("/admin/portal/term/add/", fields | {"name": "Ord", "slug": "ord", "definition": TEXT})
    assert (refused.status, TEXT in refused.text, why in refused.text) == (503, True, True)
    assert '"logger":"django.request"' in portal.log.read_text()
    ready = reader.get("/readyz")
    assert (ready.status, ready.json()) == (
        503,
        {"database": True, "migrations": True, "content": True, "writing": False},
    )


@pytest.mark.parametrize(("state", "why"), [(full, FULL), (read_only, READ_ONLY)], ids=["full", "read-only"])
def test_everybody_reads_where_nothing_can_be_written(
    portal: Service, state: Callable[[Service], None], why: str
) -> None:
    people = signed_in(portal)
    portal.start()
    state(portal)
    check(portal, people, why)
