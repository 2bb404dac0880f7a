"""Proofs take minutes: `make prove`. Each runs on SQLite and on PostgreSQL, with processes of its own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgresql
from tests.prove.service import Person, Service


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/portal.sqlite3"
    else:
        with postgresql.running() as address:
            yield address


@pytest.fixture
def service(database: str, tmp_path: Path) -> Iterator[Service]:
    """A portal with an empty, migrated database; the proof starts it."""
    portal = Service(tmp_path, database)
    portal.manage("migrate", "-v0")
    portal.manage("collectstatic", "--noinput", "-v0")
    yield portal
    portal.stop()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def whole_service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A running portal with the shipped content, the same for all proofs of a module."""
    folder = tmp_path_factory.mktemp("portal")
    with contextlib.ExitStack() as stack:
        address = f"sqlite:///{folder}/portal.sqlite3"
        if request.param == "postgresql":
            address = stack.enter_context(postgresql.running())
        portal = Service(folder, address)
        for command in ("migrate", "load_content", "collectstatic --noinput"):
            portal.manage(*command.split(), "-v0")
        portal.start()
        stack.callback(portal.stop)
        yield portal


@pytest.fixture
def people(service: Service) -> tuple[list[int], list[Person]]:
    """Keys of meetings, and people who are signed in."""
    seeded = service.run("tests.prove.seed", "6", "8")
    return seeded["meetings"], [Person(service.port, session) for session in seeded["sessions"]]
