"""When a text was last changed: by somebody, never by being loaded."""

from __future__ import annotations

import datetime as dt
import importlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.core.management import call_command

from committee.models import Law
from portal.content.folder import WRITTEN
from portal.lib import clock
from portal.models import Term
from tests.kit.reading import Page

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

UNTOUCHED = "Ikke ændret siden velkomstfolderen, slutningen af 2025"
LAW = """
- model: committee.law
  fields: {slug: serviceloven, title: Serviceloven, group: saerlig, purpose: Loven giver hjælp.}
- model: committee.law
  fields: {slug: forvaltningsloven, title: Forvaltningsloven, group: generel, purpose: X., reviewed_on: 2026-11-02}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two laws, one of them reviewed on a day."""
    (tmp_path / "law.yaml").write_text(LAW, encoding="utf-8")
    return tmp_path


def shown(client: Client, address: str = "/jura/serviceloven/") -> str:
    return Page(client.get(address)).text


@pytest.mark.parametrize("command", ["load_content", "import_content"])
def test_loaded_record_is_dated_by_the_folder(client: Client, folder: Path, command: str) -> None:
    call_command(command, folder, verbosity=0)
    assert Law.objects.get(slug="serviceloven").modified_at == WRITTEN
    text = shown(client)
    assert (UNTOUCHED in text, "Sidst opdateret" in text) == (True, False)
    assert "<lastmod>" not in client.get("/sitemap.xml").content.decode().partition("/jura/serviceloven/")[2][:40]


def test_reviewed_record_is_dated_by_its_review(client: Client, folder: Path) -> None:
    call_command("load_content", folder, verbosity=0)
    assert "Sidst opdateret 2. november 2026" in shown(client, "/jura/forvaltningsloven/")


def test_saved_record_is_dated_by_the_day_of_saving(client: Client, folder: Path) -> None:
    call_command("load_content", folder, verbosity=0)
    Law.objects.get(slug="serviceloven").save()
    text = shown(client)
    assert f"Sidst opdateret {dt.date.today().day}. " in text
    assert UNTOUCHED not in text


def test_a_record_made_at_the_desk_is_no_older_than_that(client: Client) -> None:
    Term.objects.create(name="ramme", slug="ramme", definition="X.")
    assert "Sidst opdateret" in shown(client, "/ordbog/")


def test_to_move_the_content_changes_nothing_of_its_age(folder: Path, tmp_path: Path) -> None:
    call_command("load_content", folder, verbosity=0)
    Law.objects.get(slug="forvaltningsloven").save()
    before = dict(Law.objects.values_list("slug", "modified_at"))
    call_command("export_content", tmp_path / "moved", verbosity=0)
    call_command("import_content", tmp_path / "moved", replace=True, verbosity=0)
    assert dict(Law.objects.values_list("slug", "modified_at")) == before


def test_a_portal_that_was_loaded_before_is_dated_anew(folder: Path) -> None:
    call_command("load_content", folder, verbosity=0)
    Law.objects.update(modified_at=clock.now() - dt.timedelta(minutes=1))
    Law.objects.get(slug="forvaltningsloven").save()
    saved = Law.objects.get(slug="forvaltningsloven").modified_at
    importlib.import_module("budget.migrations.0003_date_by_folder").date_by_folder(apps, None)
    assert dict(Law.objects.values_list("slug", "modified_at")) == {
        "serviceloven": WRITTEN,
        "forvaltningsloven": saved,
    }
