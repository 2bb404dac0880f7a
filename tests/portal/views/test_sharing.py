"""What other programs ask for: the sitemap, robots.txt, the manifest, and what a shared link shows."""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver, resolve

from committee.models import Committee
from portal.models import Chapter, Section
from portal.views.public import OF_RECORDS, OVERVIEWS, WHEN_FILLED, public_pages
from tests.kit.reading import Page

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def sitemap(client: Client) -> dict[str, str | None]:
    response = client.get("/sitemap.xml")
    assert response.headers["Content-Type"] == "application/xml"
    rows = ElementTree.fromstring(response.content).iter(f"{NAMESPACE}url")
    return {row.findtext(f"{NAMESPACE}loc", ""): row.findtext(f"{NAMESPACE}lastmod") for row in rows}


def meta(page: Page, name: str) -> str:
    found = page.tree.find(f".//meta[@name='{name}']")
    found = page.tree.find(f".//meta[@property='{name}']") if found is None else found
    assert found is not None, name
    return str(found.get("content"))


def head(client: Client, address: str) -> Page:
    """What the page says of itself; its body, which is much the longer to read, left out."""
    response = client.get(address)
    assert response.text.count("<body") == 1
    response.content = response.content.partition(b"<body")[0]
    return Page(response)


def link(page: Page, rel: str) -> str:
    found = page.tree.find(f".//link[@rel='{rel}']")
    assert found is not None, rel
    return str(found.get("href"))


# The sitemap and robots.txt


def test_a_page_is_as_new_as_the_newest_of_its_parts(client: Client) -> None:
    chapter = Chapter.objects.create(title="Et", slug="et", lead="Kort.")
    section = Section.objects.create(chapter=chapter, title="To", slug="to", body="Tekst.")
    section.save()
    newest = sitemap(client)["http://testserver/guide/et/"]
    assert newest is not None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d", newest)
    assert {page.address: page.modified for page in public_pages()}["/guide/et/"] == section.modified_at


def test_the_published_address_is_the_one_that_is_told(client: Client, settings: SettingsWrapper) -> None:
    settings.SITE_URL = "https://portal.example.dk"
    assert all(address.startswith("https://portal.example.dk/") for address in sitemap(client))
    assert "Sitemap: https://portal.example.dk/sitemap.xml" in client.get("/robots.txt").content.decode()


UNLISTED = {
    **dict.fromkeys(("portal:news", "portal:search"), "another answer at every asking"),
    **dict.fromkeys(("portal:print", "portal:chapter_print", "portal:offline"), "what the other pages say, once more"),
    "committee:walk_step": "a step of a walk, whose page is listed",
    "portal:design": "for staff",
    "portal:preview_link": "a draft, for whoever is sent the link",
    "portal:was": "leads to another page",
    "committee:online": "leads to where a meeting is held online",
    **dict.fromkeys(("portal:account", "portal:login", "portal:logout", "portal:password"), "one person's own"),
    **dict.fromkeys(("portal:account_mail", "portal:forgotten", "portal:subscribe"), "one person's own"),
    **dict.fromkeys(("portal:confirm_subscription", "portal:stop_subscription"), "led to by a mail"),
    **dict.fromkeys(("portal:welcome", "portal:feed", "portal:new_feed"), "one person's own"),
    **dict.fromkeys(("portal:chapter_pdf", "portal:meeting_pack", "committee:file"), "a document"),
    **dict.fromkeys(("portal:pdf", "portal:plan_pdf", "budget:csv", "budget:xlsx"), "a document"),
    **dict.fromkeys(("budget:comparison_csv", "budget:comparison_xlsx"), "a document"),
    "budget:comparison": "two budgets side by side, whose page is listed",
    **dict.fromkeys(("committee:calendar", "committee:meeting_calendar", "portal:news_feed"), "a feed"),
    **dict.fromkeys(("portal:offline_pages", "portal:offline_words", "portal:worker"), "for the browser"),
    **dict.fromkeys(("portal:manifest", "portal:favicon"), "for the browser"),
    **dict.fromkeys(("portal:sitemap", "portal:robots", "portal:healthz", "portal:readyz"), "for a machine"),
}
"""Why an address is neither in the sitemap nor among the pages that are kept for a reader without a line."""


