"""Letters in the browser: addresses that the desk proposes, and the search without a line, by the server's rules."""

from __future__ import annotations

import unicodedata

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Page, expect

from portal.text.danish import slugify

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TITLES = [
    "Bør ældre få råd på Ærø og Ålborg?",
    "§ 85 a: Støtte i egen bolig – for unge (18-30 år)",
    "Éns Über-café, naïve Åse & Søn",
    "  Mødeplan 2027/28  ",
    unicodedata.normalize("NFD", "Pårørende på Ærø"),
    "Sags\u00adbehandlings\u00adfrist\u200b\u2060 2",
    "ÆØÅ æøå",
    "¾ af \u2011 25\u201102\u20112026",
]


def test_the_desk_proposes_the_address_that_the_house_makes(page: Page):
    page.add_script_tag(path=finders.find("admin/js/urlify.js"))
    proposed = [page.evaluate("title => URLify(title, 50, false)", title) for title in TITLES]
    assert proposed == [slugify(title)[:50].strip("-") for title in TITLES]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (unicodedata.normalize("NFD", "pårørende"), "pårørende"),
        ("tavs\u00adheds\u200bpligt", "tavshedspligt"),
        ("mødeplan2026", "mødeplan 2026"),
        ("§85a", "§ 85 a"),
    ],
)
def test_the_search_without_a_line_reads_letters_as_the_server_does(page: Page, typed, found):
    page.goto("/offline/")
    hits = page.locator("#fund h2")
    page.fill("#uden-linje", found)
    expect(hits.first).to_be_visible()
    wanted = hits.all_inner_texts()
    page.fill("#uden-linje", typed)
    assert (hits.all_inner_texts(), wanted == []) == (wanted, False)
