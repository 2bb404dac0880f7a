"""Proofs take minutes: `make prove`. Each runs on SQLite and on PostgreSQL, with processes of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit import postgresql
from tests.kit.person import Person
from tests.prove.service import Service


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a portal with an empty SQLite database and its static files, made once, for every proof to copy."""
    folder = tmp_path_factory.mktemp("empty")
    portal = Service(folder, f"sqlite:///{folder}/portal.sqlite3")
    portal.manage("migrate", "-v0")
    portal.manage("collectstatic", "--noinput", "-v0")
    return folder


@pytest.fixture(scope="session")
def databases(empty: Path) -> Iterator[postgresql.Databases]:
    """An empty, migrated PostgreSQL database to copy."""
    with postgresql.running() as address:
        Service(empty, address).manage("migrate", "-v0")
        yield postgresql.Databases(address)


def new_service(kind: str, folder: Path, request: pytest.FixtureRequest) -> Service:
    """A portal with an empty, migrated database of the kind."""
    shutil.copytree(request.getfixturevalue("empty"), folder, dirs_exist_ok=True)
    if kind == "sqlite":
        return Service(folder, f"sqlite:///{folder}/portal.sqlite3")
    return Service(folder, request.getfixturevalue("databases").copy())


@pytest.fixture(params=["sqlite", "postgresql"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """A portal with an empty, migrated database; the proof starts it."""
    portal = new_service(request.param, tmp_path, request)
    yield portal
    portal.stop()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def whole_service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A running portal with the shipped content, the same for all proofs of a module."""
    portal = new_service(request.param, tmp_path_factory.mktemp("portal"), request)
    portal.manage("load_content", "-v0")
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture
def people(service: Service) -> tuple[list[int], list[Person]]:
    """Keys of meetings, and people who are signed in."""
    seeded = service.run("tests.prove.seed", "6", "8")
    return seeded["meetings"], [Person(service.port, session) for session in seeded["sessions"]]
