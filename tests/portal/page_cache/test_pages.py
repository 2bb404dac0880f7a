"""Cached pages: rendered once for a revision and a day, never one person's page for another."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from portal.page_cache.cache import PageCache, local_day
from portal.page_cache.middleware import CACHE_UNTIL, FOREVER
from portal.page_cache.pages import CachedPage, CacheKey, PageStore, Version
from portal.page_cache.revision import DatabaseUnavailableError, RevisionSource
from tests.kit.coroutines import run

PAGE = b"<!doctype html><html><body><main>" + b"Et afsnit om udvalget. " * 60 + b"</main></body></html>"
SORRY = b"Portalen svarer ikke lige nu."


class Revisions(RevisionSource):
    """A revision that the test sets by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.number = 1
        self.is_away = False

    async def current(self) -> int:
        return await self.ask()

    async def ask(self) -> int:
        if self.is_away:
            raise DatabaseUnavailableError
        return self.number


class Site:
    """An ASGI application that counts how often it renders, and remembers what it was asked."""

    def __init__(
        self,
        *headers: tuple[str, str],
        status: int = 200,
        body: bytes = PAGE,
        content_type: str = "text/html; charset=utf-8",
    ) -> None:
        self.rendered = 0
        self.status, self.body, self.content_type = status, body, content_type
        self.headers = list(headers) or [(CACHE_UNTIL, str(FOREVER))]
        self.scope: dict[str, Any] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.rendered += 1
        self.scope = scope
        self.received = (await receive())["body"]
        lines = [("content-type", self.content_type), *self.headers]
        encoded = [(name.lower().encode(), value.encode()) for name, value in lines]
        await send({"type": "http.response.start", "status": self.status, "headers": encoded})
        await send({"type": "http.response.body", "body": self.body})


class Portal:
    """The cache in front of a site."""

    def __init__(self, site: Any) -> None:
        self.site = site
        self.away = Site(("cache-control", "no-store"), status=503, body=SORRY)
        self.revisions = Revisions()
        self.cache = PageCache(site, away=self.away, release="1", revisions=self.revisions)

    def ask(self, path: str = "/guide/", method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        named = {"host": "testserver"} | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask_raw(path, method, list(named.items()))

    def ask_raw(self, path: str, method: str, headers: list[tuple[str, str]]) -> tuple[int, dict[str, str], bytes]:
        path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "scheme": "http",
            "server": ("127.0.0.1", 8000),
            "headers": [(name.encode(), value.encode()) for name, value in headers],
        }
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        run(self.cache(scope, receive, send))
        start, body = sent
        return start["status"], {k.decode().title(): v.decode() for k, v in start["headers"]}, body["body"]


@pytest.fixture
def portal() -> Portal:
    return Portal(Site())


def test_page_is_rendered_once_for_a_revision(portal):
    assert [portal.ask()[2], portal.ask()[2]] == [PAGE, PAGE]
    assert portal.site.rendered == 1
    portal.revisions.number += 1
    portal.ask()
    assert portal.site.rendered == 2


def test_page_is_cached_without_the_indentation_of_its_template():
    portal = Portal(Site(body=b"<main>\n    <p>Et afsnit.</p>\n\n    <p>To.</p>\n</main>"))
    assert portal.ask()[2] == portal.ask()[2] == b"<main>\n<p>Et afsnit.</p>\n<p>To.</p>\n</main>"


def test_text_that_is_no_html_is_cached_as_it_is():
    text = b"BEGIN>\n    <VCALENDAR"
    portal = Portal(Site((CACHE_UNTIL, str(FOREVER)), body=text, content_type="text/calendar"))
    assert portal.ask()[2] == text


def test_internal_header_never_leaves_the_process(portal):
    assert CACHE_UNTIL not in portal.ask()[1]
    assert CACHE_UNTIL not in portal.ask()[1]


