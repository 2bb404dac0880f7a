"""Kept pages: rendered once for a revision and a day, never one person's page for another."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from portal.publishing.application import PublishingApplication
from portal.publishing.middleware import FOREVER, KEEP
from portal.publishing.revision import DatabaseAwayError
from portal.publishing.shelf import Today
from portal.publishing.store import Address, KeptPage, Store

PAGE = b"<!doctype html><html><body><main>" + b"Et afsnit om udvalget. " * 60 + b"</main></body></html>"


class Revisions:
    """A revision that the test turns by hand."""

    def __init__(self) -> None:
        self.number = 1
        self.away = False

    def current(self) -> int:
        if self.away:
            raise DatabaseAwayError
        return self.number

    def known(self) -> int | None:
        return None


class Site:
    """A WSGI application that counts how often it is asked to render."""

    def __init__(self, headers: list[tuple[str, str]] | None = None) -> None:
        self.rendered = 0
        self.status = "200 OK"
        self.headers = headers if headers is not None else [(KEEP, str(FOREVER))]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.rendered += 1
        start_response(self.status, [("Content-Type", "text/html; charset=utf-8"), *self.headers])
        return [PAGE]


def ask(application: PublishingApplication, path: str = "/guide/", **headers: str) -> tuple[str, dict[str, str], bytes]:
    answer: list[Any] = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "HTTP_HOST": "testserver",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        **headers,
    }
    body = b"".join(application(environ, lambda status, lines: answer.extend((status, dict(lines)))))
    return answer[0], answer[1], body


@pytest.fixture
def revisions() -> Revisions:
    return Revisions()


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def portal(site: Site, revisions: Revisions) -> PublishingApplication:
    return PublishingApplication(site, revisions)


def test_a_page_is_rendered_once_for_a_revision(portal, site, revisions):
    assert [ask(portal)[2], ask(portal)[2]] == [PAGE, PAGE]
    assert site.rendered == 1
    revisions.number += 1
    ask(portal)
    assert site.rendered == 2


def test_the_internal_header_never_leaves_the_process(portal):
    assert KEEP not in ask(portal)[1]
    assert KEEP not in ask(portal)[1]


def test_a_reader_who_has_the_page_gets_304_without_rendering(portal, site):
    etag = ask(portal)[1]["ETag"]
    status, headers, body = ask(portal, HTTP_IF_NONE_MATCH=etag)
    assert (status, body, headers["ETag"]) == ("304 Not Modified", b"", etag)
    assert site.rendered == 1


def test_the_etag_changes_with_the_revision(portal, revisions):
    before = ask(portal)[1]["ETag"]
    revisions.number += 1
    status, headers, _ = ask(portal, HTTP_IF_NONE_MATCH=before)
    assert status == "200 OK"
    assert headers["ETag"] != before


def test_a_page_with_a_cookie_is_not_kept(revisions):
    site = Site([("Set-Cookie", "a=b")])
    portal = PublishingApplication(site, revisions)
    ask(portal)
    ask(portal)
    assert site.rendered == 2


def test_a_signed_in_reader_passes_by_the_store(portal, site, settings):
    ask(portal)
    ask(portal, HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}=abc")
    assert site.rendered == 2


def test_an_unknown_host_is_left_to_django(portal, site):
    ask(portal, HTTP_HOST="evil.example")
    ask(portal, HTTP_HOST="evil.example")
    assert site.rendered == 2


def test_a_port_that_is_not_the_portals_own_has_no_pages_kept_for_it(portal, site):
    for host in ("testserver", "testserver:80", "testserver", "testserver:80", "testserver:81", "testserver:81"):
        ask(portal, HTTP_HOST=host)
    assert site.rendered == 4


def test_a_fragment_and_a_page_are_kept_apart(portal, site):
    ask(portal)
    ask(portal, HTTP_HX_REQUEST="true")
    assert site.rendered == 2


def test_a_search_that_begins_and_one_that_goes_on_are_kept_apart(portal, site):
    for current in ("http://testserver/jura/", "http://testserver/jura/?q=data", "http://testserver/jura/?q=da"):
        ask(portal, HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL=current)
    assert site.rendered == 2


@pytest.mark.parametrize(
    "header",
    [
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_BOOSTED": "true"},
        {"HTTP_HX_REQUEST": "true", "HTTP_HX_HISTORY_RESTORE_REQUEST": "true"},
        {"HTTP_HX_REQUEST": "%74rue", "HTTP_HX_REQUEST_URI_AUTOENCODED": "true"},
        {"CONTENT_TYPE": "application/x-www-form-urlencoded; charset=cp037"},
    ],
)
def test_nobody_can_have_another_answer_kept_for_the_next_reader(portal, site, header):
    ask(portal, **header)
    ask(portal, **header)
    assert site.rendered == 2
    assert ask(portal)[2] == PAGE
    assert site.rendered == 3


def test_a_page_for_https_is_kept_apart_however_the_proxy_says_it(portal, site):
    for forwarded in ("", "https", "https, http"):
        ask(portal, HTTP_X_FORWARDED_PROTO=forwarded)
    assert site.rendered == 2


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", None), ("br;q=0, gzip", "gzip"), ("br;q=0.5", "br")],
)
def test_the_page_comes_in_the_encoding_that_the_reader_takes(portal, accepted, encoding):
    _, headers, body = ask(portal, HTTP_ACCEPT_ENCODING=accepted)
    assert headers.get("Content-Encoding") == encoding
    assert headers["Content-Length"] == str(len(body))
    assert "Accept-Encoding" in headers["Vary"]


def test_head_gives_the_headers_of_the_whole_page_without_it(portal):
    whole = ask(portal)
    status, headers, body = ask(portal, REQUEST_METHOD="HEAD")
    assert (status, headers, body) == (whole[0], whole[1], b"")


def test_without_its_database_the_portal_shows_the_last_page_and_says_so(portal, site, revisions):
    ask(portal)
    revisions.away = True
    status, headers, body = ask(portal)
    assert status == "200 OK"
    assert headers["Cache-Control"] == "no-store"
    assert "som den var sidst" in body.decode()
    assert site.rendered == 1


def test_a_database_that_goes_away_while_a_page_is_made_leaves_the_reader_the_last_one(revisions):
    site = Site()
    portal = PublishingApplication(site, revisions)
    first = ask(portal)
    revisions.number = 2
    site.status, site.headers = "503 Service Unavailable", []
    status, headers, body = ask(portal)
    assert (status, headers["Cache-Control"], "som den var sidst" in body.decode()) == ("200 OK", "no-store", True)
    site.status, site.headers = "200 OK", [(KEEP, str(FOREVER))]
    assert ask(portal)[2] == first[2]


def test_a_page_that_stops_being_true_is_rendered_anew(revisions):
    site = Site([(KEEP, "1.0")])
    portal = PublishingApplication(site, revisions)
    ask(portal)
    ask(portal)
    assert site.rendered == 2


def test_the_day_changes_at_danish_midnight_in_summer_and_winter():
    summer = dt.datetime(2026, 6, 24, tzinfo=ZoneInfo("Europe/Copenhagen")).timestamp()
    winter = dt.datetime(2026, 1, 28, tzinfo=ZoneInfo("Europe/Copenhagen")).timestamp()
    for midnight in (winter, summer):
        today = Today()
        assert today.ordinal(midnight - 1) + 1 == today.ordinal(midnight)
        assert today.ordinal(midnight - 1) + 1 == today.ordinal(midnight)  # a clock that was set forward, and back


def test_endless_searches_do_not_push_out_the_ordinary_pages():
    store = Store(plain_bytes=100_000, query_bytes=30_000)
    page = KeptPage((1, 1), FOREVER, '"e"', [("Content-Type", "text/html")], PAGE)
    store.put(Address("http://testserver", "/guide/", "", False), page)
    for number in range(200):
        store.put(Address("http://testserver", "/soeg/", f"q={number}", False), page)
    assert store.get(Address("http://testserver", "/guide/", "", False)) is page
    assert len(store) < 20
