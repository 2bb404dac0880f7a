"""The ASGI application in front of Django: cached pages are answered here, and nobody waits for a slow client."""

from __future__ import annotations

import asyncio
import datetime as dt
import http
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string

from portal.lib.errors import BEGUN, BODY_REFUSED, DATABASE_AWAY
from portal.page_cache.middleware import CACHE_UNTIL
from portal.page_cache.pages import (
    CachedPage,
    CacheKey,
    Headers,
    PageStore,
    Version,
    compressed,
    is_matched,
    preferred_encoding,
)
from portal.page_cache.requests import (
    ASGIApplication,
    BodyError,
    BodyReader,
    KeyReader,
    Message,
    Receive,
    RequestHeaders,
    Scope,
    Send,
)
from portal.page_cache.revision import DatabaseUnavailableError, RevisionSource, revision_source
from portal.page_cache.whitespace import without_indentation

PATIENCE = 0.4
"""Seconds for an answer of Django's, after which the database is asked whether it is there."""
MAIN = b"<main"
NOT_FROM_CLIENTS = {BODY_REFUSED.lower(), DATABASE_AWAY.lower()}
INTERNAL = {CACHE_UNTIL.lower().encode(), b"etag", b"content-length", b"content-encoding", b"x-request-id"}
"""Headers that a cached page does not keep."""


@dataclass
class Response:
    """What the application behind has sent, whole."""

    status: int = 0
    headers: Headers = field(default_factory=list)
    body: bytes = b""

    async def receive(self, message: Message) -> None:
        """Take a message in the place of the client; as `send` of an ASGI application."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")

    def header(self, name: str) -> str | None:
        wanted = name.lower().encode()
        return next((value.decode("latin-1") for key, value in self.headers if key == wanted), None)


class PageCache:
    """Answers with the cached page where there is one of the current version; else with what Django renders.

    A page is cached where `PublicPageMiddleware` allows it. While the database does not answer, readers get the last
    page with a notice, and everybody else is answered by `away`: the same application with threads of its own.
    """

    def __init__(
        self,
        application: ASGIApplication,
        *,
        away: ASGIApplication,
        release: str,
        revisions: RevisionSource | None = None,
        pages: PageStore | None = None,
    ) -> None:
        self._application, self._away = application, away
        self._release = release
        self._revisions = revisions
        self._pages = pages or PageStore()
        self._keys = KeyReader()
        self._bodies = BodyReader()

    @property
    def revisions(self) -> RevisionSource:
        """Opened with the first request: the process that forks the workers must not share a connection with them."""
        if self._revisions is None:
            self._revisions = revision_source()
        return self._revisions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        headers = RequestHeaders(scope)
        key = self._keys.key(scope, headers)
        version = await self._version()
        page = self._pages.get(key) if key else None
        if page is not None and version is not None and page.is_current(version, time.time()):
            response = answer(page, headers)
        elif page is not None and version is None:
            response = last_answer(page, headers)
        else:
            response = await self._rendered(scope, headers, key, version, receive)
        await respond(response, scope["method"], send)

    async def _version(self) -> Version | None:
        """Return the version of now, None while the database does not give it."""
        try:
            return Version(await self.revisions.current(), local_day(int(time.time())))
        except DatabaseUnavailableError:
            return None

    async def _rendered(
        self, scope: Scope, headers: RequestHeaders, key: CacheKey | None, version: Version | None, receive: Receive
    ) -> Response:
        try:
            body = await self._bodies.read(scope, headers, receive)
        except BodyError as refusal:
            scope = scope_for_django(scope, headers, b"", "POST", {BODY_REFUSED: str(refusal.status)})
            return await whole_response(self._away, scope, b"")
        internal = {DATABASE_AWAY: "1"} if version is None else {}
        scope = scope_for_django(scope, headers, body, "GET" if key else scope["method"], internal)
        if version is None:
            return await whole_response(self._away, scope, body)
        response = await self._patiently(scope, body)
        page = self._pages.get(key) if key else None
        if response.status == http.HTTPStatus.SERVICE_UNAVAILABLE and page is not None:
            return last_answer(page, headers)  # the database went away while the page was made
        until = response.header(CACHE_UNTIL)
        if until is None or key is None:
            return response
        named = [(name, value) for name, value in response.headers if name not in INTERNAL]
        is_html = (response.header("content-type") or "").startswith("text/html")
        body = without_indentation(response.body) if is_html else response.body
        page = CachedPage(key, version, float(until), self._release, vary_on_encoding(named), body)
        self._pages.put(page)
        return answer(page, headers)

    async def _patiently(self, scope: Scope, body: bytes) -> Response:
        """Return Django's answer. Where that waits for a database that has fallen silent, its thread is left to wait
        alone, and the client gets a 503."""
        task = asyncio.get_running_loop().create_task(whole_response(self._application, scope, body))
        while True:
            done, _ = await asyncio.wait({task}, timeout=PATIENCE)
            if done:
                return task.result()
            if await self._version() is None:
                task.add_done_callback(lambda ended: ended.exception())
                headers = [*scope["headers"], (DATABASE_AWAY.lower().encode(), BEGUN.encode())]
                return await whole_response(self._away, {**scope, "headers": headers}, body)


async def whole_response(application: ASGIApplication, scope: Scope, body: bytes) -> Response:
    """Return the application's answer to a request whose body has been received."""
    response = Response()

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    await application(scope, receive, response.receive)
    return response


