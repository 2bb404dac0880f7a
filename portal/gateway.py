"""RSGI in front of WSGI: here what is sent is read, in bounded time and memory, and here kept pages are answered.
Django's threads, some for readers and some for writers, are given whole requests only, so nobody holds one by sending
slowly, or nothing at all.

RSGI is the server's own interface (granian, docs/spec/RSGI.md); WSGI is PEP 3333.
"""

from __future__ import annotations

import asyncio
import io
import logging
import sys
from collections.abc import AsyncIterable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar

from django.conf import settings
from granian import _futures

from portal.faults import DATABASE_AWAY, NotReceivedError
from portal.publishing.application import Answer, Environ, PublishingApplication, close
from portal.publishing.revision import DatabaseAwayError
from portal.publishing.shelf import Edition

T = TypeVar("T")
log = logging.getLogger(__name__)

LONGEST_SILENCE = 10.0
"""Seconds without a byte after which we no longer wait for the rest of what was announced."""
LONGEST_WAIT = 60.0
"""Seconds until all must have come: 2.5 MB on a line of 40 kB/s."""
LONG_IN_LINE = 1.0
"""Seconds to have waited for Django's thread, after which the database is asked whether it is there."""
MOST_HELD = 64_000_000
"""Bytes of one process, from everybody who sends something at the time."""

CGI_NAMES = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


class Scope(Protocol):
    """What granian says of a request."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None
    headers: Any


class Line(AsyncIterable[bytes], Protocol):
    """Granian's line to whoever asked: gives what is sent in parts, and takes the answer."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...


class NeverReceived(io.RawIOBase):
    """Stands for what did not come. Whoever reads it fails; whoever has no use for it does not."""

    def read(self, size: int = -1) -> bytes:
        raise NotReceivedError("What was announced was not received.")


class SharedQuestion(Generic[T]):
    """A question that is put once for all who wait when it is put, from a thread of its own. Who comes later, while it
    is being answered, waits for the next: an answer is never older than the wish for it."""

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._thread = ThreadPoolExecutor(1, "question")
        self._one_at_a_time = asyncio.Lock()
        self._next: asyncio.Task[T] | None = None

    async def answer(self) -> T:
        """What `ask` returns; what it raises is raised to everybody."""
        if self._next is None:
            self._next = asyncio.get_running_loop().create_task(self._put())
        return await asyncio.shield(self._next)

    async def _put(self) -> T:
        async with self._one_at_a_time:
            self._next = None
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._ask)


