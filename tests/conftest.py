"""What the tests share: the shipped content, a real browser, and the order that makes both cheap."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from portal.content import ContentRevision

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

CHROMIUM = Path("/usr/bin/chromium")
_left_out = pytest.StashKey[int]()


def _commits(item: pytest.Item) -> bool:
    """True where the test commits, so that the database is emptied after it."""
    marker = item.get_closest_marker("django_db")
    committing = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(committing or (marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,))))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Empty database first, then the shipped content, then tests that commit; browser tests only with a browser."""
    items.sort(key=lambda item: (_commits(item), "content" in getattr(item, "fixturenames", ())))
    if CHROMIUM.exists():
        return
    browser_tests = [item for item in items if item.get_closest_marker("browser")]
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
def content(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The whole shipped content, loaded once for all tests that ask for it."""
    with django_db_blocker.unblock():
        call_command("load_content", verbosity=0)


@pytest.fixture(autouse=True)
def _content_of_a_committing_test(request: pytest.FixtureRequest) -> None:
    """A test that commits finds the database as its neighbours do: empty, or with the content anew."""
    if _commits(request.node):
        request.getfixturevalue("_django_db_helper")
        loaded, wanted = ContentRevision.objects.exists(), "content" in request.fixturenames
        if loaded and not wanted:
            call_command("flush", interactive=False, verbosity=0)
        if wanted and not loaded:
            call_command("load_content", verbosity=0)
