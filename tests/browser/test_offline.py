"""Reading without a line, in a real browser: a line of our own lies between it and the portal, and can be cut."""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect

from tests.kit.server import Portal

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FETCHED = re.compile(r"^Hentet \d+\. [a-z]+ \d{4} (kl\. )?\d\d\.\d\d\. Du er uden forbindelse\.$")
UNTIL = """async (condition) => {
  const conditions = {
    collected: () => caches.match("/offline/sider.json"),
    turned: () => window.turns === 1,
    cleared: async () => (await caches.keys()).join() === "portal-1",
  };
  for (let tries = 0; tries < 600; tries++) {
    if (await conditions[condition]()) return true;
    await new Promise((done) => setTimeout(done, 150));
  }
  return false;
}"""
ADDRESSES = "caches.open('portal-1').then(store => store.keys()).then(all => all.map(r => new URL(r.url).pathname))"


class Line(ThreadingHTTPServer):
    """Hands every question on to the portal, until it is cut, pages `delay` seconds later. `update` is added to the
    worker, as a release would."""

    daemon_threads = True

    def __init__(self, portal: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.portal, self.is_cut, self.update = portal, False, ""
        self.delay = 0.0
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        Thread(target=self.serve_forever, daemon=True).start()


class Handler(BaseHTTPRequestHandler):
    server: Line

    def do_GET(self) -> None:
        if self.server.is_cut:
            self.close_connection = True
            return
        self.server.asked.append(self.path)
        if self.headers.get("Sec-Fetch-Mode") == "navigate":
            time.sleep(self.server.delay)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        status, answered, body = fetched(f"{self.server.portal}{self.path}", headers)
        if self.path == "/sw.js" and self.server.update:
            body += f"\n// {self.server.update}".encode()
        self.send_response(status)
        for name, value in answered.items():
            if name.lower() not in {"content-length", "connection", "transfer-encoding", "date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def fetched(url: str, headers: dict[str, str]) -> tuple[int, HTTPMessage, bytes]:
    """The portal's answer; a compressed one is not asked for where it would have to be changed."""
    if url.endswith("/sw.js"):
        headers = {name: value for name, value in headers.items() if name.lower() not in {"accept-encoding"}}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()


@pytest.fixture(scope="module")
def line(server: Portal) -> Iterator[Line]:
    running = Line(server.url)
    yield running
    running.shutdown()


@pytest.fixture(scope="module")
def visited(browser: Browser, line: Line) -> Iterator[BrowserContext]:
    """A reader who has had one page open until the portal had been kept."""
    with browser.new_context(base_url=line.url, locale="da-DK", timezone_id="Europe/Copenhagen") as context:
        page = context.new_page()
        page.goto("/guide/")
        assert page.evaluate(UNTIL, "collected")
        yield context


@pytest.fixture
def reader(visited: BrowserContext, line: Line) -> Iterator[Page]:
    """That reader, the line now cut."""
    page = visited.new_page()
    line.is_cut = True
    yield page
    line.is_cut = False
    page.close()


def offline(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text="uden forbindelse")


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/guide/", "/guide/din-rolle/", "/jura/", "/jura/serviceloven/", "/moeder/", "/rolle/"),
        *("/indsatstrappen/", "/budget/", "/tilsyn/", "/noegletal/", "/ordbog/", "/ordbog/?marker=delegation"),
    ],
)
def test_a_page_is_read_without_a_line_and_says_when_it_was_fetched(reader: Page, address: str) -> None:
    reader.goto(address)
    notice = reader.get_by_role("status").filter(has_text="Du er uden forbindelse.")
    expect(notice).to_have_text(
        re.compile(r"^Hentet \d+\. [a-z]+ \d{4} (kl\. )?\d\d\.\d\d\. Du er uden forbindelse\.$")
    )
    expect(reader.get_by_role("heading", level=1)).not_to_have_text("Søg uden forbindelse")
    assert reader.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(250, 247, 240)"


def test_the_search_answers_without_a_line_from_the_search_field_of_any_page(reader: Page) -> None:
    reader.goto("/jura/")
    reader.locator("#site-search").fill("tavshedspligten")
    reader.locator("#site-search").press("Enter")
    expect(reader.locator("#fundet")).to_have_text(re.compile(r"^\d+ resultater for ”tavshedspligten”"))
    hit = reader.locator("#fund a").first
    expect(hit).to_have_text(re.compile("tavshedspligt", re.IGNORECASE))
    hit.click()
    expect(reader.get_by_text("Du er uden forbindelse.")).to_be_visible()


def test_the_search_follows_the_typing_and_says_when_it_finds_nothing(reader: Page) -> None:
    reader.goto("/offline/")
    field = reader.locator("#uden-linje")
    field.fill("boform")
    expect(reader.locator("#fund a").first).to_have_text(re.compile("boform", re.IGNORECASE))
    field.fill("xyzzy")
    expect(reader.locator("#fundet")).to_have_text("Ingen resultater for ”xyzzy” i det, der er hentet.")
    expect(reader.locator("#fund a")).to_have_count(0)


def test_page_missing_offline_leads_to_the_search(reader: Page) -> None:
    reader.goto("/guide/findes-ikke/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Søg uden forbindelse")
    expect(offline(reader)).to_have_text("Siden er ikke gemt, og du er uden forbindelse.")


