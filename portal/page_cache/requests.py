"""What of a request decides its answer: the key that a page is cached under, and the body that was sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import validate_host

from portal.lib.uploads import most_bytes
from portal.page_cache.pages import CacheKey

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApplication = Callable[[Any, Any, Any], Awaitable[None]]

MAX_KEY_LENGTH = 600
"""Letters of path and query beyond which an answer is not cached."""
MAX_SILENCE = 10.0
"""Seconds without a byte after which the rest of a body is no longer waited for."""
MAX_WAIT = 60.0
"""Seconds for a whole body: 2.5 MB on a line of 40 kB/s, 10 MB on one of 170 kB/s."""
MAX_BUFFERED = 64_000_000
"""Bytes of unfinished bodies in one process, from all clients together."""
CHANGING = {"content-type", "hx-boosted", "hx-history-restore-request", "hx-request-uri-autoencoded"}
"""Headers that may change the answer in a way that the key does not know: such an answer is not cached, to prevent
cache poisoning. No browser sends a Content-Type when it asks for a page."""


class RequestHeaders(dict[str, str]):
    """A request's headers by lower-case name. Several of one name are joined as RFC 9110 § 5.3 and RFC 9113 § 8.2.3
    allow; names with an underscore, which could pass for a proxy's own in WSGI, are dropped."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        for name, value in scope["headers"]:
            name, value = name.decode("latin-1").lower(), value.decode("latin-1")
            if "_" in name:
                continue
            separator = "; " if name == "cookie" else ","
            self[name] = f"{self[name]}{separator}{value}" if name in self else value


class KeyReader:
    """Reads the cache key of a request from what the settings say of hosts, proxy and session."""

    def __init__(self) -> None:
        self._hosts = [host for host in settings.ALLOWED_HOSTS if not host.startswith("*")]
        self._port = urlsplit(settings.SITE_URL).netloc.partition(":")[2]
        self._session = f"{settings.SESSION_COOKIE_NAME}="
        self._trusts_proxy = getattr(settings, "SECURE_PROXY_SSL_HEADER", None) is not None

    def key(self, scope: Scope, headers: Mapping[str, str]) -> CacheKey | None:
        """Return the key of a page that may be cached, None for any other request."""
        path, query = scope["path"], scope["query_string"].decode("latin-1")
        if (
            scope["method"] not in {"GET", "HEAD"}
            or self._session in headers.get("cookie", "")
            or not CHANGING.isdisjoint(headers)
            or len(path) + len(query) > MAX_KEY_LENGTH
        ):
            return None
        host = headers.get("host", "").lower()
        name, _, port = host.partition(":")
        own_port = str((scope.get("server") or ("", ""))[1])
        if not validate_host(name, self._hosts) or port not in {"", own_port, self._port}:
            return None  # any client may name another port, and would push out the ordinary pages
        fragment = "" if headers.get("hx-request") != "true" else fragment_of(headers.get("hx-current-url", ""))
        return CacheKey(f"{self._scheme(scope, headers)}://{host}", path, query, fragment)

    def _scheme(self, scope: Scope, headers: Mapping[str, str]) -> str:
        forwarded = headers.get("x-forwarded-proto", "").partition(",")[0].strip() if self._trusts_proxy else ""
        return "https" if forwarded == "https" else str(scope["scheme"])


def fragment_of(current_url: str) -> str:
    """Return which fragment is asked for by a client on that page: a search that goes on replaces its address in the
    browser's history, one that begins adds it."""
    return "next" if is_searching(current_url) else "first"


def is_searching(current_url: str) -> bool:
    """True where the page that the client shows is a search already."""
    return "q=" in current_url.partition("?")[2]


class BodyError(Exception):
    """The body cannot be received. `status` is the answer's: 408 or 413 (RFC 9110)."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class BodyReader:
    """Receives whole bodies, bounded in time and memory, so that a slow client never holds a thread of Django's."""

    def __init__(self) -> None:
        self._buffered = 0

    async def read(self, scope: Scope, headers: Mapping[str, str], receive: Receive) -> bytes:
        """Return the body of a POST; nothing for other methods, whose body nobody reads. Raise BodyError."""
        if scope["method"] != "POST":
            return b""
        announced = headers.get("content-length", "")
        most = most_bytes(scope["path"])
        if announced.isdecimal() and int(announced) > most:
            raise BodyError(413)
        body = bytearray()
        try:
            await self._receive(body, receive, most)
        except TimeoutError:
            raise BodyError(408) from None
        finally:
            self._buffered -= len(body)
        if announced.isdecimal() and len(body) < int(announced):
            raise BodyError(408)  # the connection was cut
        return bytes(body)

    async def _receive(self, body: bytearray, receive: Receive, most: int) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + MAX_WAIT
        async with asyncio.timeout(MAX_SILENCE) as patience:
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise BodyError(408)  # what came is not the whole, also where no length was announced
                part = message.get("body", b"")
                body += part
                self._buffered += len(part)
                if self._buffered > MAX_BUFFERED:
                    raise BodyError(408)
                if len(body) > most:
                    raise BodyError(413)
                if not message.get("more_body"):
                    return
                patience.reschedule(min(loop.time() + MAX_SILENCE, end))
