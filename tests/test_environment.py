"""Values from the environment, and what hangs on them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from portal import environment
from portal.models import CalendarKey


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


@pytest.mark.django_db
def test_a_new_secret_key_leaves_calendar_addresses_open_while_the_old_one_is_a_fallback(settings):
    key = CalendarKey.objects.of(User.objects.create_user("medlem"))
    address = key.text
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    assert CalendarKey.objects.that_opens(address) == key
    assert key.text != address
    settings.SECRET_KEY_FALLBACKS = []
    assert CalendarKey.objects.that_opens(address) is None
