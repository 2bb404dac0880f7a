"""Signing in: guessing is stopped, the right person is not shut out for good, and the audit log cannot be edited."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from urllib.parse import urlencode

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from reversion.models import Revision

from portal.accounts import audit_log
from portal.models import Chapter, FailedSignIn, SignIn
from tests.kit.server import KEY

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"


def sign_in(password: str, address: str = "10.0.0.1", name: str = "mette", at: str = LOGIN) -> int:
    answer = Client(REMOTE_ADDR=address).post(at, {"username": name, "password": password})
    return answer.status_code


def later(minutes: int) -> None:
    """Let time pass, for the lock."""
    for attempt in AccessAttempt.objects.all():
        attempt.attempt_time -= dt.timedelta(minutes=minutes)
        attempt.save()


def test_the_right_password_opens_the_desk(mette):
    assert sign_in("en-lang-adgangskode") == 302


@pytest.mark.parametrize("at", [LOGIN, "/konto/log-ind/"])
def test_guesses_are_stopped_at_the_tenth(mette, at):
    answers = [sign_in(f"gæt {number}", at=at) for number in range(60)]
    assert answers == [200] * 9 + [429] * 51
    assert [sign_in("en-lang-adgangskode", at=door) for door in (LOGIN, "/konto/log-ind/")] == [429, 429]


@pytest.mark.parametrize("door", [LOGIN, "/konto/log-ind/", "/konto/log-ud/", "/admin/logout/"])
@pytest.mark.parametrize(
    "where", ["https://evil.example/", "//evil.example", "/\\evil.example", "\t//evil.example", "javascript:alert(1)"]
)
def test_sign_in_never_redirects_to_another_site(mette, door, where):
    sent = {"username": "mette", "password": "en-lang-adgangskode", "next": where}
    answer = Client().post(f"{door}?{urlencode({'next': where})}", sent)
    assert answer.headers["Location"] in {"/", "/admin/", "/konto/log-ind/"}


def test_continued_guessing_does_not_lock_out_the_owner(mette):
    for number in range(12):
        sign_in(f"gæt {number}")
    later(minutes=14)
    assert sign_in("gæt igen") == 429
    later(minutes=2)
    assert sign_in("en-lang-adgangskode") == 302


def test_the_right_person_comes_in_from_another_address(mette):
    for number in range(20):
        sign_in(f"gæt {number}")
    assert sign_in("en-lang-adgangskode", address="10.0.0.2") == 302


def test_address_that_guesses_at_many_accounts_is_locked_out_alone(mette):
    answers = [sign_in("sommer2026", name=f"person-{number}") for number in range(60)]
    assert answers == [200] * 50 + [429] * 10
    assert sign_in("en-lang-adgangskode") == 429
    assert sign_in("en-lang-adgangskode", address="10.0.0.2") == 302
    FailedSignIn.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=16))
    assert sign_in("en-lang-adgangskode") == 302


def test_the_lock_opens_again_by_itself(mette):
    for number in range(20):
        sign_in(f"gæt {number}")
    later(minutes=16)
    assert sign_in("en-lang-adgangskode") == 302


def test_a_locked_login_says_what_to_do_in_danish(mette):
    for number in range(10):
        sign_in(f"gæt {number}")
    page = Client(REMOTE_ADDR="10.0.0.1").post(LOGIN, {"username": "mette", "password": "x"})
    assert "Prøv igen om lidt" in page.content.decode()


@pytest.mark.parametrize(
    ("trusted", "locked"), [(True, [200] * 20), (False, [200] * 9 + [429] * 11)], ids=["behind a proxy", "without one"]
)
def test_a_forwarded_address_counts_only_where_a_proxy_is_trusted(mette, settings, trusted, locked):
    settings.TRUST_PROXY = trusted
    answers = [
        Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"1.2.3.4, 10.1.0.{number}")
        .post(LOGIN, {"username": "mette", "password": "gæt"})
        .status_code
        for number in range(20)
    ]
    assert answers == locked


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("6.6.6.6, 192.0.2.7", "192.0.2.7"),
        ("192.0.2.7, <x>", "10.0.0.1"),
        ("192.0.2.7:8080", "192.0.2.7"),
        ("[2001:db8:1:2:3::9]:8080", "2001:db8:1:2::"),
        ("unknown", "10.0.0.1"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::9", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", "10.0.0.1"),
    ],
)
def test_audit_log_names_the_address_seen_by_the_proxy(mette, forwarded, address):
    Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded).post(LOGIN, {"username": "mette", "password": "x"})
    assert AccessAttempt.objects.get().ip_address == address


def test_the_trail_forgets_sign_ins_and_failures_after_half_a_year(mette):
    sign_in("gæt")
    sign_in("en-lang-adgangskode", address="10.0.0.2")
    for days, kept in ((179, (1, 1)), (2, (0, 0))):
        for model in (SignIn, FailedSignIn):
            for entry in model.objects.all():
                entry.attempt_time -= dt.timedelta(days=days)
                entry.save()
        audit_log.forget(timezone.now())
        assert (SignIn.objects.count(), FailedSignIn.objects.count()) == kept


def test_the_trail_keeps_failures_that_the_lock_has_forgotten(mette):
    for number in range(10):
        sign_in(f"gæt {number}")
    later(minutes=16)
    sign_in("en-lang-adgangskode")
    assert not AccessAttempt.objects.exists()
    assert [entry.locked_out for entry in FailedSignIn.objects.order_by("pk")] == [False] * 9 + [True]


def test_the_trail_holds_neither_password_nor_code(mette):
    Client().post(LOGIN, {"username": "mette", "password": "hemmeligt", "code": "135790"})
    attempt = AccessAttempt.objects.get()
    assert "hemmeligt" not in attempt.post_data
    assert "135790" not in attempt.post_data


def test_the_trail_tells_of_sign_ins_and_nobody_can_edit_it(client, mette):
    client.post(LOGIN, {"username": "mette", "password": "en-lang-adgangskode"})
    sign_in("gæt")
    Chapter.objects.create(title="Jura", slug="jura", order=1)
    entries = {
        "portal_signin": SignIn.objects.get(),
        "portal_failedsignin": FailedSignIn.objects.get(),
        "reversion_revision": Revision.objects.get(),
    }
    assert [str(entry) for entry in entries.values()][:2] == ["mette loggede ind", "mette kom ikke ind"]
    for model, entry in entries.items():
        page = client.get(reverse(f"admin:{model}_changelist"))
        assert (page.status_code, "mette" in page.text or model == "reversion_revision") == (200, True)
        assert client.get(reverse(f"admin:{model}_change", args=[entry.pk])).status_code == 200
        bulk = {"action": "delete_selected", "_selected_action": entry.pk, "post": "yes"}
        client.post(reverse(f"admin:{model}_changelist"), bulk)
        for way, args in (("add", []), ("change", [entry.pk]), ("delete", [entry.pk])):
            answer = client.post(reverse(f"admin:{model}_{way}", args=args), {"username": "en anden", "post": "yes"})
            assert answer.status_code == 403, (model, way)
        assert type(entry).objects.get(pk=entry.pk) == entry


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "query", ["ip_address=x", "ip_address__gte=%00", "attempt_time__year=1", "pk=x", "p=-1", "o=99"]
)
def test_no_filter_breaks_the_list_of_failures(client, mette, query):
    sign_in("gæt")
    client.force_login(mette)
    page = client.get(f"{reverse('admin:portal_failedsignin_changelist')}?{query}", follow=True)
    assert (page.status_code, "mislykket" in page.text) in {(200, True), (400, False)}


def test_over_https_the_cookies_are_bound_to_their_host_by_name():
    production = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "portal.example.dk", "PATH": os.environ["PATH"]}
    names = "from portal import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SECURE_SSL_REDIRECT)"
    told = subprocess.run([sys.executable, "-c", names], env=production, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["__Host-session", "__Host-csrf", "True"]
