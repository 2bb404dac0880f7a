"""What the documents claim: commands that exist, settings that are read, links that lead somewhere."""

from __future__ import annotations

import json
import re

import pytest
from django.core.management import get_commands, load_command_class

from tests.kit.server import ROOT, SETTINGS

DOCUMENTS = sorted(path for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_readme_opens_with_purpose_picture_and_commands():
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
    table = text("docs/operations.md").split("| Setting |")[1].split("\n\n")[0]
    explained = {
        name for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall(r"[A-Z_]+", row)
    }
    assert explained == SETTINGS


def test_every_command_of_manage_py_in_a_document_exists_with_its_options():
    written = [
        path.read_text(encoding="utf-8") for path in (*DOCUMENTS, *(ROOT / "deploy").iterdir(), ROOT / "Makefile")
    ]
    named = [
        (command, set(re.findall(r"--[a-z-]+", options)))
        for document in written
        for command, options in re.findall(r"manage\.py ([a-z_]+)\b([^`\n#]*)", document)
    ]
    assert {"backup", "restore", "export_content", "import_content", "createsuperuser"} <= {name for name, _ in named}
    commands = get_commands()
    assert {name for name, _ in named} - commands.keys() == set()
    for name, options in named:
        parser = load_command_class(commands[name], name).create_parser("manage.py", name)
        assert options - set(re.findall(r"--[a-z-]+", parser.format_help())) == set(), name


def test_every_file_for_a_server_is_explained():
    files = {path.name for path in (ROOT / "deploy").iterdir()}
    assert set(re.findall(r"\]\(\.\./deploy/([\w.-]+)\)", text("docs/operations.md"))) == files


def test_every_field_of_the_log_that_the_document_shows_is_written():
    [line] = re.findall(r"^\{\"time\".*$", text("docs/operations.md"), re.MULTILINE)
    assert json.loads(line).keys() == {"time", "method", "path", "status", "ms"}


def test_the_makefile_names_no_command_that_it_lacks():
    listed = set(re.findall(r"^## ([a-z-]+):", text("Makefile"), re.MULTILINE))
    [phony] = re.findall(r"^\.PHONY: (.*)$", text("Makefile"), re.MULTILINE)
    assert listed == set(phony.split())
