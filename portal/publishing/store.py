"""The kept pages of one process, bounded in bytes, the least read forgotten first."""

from __future__ import annotations

import gzip
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

import brotli

SMALLEST_WORTH_COMPRESSING = 500
UNKEPT = {"HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST", "HTTP_HX_REQUEST_URI_AUTOENCODED"}
"""Headers that make a whole page of a fragment, or a fragment of a page. Content-Type, which no reader sends, may name
another alphabet for the address."""
COMPRESSIBLE = ("text/", "application/json", "application/manifest+json", "application/atom+xml", "image/svg+xml")


class Address(NamedTuple):
    """What a page is a function of, besides the revision and the day."""

    host: str
    path: str
    query: str
    fragment: str
    """Empty for a whole page; else which part HTMX asks for: see `fragment_of`."""


def fragment_of(environ: Mapping[str, Any]) -> str | None:
    """What the headers HX-Request and HX-Current-URL make of an answer. A search that goes on replaces its address in
    the browser's history, and one that begins adds it: they are two answers, and must not be kept as one. None where
    another header may change the answer, so that nobody can have it kept for the next reader."""
    if environ.get("CONTENT_TYPE") or not UNKEPT.isdisjoint(environ):
        return None
    if environ.get("HTTP_HX_REQUEST") != "true":
        return ""
    return "next" if goes_on(environ.get("HTTP_HX_CURRENT_URL", "")) else "first"


def goes_on(current: str) -> bool:
    """True where the reader's page shows a search already."""
    return "q=" in current.partition("?")[2]


@dataclass
class KeptPage:
    """A rendered answer, and its bytes in each encoding that has been asked for."""

    edition: tuple[int, int]
    """Content revision and day (ordinal) that it was rendered for."""
    until: float
    """Unix time when it stops being true although nothing was edited (a meeting ends)."""
    etag: str
    headers: list[tuple[str, str]]
    body: bytes
    encoded: dict[str, tuple[bytes, list[tuple[str, str]]]] = field(default_factory=dict)

    @property
    def content_type(self) -> str:
        return next((value for name, value in self.headers if name.lower() == "content-type"), "")

    def variant(self, encoding: str) -> tuple[bytes, list[tuple[str, str]]]:
        """Body and headers in `br`, `gzip` or as it is (empty); compressed once, at the first asking."""
        if encoding not in self.encoded:
            body = compress(self.body, encoding) if self.is_compressible else self.body
            headers = [*self.headers, ("ETag", self.etag), ("Content-Length", str(len(body)))]
            if encoding and body is not self.body:
                headers.append(("Content-Encoding", encoding))
            self.encoded[encoding] = (body, headers)
        return self.encoded[encoding]

    @cached_property
    def not_modified(self) -> list[tuple[str, str]]:
        """The headers that a 304 must carry (RFC 9110 § 15.4.5); the reader has the others."""
        kept = {"cache-control", "content-location", "expires", "vary"}
        return [*(header for header in self.headers if header[0].lower() in kept), ("ETag", self.etag)]

    @property
    def is_compressible(self) -> bool:
        return len(self.body) >= SMALLEST_WORTH_COMPRESSING and self.content_type.startswith(COMPRESSIBLE)

    @property
    def weight(self) -> int:
        """Bytes held, the compressed forms and the headers estimated."""
        return len(self.body) * 2 + 2000


def compress(body: bytes, encoding: str) -> bytes:
    """The body in the encoding; as it is when that is not one of ours."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=6))
    if encoding == "gzip":
        return gzip.compress(body, compresslevel=zlib.Z_DEFAULT_COMPRESSION, mtime=0)
    return body


class Store:
    """Kept pages by address. Addresses with a query have a room of their own, so that nobody can empty the shelf of
    ordinary pages by asking for endless searches."""

    def __init__(self, plain_bytes: int = 12_000_000, query_bytes: int = 4_000_000) -> None:
        self._rooms = {False: _Room(plain_bytes), True: _Room(query_bytes)}

    def get(self, address: Address) -> KeptPage | None:
        return self._rooms[bool(address.query)].get(address)

    def put(self, address: Address, page: KeptPage) -> None:
        self._rooms[bool(address.query)].put(address, page)

    def __len__(self) -> int:
        return sum(len(room.pages) for room in self._rooms.values())


class _Room:
    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.weight = 0
        self.pages: OrderedDict[Address, KeptPage] = OrderedDict()
        self._lock = Lock()

    def get(self, address: Address) -> KeptPage | None:
        with self._lock:
            page = self.pages.get(address)
            if page is not None:
                self.pages.move_to_end(address)
            return page

    def put(self, address: Address, page: KeptPage) -> None:
        with self._lock:
            old = self.pages.pop(address, None)
            self.weight += page.weight - (old.weight if old else 0)
            self.pages[address] = page
            while self.weight > self.limit:
                _, forgotten = self.pages.popitem(last=False)
                self.weight -= forgotten.weight