def scope_for_django(
    scope: Scope, headers: RequestHeaders, body: bytes, method: str, internal: Mapping[str, str]
) -> Scope:
    """Return the scope with its headers as they were read, the length of the body as it was received, and internal
    headers, which no client can send."""
    of_client = {name: value for name, value in headers.items() if name not in NOT_FROM_CLIENTS}
    if method == "POST":
        of_client["content-length"] = str(len(body))
    else:
        of_client.pop("content-length", None)
    named = of_client | {name.lower(): value for name, value in internal.items()}
    lines = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in named.items()]
    return {**scope, "method": method, "headers": lines}


def answer(page: CachedPage, headers: RequestHeaders) -> Response:
    """Return the page, or 304 where the client has it."""
    if is_matched(page.etag, headers.get("if-none-match", "")):
        return Response(http.HTTPStatus.NOT_MODIFIED, page.not_modified)
    return Response(http.HTTPStatus.OK, *page.in_encoding(preferred_encoding(headers.get("accept-encoding", ""))))


def last_answer(page: CachedPage, headers: RequestHeaders) -> Response:
    """Return the page as it was last, with a notice, for as long as the database does not answer."""
    body = page.body
    if page.content_type.startswith(b"text/html") and not page.key.fragment:
        body = body.replace(MAIN, render_to_string("includes/old_page.html").encode() + MAIN, 1)
    named = [(name, value) for name, value in page.headers if name != b"cache-control"]
    encoding = preferred_encoding(headers.get("accept-encoding", "")) if page.is_compressible else ""
    return Response(http.HTTPStatus.OK, *compressed([*named, (b"cache-control", b"no-store")], body, encoding))


async def respond(response: Response, method: str, send: Send) -> None:
    """Send the answer; without its body to a HEAD request."""
    await send({"type": "http.response.start", "status": int(response.status), "headers": response.headers})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else response.body})


def vary_on_encoding(headers: Headers) -> Headers:
    """Return the headers with Accept-Encoding among what the answer varies on."""
    vary = [value for name, value in headers if name == b"vary"]
    if not any(b"accept-encoding" in value.lower() for value in vary):
        vary.append(b"Accept-Encoding")
    return [*(header for header in headers if header[0] != b"vary"), (b"vary", b", ".join(vary))]


@lru_cache(maxsize=1)
def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


@lru_cache(maxsize=4)
def local_day(second: int) -> int:
    """Return the day (ordinal) at a Unix time in whole seconds, in the portal's time zone."""
    return dt.datetime.fromtimestamp(second, _zone()).toordinal()