@pytest.mark.parametrize(
    "address",
    [
        *("/moeder/?aar=2027", "/moeder/?art=budgetseminar&vis=alle", "/budget/?orden=folder", "/tilsyn/?emne=boern"),
        *("/aarshjul/?art=budget", "/jura/?gruppe=rettigheder", "/rolle/maa-jeg-fortaelle-det/?svar=a"),
        *("/budget/proces/?budget=2028", "/indsatstrappen/?status=i-drift"),
    ],
)
def test_a_choice_that_is_not_kept_is_never_answered_with_another(reader: Page, address: str) -> None:
    reader.goto(address)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Søg uden forbindelse")
    expect(offline(reader)).to_have_text(
        "Dette valg er ikke gemt, og du er uden forbindelse. Se siden uden valg, som den er gemt."
    )
    assert reader.url.endswith(address)
    offline(reader).get_by_role("link").click()
    expect(offline(reader)).to_have_text(FETCHED)
    assert reader.url.endswith(address.partition("?")[0])


def test_a_choice_that_was_seen_is_read_without_a_line(visited: BrowserContext, line: Line) -> None:
    page = visited.new_page()
    page.goto("/moeder/?art=budgetseminar")
    seen = page.locator(".plan h3").all_inner_texts()
    page.goto("/guide/")
    line.is_cut = True
    page.goto("/moeder/?art=budgetseminar")
    expect(offline(page)).to_have_text(FETCHED)
    assert page.locator(".plan h3").all_inner_texts() == seen
    page.goto("/moeder/")
    assert len(page.locator(".plan h3").all_inner_texts()) > len(seen)
    line.is_cut = False
    page.close()


def test_a_choice_on_a_slow_line_is_waited_for_and_kept(visited: BrowserContext, line: Line) -> None:
    page = visited.new_page()
    line.delay = 5
    page.goto("/moeder/?art=ordinaert")
    line.delay = 0
    expect(page.get_by_text("Hentet")).to_have_count(0)
    expect(page.locator("#moeder-art-ordinaert")).to_have_attribute("aria-current", "true")
    line.is_cut = True
    page.reload()
    expect(offline(page)).to_have_text(FETCHED)
    expect(page.locator("#moeder-art-ordinaert")).to_have_attribute("aria-current", "true")
    line.is_cut = False
    page.close()


def test_slow_page_is_shown_from_the_offline_copy_and_renewed(visited: BrowserContext, line: Line) -> None:
    page = visited.new_page()
    kept_at = "caches.match('/tilsyn/').then((kept) => Number(kept.headers.get('x-kept-at')))"
    page.goto("/guide/")
    before = page.evaluate(kept_at)
    line.delay = 5
    page.goto("/tilsyn/")
    line.delay = 0
    expect(page.get_by_role("status").filter(has_text="Forbindelsen er langsom lige nu.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tilsyn")
    page.wait_for_timeout(2000)
    assert page.evaluate(kept_at) > before
    page.close()


@pytest.mark.parametrize("address", ["/", "/jura/", "/moeder/?art=budgetseminar"])
def test_short_visit_stores_the_front_page_and_the_open_page(browser: Browser, line: Line, address: str) -> None:
    with browser.new_context(base_url=line.url, locale="da-DK") as context:
        page = context.new_page()
        page.goto(address)
        heading = page.get_by_role("heading", level=1).inner_text()
        page.wait_for_timeout(4000)
        line.is_cut = True
        page.goto("/")
        expect(offline(page)).to_have_text(FETCHED)
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Velkommen til"))
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(250, 247, 240)"
        page.goto(address)
        expect(offline(page)).to_have_text(FETCHED)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        line.is_cut = False


def test_the_administration_is_never_kept(visited: BrowserContext, line: Line) -> None:
    page = visited.new_page()
    for address in (
        "/admin/login/",
        "/om/design/",
        "/guide/findes-ikke/",
        "/soeg/?q=tavshedspligt",
        "/moeder/?vis=tidligere",
    ):
        page.goto(address)
    kept = page.evaluate(ADDRESSES)
    assert [address for address in kept if re.match("/(admin|om/design|soeg|guide/findes-ikke)", address)] == []
    assert [address for address in kept if "?" in address] == []
    line.is_cut = True
    with pytest.raises(Error, match="ERR_"):
        page.goto("/admin/login/")
    line.is_cut = False
    page.close()


def test_the_whole_guide_on_one_page_is_not_kept_a_second_time(visited: BrowserContext) -> None:
    page = visited.new_page()
    page.goto("/print/")
    page.goto("/guide/findes-ikke/")  # the worker is done with the page before
    assert "/print/" not in page.evaluate(ADDRESSES)
    visited.set_offline(True)
    page.goto("/print/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Søg uden forbindelse")
    visited.set_offline(False)
    page.close()


def test_with_a_line_the_page_is_the_newest_and_says_nothing(visited: BrowserContext) -> None:
    page = visited.new_page()
    page.goto("/jura/")
    expect(page.get_by_text("Hentet")).to_have_count(0)
    page.close()


def test_an_update_takes_over_once_and_clears_what_the_old_one_kept(visited: BrowserContext, line: Line) -> None:
    page = visited.new_page()
    page.goto("/jura/")
    page.evaluate("caches.open('portal-0')")
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    page.evaluate("window.turns = 0; navigator.serviceWorker.addEventListener('controllerchange', () => { turns++ })")
    line.update = "en ny udgave"
    page.evaluate("navigator.serviceWorker.ready.then(registration => registration.update())")
    assert page.evaluate(UNTIL, "turned")
    assert page.evaluate(UNTIL, "cleared")
    assert loads == []
    page.reload()
    assert page.evaluate("navigator.serviceWorker.controller.state") == "activated"
    page.close()


def test_the_first_view_asks_for_six_files_at_the_most(browser: Browser, line: Line) -> None:
    line.asked.clear()
    with browser.new_context(base_url=line.url) as context:
        page = context.new_page()
        page.goto("/guide/din-rolle/", wait_until="networkidle")
        assert len(line.asked) <= 6
        assert page.evaluate("navigator.serviceWorker.controller") is None
