"""What the documents claim: commands that exist, settings that are read, links that lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.server import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted(path for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_readme_opens_with_what_the_portal_is_a_picture_and_the_two_commands():
    opening = text("README.md").split("## For those who develop")[0]
    assert opening.startswith("# Introduktionsportal for Socialudvalget\n")
    parts = [opening.index(part) for part in ("Københavns Kommune", "](docs/screenshot.png)", "make run", "make test")]
    assert parts == sorted(parts)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_command_in_a_document_exists(document):
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    named = set(re.findall(r"`(?:[A-Z_]+=\S+ )?make ([a-z]+)", document.read_text(encoding="utf-8")))
    assert named - targets == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_to_one(document):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_setting_that_is_read_is_explained_with_no_other():
    table = text("README.md").split("| Setting |")[1]
    explained = {
        name for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall(r"[A-Z_]+", row)
    }
    assert explained == SETTINGS


def test_the_makefile_names_no_command_that_it_lacks():
    listed = set(re.findall(r"^## ([a-z]+):", text("Makefile"), re.MULTILINE))
    [phony] = re.findall(r"^\.PHONY: (.*)$", text("Makefile"), re.MULTILINE)
    assert listed == set(phony.split())
