"""What is kept for a reader without a line: the worker, its list, the search's words, and the page for the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
import pytest
from django.conf import settings

from portal.models import Chapter, SearchDocument, Section
from tests.kit.reading import Page

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

PAGES = "/offline/sider.json"
WORDS = "/offline/ord.json"


def test_the_worker_is_asked_for_anew_each_time_and_answers_for_every_page(client: Client) -> None:
    response = client.get("/sw.js")
    headers = {name: response.headers[name] for name in ("Content-Type", "Cache-Control", "Service-Worker-Allowed")}
    assert headers == {
        "Content-Type": "text/javascript; charset=utf-8",
        "Cache-Control": "public, no-cache",
        "Service-Worker-Allowed": "/",
    }


def test_all_scripts_together_weigh_what_a_first_visit_may_carry(client: Client) -> None:
    static = Path(settings.BASE_DIR) / "static"
    scripts = [path.read_bytes() for path in static.glob("*.js")]
    scripts.append(client.get("/sw.js").content)
    assert len(scripts) == 5
    assert sum(len(brotli.compress(script)) for script in scripts) <= 7_500


@pytest.mark.usefixtures("content")
def test_every_page_of_the_list_is_public(client: Client) -> None:
    pages = client.get(PAGES).json()["pages"]
    assert len(pages) == len(set(pages)) > 80
    private = {}
    for address in pages:
        response = client.get(address)
        if response.status_code != 200 or "public" not in response.headers["Cache-Control"] or response.cookies:
            private[address] = response.status_code
    assert private == {}


@pytest.mark.usefixtures("content")
def test_the_list_holds_what_members_read(client: Client) -> None:
    wanted = {f"/guide/{slug}/" for slug in Chapter.objects.values_list("slug", flat=True)}
    wanted |= {"/", "/guide/", "/moeder/", "/jura/", "/jura/serviceloven/", "/rolle/", "/indsatstrappen/", "/budget/"}
    wanted |= {"/budget/proces/", "/tilsyn/", "/noegletal/", "/ordbog/", "/offline/", WORDS}
    pages = client.get(PAGES).json()["pages"]
    assert wanted - set(pages) == set()
    assert [page for page in pages if page.startswith(("/admin", "/soeg", "/om/design"))] == []


def test_the_mark_changes_with_the_content_and_only_then(client: Client) -> None:
    section = Section.objects.create(
        chapter=Chapter.objects.create(title="Et", slug="et", lead="Kort."), title="To", slug="to", body="Før."
    )
    before = client.get(PAGES).json()
    assert client.get(PAGES).json() == before
    section.body = "Efter."
    section.save()
    after = client.get(PAGES).json()
    assert after["mark"] != before["mark"]
    assert {**after, "mark": ""} == {**before, "mark": ""}


@pytest.mark.usefixtures("content")
def test_the_search_without_a_line_knows_every_record_of_the_search(client: Client) -> None:
    response = client.get(WORDS)
    found = response.json()
    assert {record[2] for record in found["records"]} == set(SearchDocument.objects.values_list("address", flat=True))
    assert {record[1] for record in found["records"]} <= set(found["areas"])
    assert len(brotli.compress(response.content, quality=6)) < 60_000
    assert json.loads(response.content) == found


def test_the_page_for_the_rest_is_no_search_engine_s(client: Client) -> None:
    page = Page(client.get("/offline/"))
    assert page.headings(1) == ["Søg uden forbindelse"]
    assert page.tree.find(".//meta[@name='robots']").get("content") == "noindex"


@pytest.mark.parametrize("address", ["/sw.js", PAGES, WORDS, "/offline/"])
def test_nothing_of_it_is_written_to(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
