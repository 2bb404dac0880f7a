"""Values from the environment, and what hangs on them."""

from __future__ import annotations

import asyncio

import pytest
from django.contrib.auth.models import User

from portal import environment
from portal.models import CalendarKey
from portal.page_cache.revision import SQLiteRevision
from tests.server import run


@pytest.mark.parametrize(("value", "words"), [(None, []), ("", []), ("en", ["en"]), (" en , to,", ["en", "to"])])
def test_words_are_parted_by_commas_and_may_be_none(monkeypatch, value, words):
    monkeypatch.delenv("NAMES", raising=False)
    if value is not None:
        monkeypatch.setenv("NAMES", value)
    assert environment.words("NAMES", ()) == words


def test_words_that_are_demanded_stop_the_start(monkeypatch):
    monkeypatch.delenv("NAMES", raising=False)
    with pytest.raises(environment.SettingError, match=r"^NAMES mangler\. Skriv dem\.$"):
        environment.words("NAMES", why="Skriv dem.")


@pytest.mark.parametrize("folder", ["portal#2", "portal%20to", "portal?3", "port al", "påske"])
def test_the_database_lies_in_the_folder_that_was_named_whatever_its_name(tmp_path, folder):
    (tmp_path / folder).mkdir()
    production = {"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "localhost", "VAR_DIR": str(tmp_path / folder)}
    assert run("migrate", "-v0", **production).stderr == ""
    assert [path.name for path in tmp_path.iterdir()] == [folder]
    database = tmp_path / folder / "portal.sqlite3"
    assert database.is_file()
    assert asyncio.run(SQLiteRevision(str(database)).current()) == 0


@pytest.mark.django_db
def test_a_new_secret_key_leaves_calendar_addresses_open_while_the_old_one_is_a_fallback(settings):
    key = CalendarKey.objects.of(User.objects.create_user("medlem"))
    address = key.text
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    assert CalendarKey.objects.that_opens(address) == key
    assert key.text != address
    settings.SECRET_KEY_FALLBACKS = []
    assert CalendarKey.objects.that_opens(address) is None
