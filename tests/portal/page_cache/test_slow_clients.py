"""A body is received in bounded time and memory, and a slow client blocks nobody."""

from __future__ import annotations

import select
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from portal.lib.errors import BEGUN, DATABASE_AWAY
from portal.page_cache import requests
from portal.page_cache.requests import BodyError, BodyReader
from tests.kit.coroutines import run
from tests.kit.server import Portal, copy_of, embedded

FORM = "POST /konto/log-ind/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
SLOW_CLIENTS = 200


@pytest.fixture(scope="module")
def portal(prepared, tmp_path_factory) -> Iterator[Portal]:
    folder = copy_of(prepared, tmp_path_factory.mktemp("slow"))
    with Portal(embedded(folder, WORKERS="1")) as running:
        yield running


def begun(portal: Portal, request: str | bytes) -> socket.socket:
    """A line on which so much has been sent."""
    line = socket.create_connection(("127.0.0.1", portal.port), timeout=30)
    line.sendall(request.encode() if isinstance(request, str) else request)
    return line


def answer(line: socket.socket) -> str:
    """All that comes on the line until it is closed."""
    with closing(line):
        parts = []
        while part := line.recv(65536):
            parts.append(part)
        return b"".join(parts).decode()


def page(portal: Portal, path: str = "/") -> str:
    return answer(begun(portal, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"))


@pytest.mark.slow
def test_announced_bodies_that_never_come_block_nobody_and_get_408(portal):
    with ExitStack() as stack:
        silent = [
            stack.enter_context(closing(begun(portal, FORM + "Connection: close\r\nContent-Length: 30\r\n\r\n" + sent)))
            for sent in ["", "username="] * (SLOW_CLIENTS // 2)
        ]
        assert page(portal).startswith("HTTP/1.1 200")
        assert page(portal, "/findes-ikke/").startswith("HTTP/1.1 404")
        whole = answer(begun(portal, FORM + "Connection: close\r\nContent-Length: 3\r\n\r\na=b"))
        assert whole.startswith("HTTP/1.1 403")  # without the form's token
        assert select.select(silent, [], [], 0)[0] == []
        for line in silent:
            told = answer(line)
            assert (told.split("\r\n")[0], "Intet er gemt" in told) == ("HTTP/1.1 408 Request Timeout", True)
    assert "traceback" not in portal.output


@pytest.mark.slow
def test_body_of_a_broken_connection_is_not_taken_for_whole(portal):
    line = begun(portal, FORM + "Content-Length: 30\r\n\r\nusername=a")
    line.shutdown(socket.SHUT_WR)
    assert answer(line).startswith("HTTP/1.1 408")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "status"), [("3\r\na=b\r\n0\r\n\r\n", 403), (f"{3_000_000:x}\r\n{'a' * 3_000_000}\r\n0\r\n\r\n", 413)]
)
def test_chunked_body_is_read_and_bounded(portal, body, status):
    line = begun(portal, FORM + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
    assert answer(line).startswith(f"HTTP/1.1 {status}")


@pytest.mark.slow
def test_reader_does_not_wait_for_a_blocked_writer(portal):
    assert page(portal).startswith("HTTP/1.1 200")
    with closing(sqlite3.connect(f"{portal.environment['VAR_DIR']}/portal.sqlite3")) as database:
        database.execute("BEGIN IMMEDIATE")  # nobody else may write
        token = "a" * 32
        fields = f"username=a&password=b&csrfmiddlewaretoken={token}"
        cookie = f"Cookie: csrf={token}\r\nConnection: close\r\nContent-Length: {len(fields)}\r\n\r\n"
        writer = begun(portal, FORM + cookie + fields)
        assert page(portal).startswith("HTTP/1.1 200")
        assert page(portal, "/findes-ikke/").startswith("HTTP/1.1 404")  # which is never kept
        assert select.select([writer], [], [], 0)[0] == []
        database.rollback()
    assert answer(writer).startswith("HTTP/1.1 200")


def test_buffered_bodies_are_bounded_together(monkeypatch):
    monkeypatch.setattr(requests, "MAX_BUFFERED", 19)

    async def read(*parts: bytes) -> int:
        messages: list[dict[str, Any]] = [{"type": "http.request", "body": part, "more_body": True} for part in parts]

        async def receive() -> dict[str, Any]:
            return messages.pop(0) if messages else {"type": "http.request", "body": b"", "more_body": False}

        try:
            return len(await reader.read({"method": "POST", "path": "/"}, {}, receive))
        except BodyError as error:
            return error.status

    reader = BodyReader()
    assert [run(read(b"x" * 12, b"y" * 8)), run(read(b"z" * 19))] == [408, 19]


def test_chunked_body_of_a_broken_connection_is_not_taken_for_whole():
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"definition=Et+for", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    with pytest.raises(BodyError) as refused:
        run(BodyReader().read({"method": "POST", "path": "/"}, {}, receive))
    assert refused.value.status == 408


def test_writer_is_told_that_it_is_unsure_where_django_had_begun(client):
    begun = {DATABASE_AWAY: BEGUN}
    text = client.post("/konto/log-ind/", {"username": "Kirsten"}, headers=begun).content.decode()
    assert ("Det er uvist, om din ændring er gemt" in text, "Kirsten" in text, "ikke gemt" in text) == (
        True,
        True,
        False,
    )


def test_request_is_refused_at_once_while_the_database_is_known_to_be_away(client):
    away = {DATABASE_AWAY: "1"}
    refused = client.post("/konto/log-ind/", {"username": "Kirsten", "password": "hemmelig"}, headers=away)
    text = refused.content.decode()
    assert (refused.status_code, "Kirsten" in text, "hemmelig" in text) == (503, True, False)
    assert client.get("/soeg/?q=budget", headers=away).status_code == 503
    assert client.get("/healthz", headers=away).status_code == 200
    checks = dict.fromkeys(("database", "migrations", "content", "writing"), False)
    assert client.get("/readyz", headers=away).json() == checks
