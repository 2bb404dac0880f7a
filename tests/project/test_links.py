"""A walk over the whole portal with the shipped content: every link and anchor, every page's HTML, title and weight."""

from __future__ import annotations

import gzip
import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.test import Client
from django.urls import resolve

from tests.kit.reading import words

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.django_db

START = "/"
SVG = "{http://www.w3.org/2000/svg}"
LINK = re.compile(r"""<a\s(?:[^>]*?\s)?href="([^"]*)\"""")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
OTHER_SCHEMES = {"mailto", "tel", "webcal"}
ELSEWHERE = {"https://www.tilbudsportalen.dk"}
"""What the portal leads to outside itself; the walk does not go there."""
MADE_FOR_EACH = re.compile(r"/moeder/[^/]+/moedepakke\.pdf|/guide/[^/]+\.pdf")
"""Documents that take a second each to make: the walk asks for the first of each kind."""
WHOLE_GUIDE = {"/print/"}
"""Pages that hold everything: as heavy as the guide itself."""
HEAVIEST = 14_000
"""Bytes of HTML, compressed."""


@dataclass
class Visit:
    """A page as the walk met it."""

    address: str
    status: int
    kind: str
    body: bytes
    found_on: str = ""

    @property
    def is_page(self) -> bool:
        return (self.kind, self.status) == ("text/html", 200)

    @cached_property
    def links(self) -> list[str]:
        """Where its links lead. Found by how they are written: a browser's parser takes as long as to make the page."""
        return self.whole([html.unescape(link) for link in LINK.findall(self.body.decode())]) if self.is_page else []

    def whole(self, links: list[str]) -> list[str]:
        """The addresses that the links name, seen from here; not those of another scheme."""
        return [urljoin(self.address, link) for link in links if urlsplit(link).scheme not in OTHER_SCHEMES]

    @cached_property
    def read(self) -> tuple[Element, list[str]]:
        """The page as a browser's parser reads it, once, and what the parser finds wrong."""
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree: Element = parser.parse(self.body.decode())
        return tree, [str(fault) for fault in parser.errors]

    @property
    def tree(self) -> Element:
        return self.read[0]

    @property
    def faults(self) -> list[str]:
        return self.read[1]


@pytest.fixture(scope="module")
def walk(content: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Visit]:
    """Every address that can be reached from the front page. A choice (`?…`) is followed from the plain page only."""
    with django_db_blocker.unblock():
        Client().get("/soeg/?q=udvalg")  # the search reads its vocabulary once, not once a page
        return {visit.address: visit for visit in _walk(Client())}


def _walk(client: Client) -> Iterator[Visit]:
    waiting, met = [(START, "")], {START, *ELSEWHERE}
    made = set()
    while waiting:
        address, found_on = waiting.pop(0)
        if MADE_FOR_EACH.fullmatch(address):
            if (view := resolve(address).view_name) in made:
                continue
            made.add(view)
        visit = _visit(client, address)
        visit.found_on = found_on
        yield visit
        for link in visit.links:
            target = urldefrag(link).url
            if target not in met and not (urlsplit(address).query and urlsplit(target).query):
                met.add(target)
                waiting.append((target, address))


def _visit(client: Client, address: str) -> Visit:
    response = client.get(address)
    body = b"".join(response) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    return Visit(address, response.status_code, kind, body)


def elements(visit: Visit, *names: str) -> list[Element]:
    """The elements of these names in the page's order, those of a drawing too; all without a name."""
    return [element for element in visit.tree.iter() if not names or str(element.tag).removeprefix(SVG) in names]


def pages(walk: dict[str, Visit]) -> list[Visit]:
    return [visit for visit in walk.values() if visit.is_page]


def ids(visit: Visit) -> Counter[str]:
    return Counter(element.get("id", "") for element in elements(visit) if element.get("id"))


