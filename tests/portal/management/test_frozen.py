"""`freeze_term`: the public portal as plain files that open from a disk."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from django.core.management import call_command
from lxml import html

from committee.models import Committee
from portal.lib import clock
from portal.management.frozen_pages import file_of
from portal.models import Term
from portal.views.public import public_pages
from tests.kit.factories import make_committee

pytestmark = pytest.mark.django_db

AFTER = dt.datetime(2030, 1, 2, 9)


def frozen(folder: Path, *options: str) -> Path:
    with clock.frozen(AFTER):
        call_command("freeze_term", str(folder), *options, verbosity=0)
    return folder


def texts(folder: Path) -> dict[str, str]:
    """The pages of the copy by their files."""
    return {str(file.relative_to(folder)): file.read_text() for file in sorted(folder.rglob("*.html"))}


def test_every_link_of_the_whole_copy_leads_to_a_file_and_a_place_in_it(content: None, tmp_path: Path) -> None:
    pages = texts(frozen(tmp_path / "2026-2029"))
    assert {file_of(page.address) for page in public_pages()} | {"print/index.html"} <= pages.keys()
    trees = {name: html.document_fromstring(text) for name, text in pages.items()}
    places = {name: set(tree.xpath("//@id")) for name, tree in trees.items()}
    wrong = []
    for name, tree in trees.items():
        for found in {*tree.xpath("//@href"), *tree.xpath("//@src")}:
            if urlsplit(found).scheme in {"https", "mailto", "tel"}:
                continue
            path, place = urldefrag(found)
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name
            is_there = (tmp_path / "2026-2029" / target).is_file()
            if found.startswith("/") or not is_there or (place and target in places and place not in places[target]):
                wrong.append((name, found))
    assert wrong == []
    held = " ".join(pages.values())
    assert re.findall(r"<(?:script|form|input|button)\b|data-hx-|testserver", held) == []
    documents = {str(file.relative_to(tmp_path / "2026-2029")) for file in tmp_path.rglob("*.pdf")}
    assert documents == {"velkomstguide.pdf", "moeder/moedeplan.pdf", "moeder/moedeplan-aar-2026.pdf"}


@pytest.fixture
def small(db: None) -> Committee:
    """A portal with a committee and a word of the glossary."""
    Term.objects.create(name="Zinkord", slug="zinkord", definition="Et ord.")
    return make_committee()


def test_each_page_says_that_the_term_is_over_and_when_the_copy_was_made(small: Committee, tmp_path: Path) -> None:
    pages = texts(frozen(tmp_path))
    note = "Perioden 2026-2029 er slut. Det her er en kopi fra onsdag den 2. januar 2030. Den bliver ikke rettet."
    assert {name for name, text in pages.items() if text.count(note) != 1} == set()
    assert {text.count('<meta name="robots" content="noindex">') for text in pages.values()} == {1}
    assert "Zinkord" in pages["ordbog/index.html"]


def test_the_note_and_what_replaces_the_portal_are_chosen(small: Committee, tmp_path: Path) -> None:
    told = ("--note", "Nyt udvalg <2030>.", "--replaced-by", "https://www.tilbudsportalen.dk/")
    page = texts(frozen(tmp_path, *told))["ordbog/index.html"]
    assert "Nyt udvalg &lt;2030&gt;." in page
    assert '<a href="https://www.tilbudsportalen.dk/">Se det, der har afløst den</a>' in page


def test_a_copy_of_a_portal_for_members_has_its_pages(small: Committee, tmp_path: Path, settings) -> None:
    settings.MEMBERS_ONLY = True
    pages = texts(frozen(tmp_path))
    assert "Zinkord" in pages["ordbog/index.html"]


def test_drafts_are_not_in_the_copy(small: Committee, tmp_path: Path) -> None:
    Term.objects.create(name="Kladdeord", slug="kladdeord", definition="Et ord.", is_draft=True)
    assert [name for name, text in texts(frozen(tmp_path)).items() if "Kladdeord" in text] == []


@pytest.mark.parametrize("is_file", [True, False])
def test_a_place_that_holds_something_is_refused_and_left_alone(
    small: Committee, tmp_path: Path, is_file: bool
) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mit")
    place = mine if is_file else tmp_path
    with pytest.raises(SystemExit) as refused:
        frozen(place)
    assert str(refused.value) == f"{place} er ikke en tom mappe, så intet er skrevet. Vælg en anden."
    assert [(file.name, file.read_text()) for file in tmp_path.rglob("*")] == [("mine.txt", "mit")]


def test_what_is_no_address_is_refused(small: Committee, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as refused:
        frozen(tmp_path, "--replaced-by", "javascript:alert(1)")
    assert str(refused.value) == "”javascript:alert(1)” er ikke en adresse. Skriv den med https:// foran."
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/guide/din-rolle/", "guide/din-rolle/index.html"),
        ("/budget/?aar=2027", "budget/aar-2027/index.html"),
        ("/moeder/moedeplan.pdf?aar=2026", "moeder/moedeplan-aar-2026.pdf"),
        ("/rolle/er-jeg-inhabil/ansat/?svar=3.2.2.3", "rolle/er-jeg-inhabil/ansat/svar-3.2.2.3/index.html"),
        ("/nyt/?side=../../x", "nyt/side-..-..-x/index.html"),
    ],
)
def test_an_address_has_its_file(address: str, file: str) -> None:
    assert file_of(address) == file
