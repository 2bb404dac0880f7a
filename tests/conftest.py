"""What the tests share: databases, the portal in a process of its own, a real browser."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, sync_playwright

from portal.models import Term
from tests.kit import factories, postgresql
from tests.kit.databases import CONTENT, EMPTY, Databases
from tests.kit.server import MAKE_RUN, Portal, copy_of, embedded, environment, free_port

TEMPLATES = Path(__file__).resolve().parent.parent / "var" / "tests" / "templates"
CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
hypothesis_settings.register_profile("portal", deadline=None)  # no test of ours asserts a time
hypothesis_settings.load_profile("portal")
_left_out = pytest.StashKey[int]()
_databases = pytest.StashKey[Databases]()


def pytest_configure(config: pytest.Config) -> None:
    own = tempfile.TemporaryDirectory(prefix="portal-tests-")
    config.add_cleanup(own.cleanup)
    config.stash[_databases] = Databases(TEMPLATES, Path(own.name))


def _commits(item: pytest.Item) -> bool:
    """True where the test commits, so that its database is copied again."""
    marker = item.get_closest_marker("django_db")
    committing = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(committing or (marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,))))


def _in_browser(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None


def _asks_the_database(item: pytest.Item) -> bool:
    """True where pytest-django lets the test at the database."""
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures or item.get_closest_marker("django_db"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Lead Django to the database that the test names: with the shipped content, or empty."""
    if _asks_the_database(item):
        item.session.config.stash[_databases].use(_database_of(item))


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    if _asks_the_database(item) and _commits(item):
        item.session.config.stash[_databases].discard(_database_of(item))


def _database_of(item: pytest.Item) -> str:
    return CONTENT if "content" in getattr(item, "fixturenames", ()) else EMPTY


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the browser tests where there is no browser."""
    if CHROMIUM.exists():
        return
    browser_tests = [item for item in items if _in_browser(item)]
    if browser_tests and os.environ.get("BROWSER_TESTS") == "required":
        raise pytest.UsageError(f"The browser tests are required, but there is no {CHROMIUM}: apt-get install chromium")
    items[:] = [item for item in items if item not in browser_tests]
    config.hook.pytest_deselected(items=browser_tests)
    config.stash[_left_out] = len(browser_tests)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if count := config.stash.get(_left_out, 0):
        terminalreporter.write_line(
            f"Left out: the {count} tests in tests/browser, as there is no {CHROMIUM} (apt-get install chromium)."
        )


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None) -> None:
    """Replace pytest-django's: the databases are copies of templates."""


@pytest.fixture(scope="session")
def content(django_db_setup: None) -> None:
    """The whole shipped content, in the database of every test that asks for it."""


@pytest.fixture
def mette(db: None) -> User:
    """A superuser, whose password is PASSWORD of the factories."""
    return factories.make_superuser()


@pytest.fixture
def staff(client: Client, mette: User) -> Client:
    """Her browser, signed in to the desk."""
    client.force_login(mette)
    return client


@pytest.fixture
def term(db: None) -> Term:
    return factories.save_term()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a portal that `make run` has started once, and what it said. To start it again, take a copy.
    All processes of a run share them.
    """
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared
    folder = shared / "prepared"
    with (shared / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            folder.mkdir()
            with Portal(environment(VAR_DIR=str(folder), PORT=str(free_port())), *MAKE_RUN):
                pass
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    """A copy of them, for a test that starts the portal again or changes something."""
    return copy_of(prepared, tmp_path / "var")


@pytest.fixture(scope="session")
def prepared_on_postgresql(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, postgresql.Databases]]:
    """The files of a portal that has been started once on PostgreSQL, and its database, to take copies of.

    Its static files, which ask no database, are those that were collected before.
    """
    folder = tmp_path_factory.mktemp("prepared_on_postgresql")
    shutil.copytree(prepared / "static", folder / "static")
    with postgresql.running() as address:
        with Portal(embedded(folder, DATABASE_URL=address)):
            pass
        yield folder, postgresql.Databases(address)


@pytest.fixture(scope="session")
def server(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal with its shipped content, running in a process of its own, for tests that only read."""
    with Portal(embedded(copy_of(prepared, tmp_path_factory.mktemp("portal") / "var"))) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS.split())
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, server: Portal) -> Iterator[Page]:
    """An empty tab of a reader who has not been here before; addresses start at the portal.

    No script of ours may fail in it, and nothing may be asked for that the Content-Security-Policy forbids.
    """
    with browser.new_context(base_url=server.url, locale="da-DK", timezone_id="Europe/Copenhagen") as context:
        faults: list[str] = []
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
        yield context.new_page()
        assert faults == []
