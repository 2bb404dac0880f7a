"""What is sent is received in bounded time and memory, and whoever sends slowly holds up nobody."""

from __future__ import annotations

import asyncio
import select
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, closing
from types import SimpleNamespace

import pytest
from granian import _futures

from portal import gateway
from portal.faults import DATABASE_AWAY
from portal.gateway import environ_of
from portal.wsgi import application as wsgi_application
from tests.server import Portal, copy_of, embedded

FORM = "POST /konto/log-ind/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
LINES = 8


@pytest.fixture(scope="module")
def portal(prepared, tmp_path_factory) -> Iterator[Portal]:
    folder = copy_of(prepared, tmp_path_factory.mktemp("gateway"))
    with Portal(embedded(folder, WORKERS="1")) as running:
        yield running


def begun(portal: Portal, request: str | bytes) -> socket.socket:
    """A line on which so much has been sent."""
    line = socket.create_connection(("127.0.0.1", int(portal.settings["PORT"])), timeout=30)
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


@pytest.mark.process
def test_forms_that_are_announced_and_never_sent_hold_up_nobody_and_are_told_so(portal):
    with ExitStack() as stack:
        silent = [
            stack.enter_context(closing(begun(portal, FORM + "Connection: close\r\nContent-Length: 30\r\n\r\n" + sent)))
            for sent in ["", "username="] * (LINES // 2)
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


@pytest.mark.process
def test_a_form_on_a_line_that_breaks_is_not_taken_for_whole(portal):
    line = begun(portal, FORM + "Content-Length: 30\r\n\r\nusername=a")
    line.shutdown(socket.SHUT_WR)
    assert answer(line).startswith("HTTP/1.1 408")


@pytest.mark.process
@pytest.mark.parametrize(
    ("body", "status"), [("3\r\na=b\r\n0\r\n\r\n", 403), (f"{3_000_000:x}\r\n{'a' * 3_000_000}\r\n0\r\n\r\n", 413)]
)
def test_a_form_sent_without_its_length_is_read_and_has_an_end(portal, body, status):
    line = begun(portal, FORM + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + body)
    assert answer(line).startswith(f"HTTP/1.1 {status}")


@pytest.mark.process
def test_no_reader_waits_for_a_writer_who_waits_for_the_database(portal):
    assert page(portal).startswith("HTTP/1.1 200")
    with closing(sqlite3.connect(f"{portal.settings['VAR_DIR']}/portal.sqlite3")) as database:
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


class Line:
    """Granian's line to somebody who sends what is given; remembers the answer."""

    def __init__(self, *parts: bytes) -> None:
        self.parts = parts
        self.status = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            yield part

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status = status


def test_what_is_held_of_everybody_at_a_time_has_an_end(monkeypatch):
    monkeypatch.setattr(gateway, "MOST_HELD", 19)
    monkeypatch.setattr(gateway, "answer_first", lambda answers: None)
    lines = [Line(b"x" * 12, b"y" * 8), Line(b"z" * 20)]
    form = ("content-type", "application/x-www-form-urlencoded")
    post = request(form, ("content-length", "20"), method="POST", path="/konto/log-ind/", authority="localhost")

    async def send() -> None:
        application = gateway.Gateway(wsgi_application)
        application.__rsgi_init__(asyncio.get_running_loop())
        for line in lines:
            await application.__rsgi__(post, line)

    asyncio.run(send())
    assert [line.status for line in lines] == [408, 408]


def test_who_asks_while_the_database_is_known_to_be_away_is_told_so_without_trying_it(client):
    away = {DATABASE_AWAY: True}
    refused = client.post("/konto/log-ind/", {"username": "Kirsten", "password": "hemmelig"}, **away)
    text = refused.content.decode()
    assert (refused.status_code, "Kirsten" in text, "hemmelig" in text) == (503, True, False)
    assert client.get("/soeg/?q=budget", **away).status_code == 503
    assert client.get("/healthz", **away).status_code == 200
    checks = dict.fromkeys(("database", "migrations", "content", "writing"), False)
    assert client.get("/readyz", **away).json() == checks


def request(*headers: tuple[str, str], **values: str) -> SimpleNamespace:
    """A request as granian describes it."""
    of_a_reader = {"method": "GET", "path": "/", "query_string": "", "scheme": "http", "server": "[::1]:8000"}
    given = {"authority": "portal.example.dk", "client": "[::1]:60000", "http_version": "2"} | of_a_reader | values
    return SimpleNamespace(headers=SimpleNamespace(items=lambda: list(headers)), **given)


def test_the_proxys_word_cannot_be_given_by_a_name_that_only_looks_like_it():
    environ = environ_of(request(("x-forwarded-proto", "http"), ("x_forwarded_proto", "https")))
    assert environ["HTTP_X_FORWARDED_PROTO"] == "http"


def test_a_request_is_told_as_pep_3333_wants_it():
    environ = environ_of(
        request(("content-type", "text/plain"), ("cookie", "a=1"), ("cookie", "b=2"), ("accept", "*"), path="/år")
    )
    assert environ["CONTENT_TYPE"] == "text/plain"
    assert environ["HTTP_COOKIE"] == "a=1;b=2"
    assert environ["PATH_INFO"] == "/år".encode().decode("latin-1")
    assert environ["SERVER_PORT"] == "8000"
    assert environ["HTTP_HOST"] == "portal.example.dk"


def test_the_server_still_has_the_place_where_kept_pages_are_answered_first():
    assert callable(_futures._cbsched_aioschedule)