def test_etag_changes_with_the_revision(portal):
    before = portal.ask()[1]["Etag"]
    portal.revisions.number += 1
    status, headers, _ = portal.ask(if_none_match=before)
    assert (status, headers["Etag"] == before) == (200, False)


@pytest.mark.parametrize("form", ["{}", "{strong}", "*", '"other", {}', '"other", {strong}'])
def test_client_that_has_the_page_gets_304_without_rendering(portal, form):
    etag = portal.ask()[1]["Etag"]
    status, headers, body = portal.ask(if_none_match=form.format(etag, strong=etag.removeprefix("W/")))
    assert (status, body, headers["Etag"], portal.site.rendered) == (304, b"", etag, 1)


def test_page_with_a_cookie_is_not_cached():
    portal = Portal(Site(("set-cookie", "a=b")))
    portal.ask()
    portal.ask()
    assert portal.site.rendered == 2


def test_signed_in_reader_bypasses_the_cache(portal, settings):
    portal.ask()
    portal.ask(cookie=f"{settings.SESSION_COOKIE_NAME}=abc")
    assert portal.site.rendered == 2


def test_unknown_host_is_left_to_django(portal):
    portal.ask(host="evil.example")
    portal.ask(host="evil.example")
    assert portal.site.rendered == 2


def test_host_is_compared_without_its_case(portal):
    portal.ask(host="testserver")
    portal.ask(host="TestServer")
    assert portal.site.rendered == 1


def test_host_below_an_allowed_domain_is_cached(settings):
    settings.ALLOWED_HOSTS = [".example.dk"]
    portal = Portal(Site())
    for host in ("example.dk", "portal.example.dk", "example.dk", "portal.example.dk", "evilexample.dk"):
        portal.ask(host=host)
    assert portal.site.rendered == 3


def test_foreign_port_is_not_cached(portal):
    for host in ("testserver", "testserver:8000", "testserver", "testserver:8000", "testserver:81", "testserver:81"):
        portal.ask(host=host)
    assert portal.site.rendered == 4


def test_fragment_and_page_are_cached_apart(portal):
    portal.ask()
    portal.ask(hx_request="true")
    assert portal.site.rendered == 2


def test_new_search_and_continued_search_are_cached_apart(portal):
    for current in ("http://testserver/jura/", "http://testserver/jura/?q=data", "http://testserver/jura/?q=da"):
        portal.ask(hx_request="true", hx_current_url=current)
    assert portal.site.rendered == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"hx_request": "true", "hx_boosted": "true"},
        {"hx_request": "true", "hx_history_restore_request": "true"},
        {"hx_request": "%74rue", "hx_request_uri_autoencoded": "true"},
        {"content_type": "application/x-www-form-urlencoded; charset=cp037"},
    ],
)
def test_answer_that_a_header_could_change_is_not_cached(portal, headers):
    portal.ask(**headers)
    portal.ask(**headers)
    assert portal.site.rendered == 2
    assert portal.ask()[2] == PAGE
    assert portal.site.rendered == 3


def test_https_behind_a_trusted_proxy_is_cached_apart(settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    portal = Portal(Site())
    for forwarded in ("", "https", "https, http"):
        portal.ask(x_forwarded_proto=forwarded)
    assert portal.site.rendered == 2


def test_header_with_an_underscore_is_dropped(portal):
    portal.ask_raw("/x/", "POST", [("host", "testserver"), ("x_forwarded_proto", "https"), ("accept", "*")])
    assert dict(portal.site.scope["headers"]) == {b"host": b"testserver", b"accept": b"*", b"content-length": b"0"}


def test_several_cookie_headers_are_joined(portal):
    portal.ask_raw("/x/", "POST", [("host", "testserver"), ("cookie", "a=1"), ("cookie", "b=2")])
    assert dict(portal.site.scope["headers"])[b"cookie"] == b"a=1; b=2"


def test_client_cannot_send_internal_headers(portal):
    portal.ask("/x/", "POST", x_portal_database_away="1", x_portal_body_refused="413")
    assert [name for name, _ in portal.site.scope["headers"] if name.startswith(b"x-portal")] == []


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("", None),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.5", "br"),
        ("br;q=0.1, gzip;q=1", "gzip"),
        ("brotli", None),
        ("libre", None),
        ("*", "br"),
        ("*;q=0", None),
        ("identity;q=1, *;q=0", None),
        ("br;q=x", None),
    ],
)
def test_page_comes_in_the_preferred_encoding(portal, accepted, encoding):
    _, headers, body = portal.ask(accept_encoding=accepted)
    assert headers.get("Content-Encoding") == encoding
    assert headers["Content-Length"] == str(len(body))
    assert "Accept-Encoding" in headers["Vary"]


