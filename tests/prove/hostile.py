"""Requests that nobody sends by mistake, and what must be true of the answer to any of them."""

from __future__ import annotations

import gzip
import re
import socket
from http.client import HTTPException, HTTPResponse
from typing import NamedTuple
from urllib.parse import quote

import brotli
from hypothesis import strategies as st

from tests.kit.server import ROOT

PATIENCE = 20
"""Seconds until an answer counts as none."""
MARK = "zq<x\"'>"
"""Stands in an answer as HTML only where somebody forgot to escape it."""
LEAKS = re.compile(
    rb"zq<x|<x\"|x\"'>|<script>alert|Traceback|\bFile (?:&quot;|\")|site-packages|Exception|" + re.escape(bytes(ROOT))
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=()",
}
"""How these headers of every answer begin."""
BY_SERVER = {0, 400, 413, 414, 417, 431, 501, 505}
"""How the server itself refuses what is not HTTP: hanging up (0), or one of these without a word."""

NASTY = [
    *(MARK, f"javascript:{MARK}", f"{{{{{MARK}}}}}", "<script>alert(1)</script>", "{% debug %}", "'; DROP TABLE x; --"),
    *("", " ", "\0", "a\0b", "\r\nSet-Cookie: a=b", "\t", "\x7f", "\x1b[2J"),
    *("%", "%%", "%00", "%s", "_", "\\", "../" * 20, "..%2f..%2fetc/passwd", "true", "null", "None", "[]", "{}"),
    *("a,b,c", "a;b", "a:b", "*", "?", "#", "&", "=", "@", "~", "-1", "0", "1", "00", "+1", "1e9", "NaN", "inf", "1.5"),
    *("æøå", "Æ" * 300, "😀", "\u202e", "\ufeff", "\ud800", "İ", "ß", "ﬁ", "²", "١٢٣", "½", "Ⅷ", "0x10", "1_000"),
    *("9" * 19, "9" * 400, "-" + "9" * 19, "2147483648", "9223372036854775808"),
    *("2026", "2026-02-30", "2026-13-45", "0000-00-00", "9999-12-31", "10000-01-01", "31.2.2026", "-2026", "25:99"),
    *("//evil.example", "https://evil.example/", "http:///evil.example", "\\\\evil.example", "file:///etc/passwd"),
    *("x" * 10_000, "ab " * 3_000, "(" * 5_000, "1.1." * 2_000, "§ " * 2_000, "%25" * 2_000),
]
texts = st.sampled_from(NASTY) | st.text(max_size=120) | st.integers().map(str) | st.datetimes().map(str)
values = texts.map(lambda text: quote(text.encode("utf-8", "surrogatepass"))) | st.binary(max_size=40).map(quote)
"""As they stand in an address: percent-encoded, with bytes that are no UTF-8 among them."""


class Request(NamedTuple):
    target: str = "/"
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def encoded(self, port: int) -> bytes:
        """As it goes over the line; a header of the request's own takes the place of the one that a browser sends."""
        own = {name.lower() for name, _ in self.headers}
        sent = [("Host", f"127.0.0.1:{port}"), ("Connection", "close")]
        sent += [("Content-Length", str(len(self.body)))] if self.body and "transfer-encoding" not in own else []
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in sent if name.lower() not in own]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + self.body


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def send(port: int, request: Request) -> Answer:
    """The answer; TimeoutError when there is none within PATIENCE seconds."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
        try:
            line.sendall(request.encoded(port))
            answer = HTTPResponse(line, method=request.method)
            answer.begin()
            body = answer.read()
        except (ConnectionError, HTTPException):
            return Answer(0, {}, b"")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Answer(answer.status, headers, _plain(body, headers.get("content-encoding", "")))


def _plain(body: bytes, encoding: str) -> bytes:
    if not body or not encoding:
        return body
    return gzip.decompress(body) if encoding == "gzip" else bytes(brotli.decompress(body))


def faults(answer: Answer) -> list[str]:
    """What is wrong with an answer, in words."""
    found = [] if 200 <= answer.status < 500 else [f"status {answer.status}"]
    missing = [name for name, start in HEADERS.items() if not answer.headers.get(name, "").startswith(start)]
    found += [f"without {', '.join(missing)}"] if missing else []
    policy = answer.headers.get("content-security-policy", "")
    found += [] if "default-src 'none'" in policy and "unsafe" not in policy else [f"the policy {policy!r}"]
    if answer.headers.get("content-type", "").startswith("text/html") and (leak := LEAKS.search(answer.body)):
        found.append(f"shows {answer.body[max(0, leak.start() - 80) : leak.end() + 80]!r}")
    return found


def is_refused_by_server(answer: Answer) -> bool:
    return answer.status in BY_SERVER and not answer.body
