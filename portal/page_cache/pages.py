"""Cached pages of one process, bounded in bytes; the least recently used are dropped first."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

import brotli

Headers = list[tuple[bytes, bytes]]

MIN_COMPRESSED = 500
"""Bytes below which compression does not pay."""
COMPRESSIBLE = (b"text/", b"application/json", b"application/manifest+json", b"application/atom+xml", b"image/svg+xml")
NOT_MODIFIED_HEADERS = {b"cache-control", b"content-location", b"expires", b"vary"}
"""What a 304 must carry (RFC 9110 § 15.4.5)."""


class CacheKey(NamedTuple):
    """What a page is a function of, besides its version."""

    origin: str
    """Scheme and host, as `https://portal.example.dk`."""
    path: str
    query: str
    fragment: str
    """The part that HTMX asks for; empty for a whole page."""


class Version(NamedTuple):
    """The content revision and the local day (ordinal) that a page was rendered for."""

    revision: int
    day: int


@dataclass
class CachedPage:
    """A rendered page, and its bytes in each encoding that has been asked for."""

    key: CacheKey
    version: Version
    expires_at: float
    """Unix time when it stops being true although nothing was edited: a meeting ends."""
    release: str
    headers: Headers
    body: bytes
    encoded: dict[str, tuple[Headers, bytes]] = field(default_factory=dict)

    def is_current(self, version: Version, now: float) -> bool:
        return self.version == version and now < self.expires_at

    @cached_property
    def etag(self) -> bytes:
        """A weak entity tag: the same page in another encoding has the same."""
        key = "\n".join(map(str, (*self.key, *self.version, self.expires_at, self.release)))
        return f'W/"{hashlib.blake2b(key.encode(), digest_size=12).hexdigest()}"'.encode()

    @cached_property
    def content_type(self) -> bytes:
        return next((value for name, value in self.headers if name == b"content-type"), b"")

    @cached_property
    def not_modified(self) -> Headers:
        return [*(header for header in self.headers if header[0] in NOT_MODIFIED_HEADERS), (b"etag", self.etag)]

    def in_encoding(self, encoding: str) -> tuple[Headers, bytes]:
        """Return headers and body in `br`, `gzip` or as it is (empty). Each is compressed once."""
        if encoding not in self.encoded:
            headers, body = compressed(self.headers, self.body, encoding if self.is_compressible else "")
            self.encoded[encoding] = ([*headers, (b"etag", self.etag)], body)
        return self.encoded[encoding]

    @property
    def is_compressible(self) -> bool:
        return len(self.body) >= MIN_COMPRESSED and self.content_type.startswith(COMPRESSIBLE)

    @property
    def size(self) -> int:
        """Bytes held; those of the compressed forms and the headers are estimated."""
        return len(self.body) * 2 + 2000


class PageStore:
    """Cached pages by key. Pages with a query have a partition of their own, so that endless searches cannot push the
    ordinary pages out."""

    def __init__(self, plain_bytes: int = 12_000_000, query_bytes: int = 4_000_000) -> None:
        self._partitions = {False: Partition(plain_bytes), True: Partition(query_bytes)}

    def get(self, key: CacheKey) -> CachedPage | None:
        return self._partitions[bool(key.query)].get(key)

    def put(self, page: CachedPage) -> None:
        self._partitions[bool(page.key.query)].put(page)

    def __len__(self) -> int:
        return sum(len(partition.pages) for partition in self._partitions.values())


class Partition:
    """Used by one event loop, so without a lock."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.bytes = 0
        self.pages: OrderedDict[CacheKey, CachedPage] = OrderedDict()

    def get(self, key: CacheKey) -> CachedPage | None:
        if key not in self.pages:
            return None
        self.pages.move_to_end(key)
        return self.pages[key]

    def put(self, page: CachedPage) -> None:
        replaced = self.pages.pop(page.key, None)
        self.bytes += page.size - (replaced.size if replaced else 0)
        self.pages[page.key] = page
        while self.bytes > self.max_bytes:
            _, dropped = self.pages.popitem(last=False)
            self.bytes -= dropped.size


def compressed(headers: Headers, body: bytes, encoding: str) -> tuple[Headers, bytes]:
    """Return headers and body in the encoding; as they are where it is empty."""
    if encoding == "br":
        body = brotli.compress(body, quality=6)
    elif encoding == "gzip":
        body = gzip.compress(body, mtime=0)
    named = [(b"content-encoding", encoding.encode())] if encoding else []
    return [*headers, *named, (b"content-length", str(len(body)).encode())], body


@lru_cache(maxsize=256)
def preferred_encoding(accepted: str) -> str:
    """Return the supported encoding that the client weighs highest, `br` before `gzip`; empty for neither
    (RFC 9110 § 12.5.3)."""
    weights: dict[str, float] = {}
    for offer in accepted.lower().split(","):
        name, _, parameter = offer.partition(";")
        label, _, value = parameter.strip().partition("=")
        try:
            weights[name.strip()] = float(value) if label.strip() == "q" else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    best = max(("br", "gzip"), key=lambda name: weights.get(name, weights.get("*", 0.0)))
    return best if weights.get(best, weights.get("*", 0.0)) > 0 else ""


def is_matched(etag: bytes, if_none_match: str) -> bool:
    """True where the client has the page already, by weak comparison (RFC 9110 § 13.1.2)."""
    opaque = etag.decode().removeprefix("W/")
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return opaque in tags or "*" in tags