def test_head_has_the_headers_of_the_page(portal):
    whole = portal.ask()
    assert portal.ask(method="HEAD") == (whole[0], whole[1], b"")


def test_last_page_is_shown_with_a_notice_while_the_database_is_away(portal):
    portal.ask()
    portal.revisions.is_away = True
    status, headers, body = portal.ask()
    assert (status, headers["Cache-Control"], "som den var sidst" in body.decode()) == (200, "no-store", True)
    assert portal.site.rendered == 1


def test_nothing_but_the_last_page_waits_for_a_database_that_is_away(portal):
    portal.revisions.is_away = True
    assert portal.ask("/ny/")[::2] == (503, SORRY)
    assert portal.ask("/konto/log-ind/", "POST")[::2] == (503, SORRY)
    assert portal.site.rendered == 0
    assert dict(portal.away.scope["headers"])[b"x-portal-database-away"] == b"1"


def test_last_page_is_shown_where_the_database_goes_away_meanwhile(portal):
    portal.ask()
    portal.revisions.number = 2
    portal.site.status, portal.site.headers = 503, [("cache-control", "no-store")]
    status, _, body = portal.ask()
    assert (status, "som den var sidst" in body.decode()) == (200, True)
    portal.site.status, portal.site.headers = 200, [(CACHE_UNTIL, str(FOREVER))]
    assert portal.ask()[2] == PAGE


def test_client_is_told_where_django_waits_for_a_database_that_fell_silent(monkeypatch):
    monkeypatch.setattr("portal.page_cache.cache.PATIENCE", 0.01)

    async def never(scope: Any, receive: Any, send: Any) -> None:
        portal.revisions.is_away = True
        await asyncio.Event().wait()

    portal = Portal(never)
    assert portal.ask()[::2] == (503, SORRY)


def test_page_that_stops_being_true_is_rendered_again():
    portal = Portal(Site((CACHE_UNTIL, "1.0")))
    portal.ask()
    portal.ask()
    assert portal.site.rendered == 2


def test_day_changes_at_danish_midnight_in_summer_and_winter():
    for day in (dt.datetime(2026, 6, 24), dt.datetime(2026, 1, 28)):
        midnight = int(day.replace(tzinfo=ZoneInfo("Europe/Copenhagen")).timestamp())
        assert (local_day(midnight - 1) + 1, local_day(midnight)) == (day.toordinal(), day.toordinal())


def test_clock_that_is_set_back_shows_the_pages_of_its_day(portal, monkeypatch):
    now = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC).timestamp()
    for moment in (now, now + 86_400, now):
        monkeypatch.setattr("portal.page_cache.cache.time.time", lambda moment=moment: moment)
        portal.ask()
    assert portal.site.rendered == 3


def test_endless_searches_do_not_push_out_ordinary_pages():
    store = PageStore(plain_bytes=100_000, query_bytes=30_000)

    def page(path: str, query: str = "") -> CachedPage:
        key = CacheKey("http://testserver", path, query, "")
        return CachedPage(key, Version(1, 1), FOREVER, "1", [(b"content-type", b"text/html")], PAGE)

    ordinary = page("/guide/")
    store.put(ordinary)
    for number in range(200):
        store.put(page("/soeg/", f"q={number}"))
    assert store.get(ordinary.key) is ordinary
    assert len(store) < 20