def named(patterns: Iterable[Any], space: str = "") -> Iterator[str]:
    """The name of every address outside of the desk."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from named(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            yield f"{space}{pattern.name}"


def test_every_page_that_is_published_is_listed_or_says_why_not() -> None:
    listed = OVERVIEWS.keys() | OF_RECORDS.keys()
    assert set(named(get_resolver().url_patterns)) == listed | UNLISTED.keys()
    assert listed & UNLISTED.keys() == set()


@pytest.mark.usefixtures("content")
def test_public_pages_are_in_sitemap_and_offline_copy(client: Client) -> None:
    addresses = {page.address for page in public_pages()}
    shown = (OVERVIEWS.keys() | OF_RECORDS.keys()) - WHEN_FILLED
    assert {resolve(address).view_name for address in addresses} == shown
    assert {urlsplit(address).path for address in sitemap(client)} == addresses
    kept = set(client.get("/offline/sider.json").json()["pages"])
    assert kept - addresses == {"/offline/", "/offline/ord.json"}
    assert addresses - kept == set()


def test_search_engines_leave_the_administration_alone(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == ("User-agent: *\nDisallow: /admin/\nSitemap: http://testserver/sitemap.xml\n")


# Every page of the shipped content


@pytest.mark.usefixtures("content")
def test_every_page_says_what_it_is_as_no_other_page_does(client: Client) -> None:
    pages = {address: head(client, address) for address in (*(row.address for row in public_pages()), "/print/")}
    titles = {address: page.tree.findtext(".//title", "") for address, page in pages.items()}
    descriptions = {address: meta(page, "description") for address, page in pages.items()}
    shown = {address: meta(page, "og:title") for address, page in pages.items()}
    assert shown.pop("/") == "Introduktion for medlemmer"
    assert {address: f"{title} – Socialudvalget" for address, title in shown.items()} | {"/": titles["/"]} == titles
    assert {address: meta(page, "og:description") for address, page in pages.items()} == descriptions
    for said in (titles, descriptions):
        shared = {words for words, count in Counter(said.values()).items() if count > 1}
        assert {address: words for address, words in said.items() if words in shared} == {}
    assert {address: words for address, words in descriptions.items() if not 20 <= len(words) <= 420} == {}


@pytest.mark.usefixtures("content")
def test_a_shared_link_shows_the_page_s_own_address_and_our_picture(client: Client) -> None:
    page = Page(client.get("/jura/serviceloven/?marker=x"))
    assert link(page, "canonical") == meta(page, "og:url") == "http://testserver/jura/serviceloven/"
    assert meta(page, "og:image") == "http://testserver/static/share.png"
    assert (meta(page, "og:type"), meta(page, "og:locale")) == ("website", "da_DK")


def test_a_title_with_signs_of_html_is_shared_as_it_is_written(client: Client) -> None:
    Chapter.objects.create(title='Møder & "pauser" <nu>', slug="et", lead='Kort & "godt".')
    page = Page(client.get("/guide/et/"))
    assert (meta(page, "og:title"), meta(page, "og:description")) == ('Møder & "pauser" <nu>', 'Kort & "godt".')


# On a telephone's first screen


@pytest.mark.usefixtures("content")
def test_the_portal_can_be_put_among_a_telephone_s_programs(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    manifest = response.json()
    told = {name: manifest[name] for name in ("id", "name", "short_name", "lang", "start_url", "scope")}
    assert told == {
        "id": "/",
        "name": "Socialudvalget: introduktion for medlemmer",
        "short_name": "Socialudvalget",
        "lang": "da",
        "start_url": "/",
        "scope": "/",
    }
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    assert link(Page(client.get("/")), "manifest") == "/manifest.webmanifest"


def test_favicon_ico_redirects_to_the_icon(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"].endswith("/icon-192.png")


def test_every_icon_is_as_large_as_the_manifest_says(client: Client) -> None:
    Committee.objects.all().delete()
    static = Path(settings.BASE_DIR) / "static"
    sizes = {}
    for icon in client.get("/manifest.webmanifest").json()["icons"]:
        if icon["type"] == "image/png":
            drawn = (static / Path(icon["src"]).name).read_bytes()
            sizes[icon["sizes"]] = "{}x{}".format(*struct.unpack(">II", drawn[16:24]))
    assert sizes == {"192x192": "192x192", "512x512": "512x512"}
