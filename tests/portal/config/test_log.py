"""What an operator reads: a line of JSON for every request, and under the same id what was slow and what went wrong."""

from __future__ import annotations

import json
import re
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.recorder import MigrationRecorder

from tests.kit.person import Person
from tests.kit.server import ROOT, Portal, copy_of, embedded

OPERATIONS = ROOT / "docs" / "operations.md"
HIDDEN = "hemmeligtord"
READY = {"database": True, "migrations": True, "content": True, "writing": True}


@pytest.fixture(scope="module")
def portal(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal that names every query."""
    folder = copy_of(prepared, tmp_path_factory.mktemp("portal"))
    with Portal(embedded(folder, WORKERS="1", SLOW_QUERY_MS="0")) as running:
        yield running


def ask(portal: Portal, path: str) -> tuple[int, Message]:
    try:
        with urllib.request.urlopen(f"{portal.url}{path}", timeout=20) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


def lines(portal: Portal, **values: Any) -> list[dict[str, Any]]:
    """Return the lines that have these values, in their order. Wait for the first one."""
    deadline = time.monotonic() + 20
    while True:
        logged = [json.loads(line) for line in portal.output.splitlines() if line.startswith("{")]
        found = [line for line in logged if values.items() <= line.items()]
        if found or time.monotonic() > deadline:
            return found
        time.sleep(0.1)


@pytest.mark.slow
class TestRunning:
    def test_request_is_one_line_without_query_and_address(self, portal):
        status, headers = ask(portal, f"/readyz?q={HIDDEN}")
        line = lines(portal, path="/readyz")[-1]
        assert line.keys() == {"time", "method", "path", "status", "ms"}
        assert (line["status"], line["method"]) == (status, "GET")
        assert re.fullmatch(r"[0-9a-f]{16}", headers["X-Request-ID"])
        assert HIDDEN not in portal.output

    def test_slow_query_is_logged_under_the_id_of_its_request_without_its_values(self, portal):
        _, headers = ask(portal, f"/soeg/?q={HIDDEN}")
        assert headers["X-Request-ID"]  # what finds nothing is not cached
        queries = lines(portal, logger="portal.slow_query", id=headers["X-Request-ID"])
        assert any("portal_searchword" in line["sql"] and line["ms"] >= 0 for line in queries)
        assert HIDDEN not in portal.output
        [searched] = re.findall(r"grep '(.*slow_query.*)'", OPERATIONS.read_text(encoding="utf-8"))
        found = [json.loads(line) for line in portal.output.splitlines() if searched in line]
        assert [line for line in found if line["id"] == queries[0]["id"]] == queries

    def test_cached_page_has_no_id(self, portal):
        told = [ask(portal, "/jura/") for _ in range(3)]
        assert [(status, headers["X-Request-ID"]) for status, headers in told] == [(200, None)] * 3

    def test_log_holds_no_username_and_no_invitation_secret(self, portal):
        person = Person(portal.port, "")
        fields = person.get("/konto/log-ind/").fields() | {"username": "kirsten", "password": "gættet"}
        assert person.post("/konto/log-ind/", fields).status == 200
        assert person.get("/konto/velkommen/MQ/cabc12-0123456789abcdef/").status == 200
        assert lines(portal, path="/konto/velkommen/")[0]["status"] == 200
        assert [told for told in ("kirsten", '127.0.0.1"', "0123456789abcdef") if told in portal.output] == []

    def test_a_failure_is_one_line_with_its_traceback_and_the_id(self, folder):
        with Portal(embedded(folder, WORKERS="1")) as portal:
            with closing(sqlite3.connect(folder / "portal.sqlite3")) as database, database:
                database.execute("ALTER TABLE committee_walk RENAME TO gone")
            status, headers = ask(portal, "/rolle/maa-jeg-fortaelle-det/")
            [failure] = lines(portal, level="ERROR", id=headers["X-Request-ID"])
            assert (status, failure["logger"]) == (503, "django.request")
            assert "no such table: committee_walk" in failure["traceback"]


@pytest.mark.django_db
class TestReady:
    def test_an_empty_portal_is_not_ready(self, client):
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, READY | {"content": False})

    @pytest.mark.usefixtures("content")
    def test_a_portal_with_its_content_is_ready(self, client):
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (200, READY)
        assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"

    @pytest.mark.usefixtures("content")
    def test_a_portal_whose_tables_are_of_an_earlier_release_is_not_ready(self, client):
        newest = MigrationRecorder(connections[DEFAULT_DB_ALIAS]).migration_qs.filter(app="portal").order_by("-name")[0]
        newest.delete()
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, READY | {"migrations": False})

    def test_the_portal_is_alive_whatever_the_database_says(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert client.get("/healthz").json() == {"alive": True}