@pytest.mark.both_databases
def test_the_walk_reaches_every_kind_of_page(walk: dict[str, Visit]) -> None:
    reached = Counter(urlsplit(address).path.split("/")[1] for address in walk)
    assert reached["guide"] > 10
    assert {
        "moeder",
        "aarshjul",
        "indsatstrappen",
        "indsatser",
        "budget",
        "tilsyn",
        "jura",
        "rolle",
        "forvaltning",
        "noegletal",
        "ordbog",
        "regler",
        "soeg",
        "nyt",
        "min-introduktion",
        "om",
        "privatliv",
        "was",
    } <= set(reached)


def test_no_link_is_broken(walk: dict[str, Visit]) -> None:
    broken = {
        visit.address: (visit.status, visit.found_on) for visit in walk.values() if visit.status not in (200, 302)
    }
    assert broken == {}


def test_no_link_leaves_the_portal_but_the_named_ones(walk: dict[str, Visit]) -> None:
    assert {link for visit in pages(walk) for link in visit.links if urlsplit(link).netloc} == ELSEWHERE


def test_the_walk_has_found_every_link(walk: dict[str, Visit]) -> None:
    missed = {}
    for visit in pages(walk):
        links = visit.whole([link.get("href", "") for link in elements(visit, "a")])
        if Counter(links) != Counter(visit.links):
            missed[visit.address] = set(links) ^ set(visit.links)
    assert missed == {}


def test_no_anchor_is_broken(walk: dict[str, Visit]) -> None:
    places = {visit.address: ids(visit) for visit in pages(walk)}
    broken = set()
    for visit in pages(walk):
        for link in visit.links:
            target, anchor = urldefrag(link)
            if anchor and target in places and anchor not in places[target]:
                broken.add((visit.address, link))
    assert broken == set()


def test_every_page_is_valid_html(walk: dict[str, Visit]) -> None:
    assert {visit.address: visit.faults for visit in pages(walk) if visit.faults} == {}


def test_every_page_is_danish_with_one_heading_on_top_and_no_id_twice(walk: dict[str, Visit]) -> None:
    odd = {}
    for visit in pages(walk):
        twice = [name for name, count in ids(visit).items() if count > 1]
        found = (visit.tree.get("lang"), len(elements(visit, "h1")), twice)
        if found != ("da", 1, []):
            odd[visit.address] = found
    assert odd == {}


def test_no_two_pages_have_the_same_title(walk: dict[str, Visit]) -> None:
    titles = Counter(words(visit.tree.find(".//title")) for visit in pages(walk) if not urlsplit(visit.address).query)
    assert [title for title, count in titles.items() if count > 1 or not title] == []


def test_headings_skip_no_level(walk: dict[str, Visit]) -> None:
    skipping = set()
    for visit in pages(walk):
        levels = [int(heading.tag[1]) for heading in elements(visit, *HEADINGS)]
        skipping |= {visit.address for before, after in pairwise(levels) if after > before + 1}
    assert skipping == set()


def test_everything_that_htmx_fetches_is_a_link_or_a_form_too(walk: dict[str, Visit]) -> None:
    alone = set()
    for visit in pages(walk):
        for element in elements(visit):
            asked = element.get("data-hx-get")
            if asked is not None and element.tag not in {"form", "input"} and element.get("href") != asked:
                alone.add((visit.address, asked))
    assert alone == set()


def test_no_page_styles_or_scripts_in_line(walk: dict[str, Visit]) -> None:
    inline = {
        (visit.address, element.tag)
        for visit in pages(walk)
        for element in elements(visit)
        if element.get("style")
        or element.tag == "style"
        or (element.tag == "script" and not element.get("src"))
        or any(name.startswith("on") for name in element.attrib)
    }
    assert inline == set()


def test_every_page_is_light(walk: dict[str, Visit]) -> None:
    heavy = {
        visit.address: size
        for visit in pages(walk)
        if urlsplit(visit.address).path not in WHOLE_GUIDE and (size := len(gzip.compress(visit.body))) > HEAVIEST
    }
    assert heavy == {}


def test_every_table_has_a_caption_and_scoped_heads(walk: dict[str, Visit]) -> None:
    bare = set()
    for visit in pages(walk):
        for table in elements(visit, "table"):
            if table.find("caption") is None or any(not head.get("scope") for head in table.iter("th")):
                bare.add(visit.address)
    assert bare == set()
