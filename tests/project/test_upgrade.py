"""A portal of November 2026 (commit 9be4678), with edits of its secretariat, is brought up to this release."""

from __future__ import annotations

import json
import lzma
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from tests.kit.server import ROOT, Portal, embedded, run

pytestmark = pytest.mark.slow

DATABASE = ROOT / "tests" / "data" / "upgrade-9be4678.sqlite3.xz"
"""Its database without search terms, which a new release writes again. Nobody in it can sign in."""
ASK = """
import json
from django.contrib.auth.models import Permission
from committee.models import Walk, WalkStep
from portal.content import history
from portal.models import Term
from portal.search.query.engine import search
term = Term.objects.get(slug="budgetnotat")
step = WalkStep.objects.get(body="Sekretariatets egen vejledning.")
newest, oldest = history.entries(term)[0], history.entries(term)[-1]
history.restore(term, oldest.version)
print(json.dumps({
    "by": newest.by,
    "changed": [change.after for change in newest.changes if change.label == "Kort forklaring"],
    "restored": Term.objects.get(slug="budgetnotat").definition != "Et notat, som sekretariatet selv har forklaret.",
    "step": [entry.by for entry in history.entries(step)][:1],
    "deleted": [version.field_dict["slug"] for version in history.deleted(Term)],
    "found": [hit.document.title for hit in search("prøveord").hits][:1],
    "permission": Permission.objects.filter(content_type__model="walk", codename="change_walk").count(),
}))
"""


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("upgraded")
    settings = embedded(folder)
    (folder / "portal.sqlite3").write_bytes(lzma.decompress(DATABASE.read_bytes()))
    with Portal(settings) as portal:
        yield portal


def test_edited_records_stand_on_their_pages(upgraded: Portal) -> None:
    def page(path: str) -> str:
        return urllib.request.urlopen(upgraded.url + path).read().decode()

    glossary = page("/ordbog/")
    assert "Et notat, som sekretariatet selv har forklaret." in glossary
    assert "Kun i denne portal." in glossary
    assert 'id="soflis"' not in glossary
    assert "sekretariatets note" in page("/moeder/ordinaert-moede-2026-11/")


def test_history_permissions_and_search_terms_are_carried_over(upgraded: Portal) -> None:
    folder = upgraded.environment["VAR_DIR"]
    asked = run("shell", "--no-imports", "-c", ASK, VAR_DIR=folder)
    assert asked.returncode == 0, asked.stderr
    found: dict[str, Any] = json.loads(asked.stdout.splitlines()[-1])
    assert found == {
        "by": "Mette Prøve",
        "changed": ["Et notat, som sekretariatet selv har forklaret."],
        "restored": True,
        "step": ["Mette Prøve"],
        "deleted": ["soflis"],
        "found": ["Prøveord"],
        "permission": 1,
    }