class Gateway:
    """The RSGI application."""

    def __init__(self, application: PublishingApplication) -> None:
        self._application = application
        self._held = 0

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called by the worker before its first request."""
        self._loop = loop
        self._readers = ThreadPoolExecutor(settings.THREADS, "readers")
        self._writers = ThreadPoolExecutor(settings.THREADS, "writers")
        self._edition = SharedQuestion(self._application.edition)
        answer_first(self.answers_at_once)

    def answers_at_once(self, scope: Scope, line: Line) -> bool:
        """Answer with a kept page that is known to hold; False where there is none. In any thread."""
        edition = self._application.known_edition()
        answer = self._application.kept(environ_of(scope), edition) if edition else None
        if answer is None:
            return False
        send(answer, line)
        return True

    async def __rsgi__(self, scope: Scope, line: Line) -> None:
        environ = completed(environ_of(scope), scope)
        edition = self._application.known_edition()
        try:
            edition = edition or await self._edition.answer()
        except DatabaseAwayError:
            environ[DATABASE_AWAY] = True
        answer = self._application.kept(environ, edition) if edition else self._application.last(environ)
        send(answer or await self._rendered(environ, edition, line), line)

    async def _rendered(self, environ: Environ, edition: Edition | None, line: Line) -> Answer:
        received = bytearray()
        try:
            environ["wsgi.input"] = await self._input(environ, line, received)
            # Apart: SQLite lets one writer in at a time, and whoever only reads need not wait with the others.
            threads = self._writers if environ["REQUEST_METHOD"] == "POST" else self._readers
            return await self._loop.run_in_executor(threads, self._answer, environ, edition, self._loop.time())
        finally:
            self._held -= len(received)

    async def _input(self, environ: Environ, line: Line, received: bytearray) -> io.IOBase:
        """What was sent, also put in `received`. Nothing is read of what Django refuses for its length."""
        length = environ.get("CONTENT_LENGTH", "")
        announced = int(length) if length.isdecimal() else 0
        if environ["REQUEST_METHOD"] != "POST" or announced > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return io.BytesIO()
        try:
            await self._receive(line, received)
        except (TimeoutError, NotReceivedError):
            return NeverReceived()
        if len(received) < announced:
            return NeverReceived()  # the line broke
        environ["CONTENT_LENGTH"] = str(len(received))
        return io.BytesIO(received)

    async def _receive(self, line: Line, received: bytearray) -> None:
        end = self._loop.time() + LONGEST_WAIT
        async with asyncio.timeout(LONGEST_SILENCE) as patience:
            async for part in line:
                received += part
                self._held += len(part)
                if self._held > MOST_HELD:
                    raise NotReceivedError("Too much is under way.")
                if len(received) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
                    return  # sent without a length; Django refuses it now that it has one
                patience.reschedule(min(self._loop.time() + LONGEST_SILENCE, end))

    def _answer(self, environ: Environ, edition: Edition | None, asked: float) -> Answer:
        """The answer with its body whole, so that no thread waits for whoever reads slowly. Who has waited for others
        asks first whether it was the database that they waited for, and does not wait for it a second time."""
        if self._loop.time() - asked > LONG_IN_LINE:
            environ[DATABASE_AWAY] = not self._database_answers()
        answer = self._application.answer(environ, edition)
        try:
            return answer._replace(body=[b"".join(answer.body)])
        finally:
            close(answer.body)

    def _database_answers(self) -> bool:
        try:
            self._application.edition()
        except DatabaseAwayError:
            return False
        return True


def send(answer: Answer, line: Line) -> None:
    line.response_bytes(int(answer.status[:3]), answer.headers, b"".join(answer.body))


def answer_first(answers: Callable[[Scope, Line], bool]) -> None:
    """Let the worker's own thread try `answers`, before a request goes through the event loop.

    Two threads that hand a request to each other hand Python's lock too: a kept page would cost half as much again.
    The server has no public place for this; where a later release has none at all, every request takes the loop.
    """
    ordinary = getattr(_futures, "_cbsched_aioschedule", None)
    if ordinary is None:
        return

    def schedule_with(*arguments: Any) -> Callable[[Any], None]:
        through_loop = ordinary(*arguments)

        def schedule(request: Any) -> None:
            try:
                answered = answers(request.scope, request.proto)
            except Exception:
                log.exception("A kept page could not be sent.")
                answered = False
            if not answered:
                through_loop(request)

        return schedule

    _futures._cbsched_aioschedule = schedule_with


def environ_of(scope: Scope) -> Environ:
    """The request as PEP 3333 wants it; what only Django needs is added by `completed`."""
    path = scope.path
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": path if path.isascii() else path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_PORT": scope.server.rpartition(":")[2],
        "wsgi.url_scheme": scope.scheme,
    }
    for header, value in scope.headers.items():
        key = _key(header)
        if key in environ:
            environ[key] += (";" if key == "HTTP_COOKIE" else ",") + value
        elif key:
            environ[key] = value
    if "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority or ""  # HTTP/2
    return environ


def completed(environ: Environ, scope: Scope) -> Environ:
    """Add what Django asks of a request, but for `wsgi.input`."""
    return environ | {
        "SCRIPT_NAME": "",
        "SERVER_NAME": scope.server.rpartition(":")[0],
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


@lru_cache(maxsize=256)
def _key(header: str) -> str:
    """The header's name in the environ; empty for one with an underscore, which could pass for the proxy's own."""
    return "" if "_" in header else CGI_NAMES.get(header) or f"HTTP_{header.replace('-', '_').upper()}"
