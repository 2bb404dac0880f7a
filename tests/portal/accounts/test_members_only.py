"""The portal behind a sign-in: invited members read, everybody else is led to the door."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from portal.accounts import invitations
from portal.accounts.members_only import OPEN
from portal.models import CalendarKey
from tests.kit.factories import PASSWORD, make_user
from tests.kit.reading import Page

pytestmark = pytest.mark.django_db

LOGIN = "/konto/log-ind/"
NEW = "en helt anden lang adgangskode"


@pytest.fixture
def shut(settings) -> None:
    settings.MEMBERS_ONLY = True


@pytest.fixture
def mette() -> User:
    return make_user()


def signed_in(name: str = "mette", password: str = PASSWORD) -> Client:
    client = Client()
    assert client.post(LOGIN, {"username": name, "password": password}).status_code == 302
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/konto/").status_code == 200


def invitation(admin: Client, name: str = "mette") -> str:
    """The path in the invitation that a superuser gets on creating the account."""
    answer = admin.post("/admin/auth/user/add/", {"username": name, "first_name": "Mette"})
    [address] = re.findall(r"<textarea[^>]*>(.+?)</textarea>", answer.content.decode())
    return urlsplit(address).path


def choose(client: Client, path: str, password: str = NEW):
    form = client.get(path, follow=True)
    fields = {"new_password1": password, "new_password2": password}
    return client.post(form.request["PATH_INFO"], fields)


@pytest.mark.usefixtures("shut")
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/guide/",
        "/moeder/",
        "/moeder/kalender.ics",
        "/soeg/?q=ferie",
        "/nyt/atom.xml",
        "/jura/",
        "/findes-ikke/",
        "/konto/",
    ],
)
def test_sign_in_returns_to_the_requested_page(client, mette, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer.headers["cache-control"] == "private, no-store"
    door = answer.headers["location"]
    assert door.startswith(f"{LOGIN}?next=/")
    again = client.post(door, {"username": "mette", "password": PASSWORD})
    assert again.headers["location"] == address


@pytest.mark.usefixtures("shut")
@pytest.mark.parametrize(
    "address", [LOGIN, "/privatliv/", "/tilgaengelighed/", "/healthz", "/admin/login/", "/sw.js", "/robots.txt"]
)
def test_open_addresses_need_no_sign_in(client, address):
    assert client.get(address).status_code == 200


def test_every_page_is_shut_except_those_on_the_list(client, settings):
    settings.MEMBERS_ONLY = True
    opened = set()
    for name, (_, pattern, *_) in addresses().items():
        answer = client.get("/" + re.sub(r"%\((\w+)\)s", "x", pattern))
        if answer.status_code != 302 or not answer.headers["location"].startswith((LOGIN, "/admin/login/")):
            opened.add(name)
    assert opened - OPEN == set()
    assert OPEN - set(addresses()) == set()


def addresses() -> dict[str, tuple[str, str]]:
    """Every named address of the portal with its pattern."""
    found = {}
    for space, (prefix, resolver) in get_resolver().namespace_dict.items():
        for name, values in resolver.reverse_dict.lists():
            if isinstance(name, str):
                found[f"{space}:{name}"] = (space, prefix + values[0][0][0][0])
    return found


@pytest.mark.usefixtures("shut")
def test_a_fragments_reader_is_sent_to_the_door_as_a_whole_page(client):
    answer = client.get(
        "/guide/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/moeder/?aar=2026"}
    )
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, f"{LOGIN}?next=/moeder/%3Faar%3D2026")


def test_the_portal_is_open_where_nothing_else_is_said(client):
    assert client.get("/").status_code == 200


@pytest.mark.usefixtures("shut")
def test_a_signed_in_page_is_kept_by_no_browser_and_no_proxy(mette):
    answer = signed_in().get("/")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")


def test_a_member_is_invited_and_chooses_a_password(admin_client):
    path = invitation(admin_client)
    assert not User.objects.get(username="mette").has_usable_password()
    guest = Client()
    assert "Du er inviteret som mette" in Page(guest.get(path, follow=True)).text
    assert choose(guest, path).headers["location"] == "/konto/"
    assert is_signed_in(guest)
    assert is_signed_in(signed_in(password=NEW))


def test_a_weak_password_is_refused_and_said_why(admin_client):
    path = invitation(admin_client)
    guest = Client()
    page = Page(choose(guest, path, "12345678"))
    assert "Fejl:" in page.text
    assert not is_signed_in(guest)


def test_a_used_invitation_is_answered_kindly(admin_client):
    path = invitation(admin_client)
    choose(Client(), path)
    page = Page(Client().get(path, follow=True))
    assert page.headings(1) == ["Linket gælder ikke længere"]
    assert ("log ind", LOGIN) in page.links


@pytest.mark.parametrize("days", [6, 8])
def test_an_invitation_holds_for_a_week(mette, monkeypatch, days):
    path = invitations.path(mette)
    later = dt.datetime.now() + dt.timedelta(days=days)
    monkeypatch.setattr(invitations.tokens, "_now", lambda: later)
    open_still = Page(Client().get(path, follow=True)).headings(1) == ["Velkommen"]
    assert open_still == (days < 7)


@pytest.mark.parametrize(
    "path", ["/konto/velkommen/x/y/", "/konto/velkommen/MQ/abc-def/", "/konto/velkommen/%00/%C3%A6/"]
)
def test_an_invented_invitation_is_answered_kindly(client, path):
    assert Page(client.get(path)).headings(1) == ["Linket gælder ikke længere"]


def test_closed_account_cannot_return_by_invitation(mette):
    path = invitations.path(mette)
    User.objects.update(is_active=False)
    assert Page(Client().get(path, follow=True)).headings(1) == ["Linket gælder ikke længere"]


def test_a_superuser_makes_a_new_invitation_and_nobody_else_does(admin_client, mette):
    address = reverse("admin:auth_user_invitation", args=[mette.pk])
    answer = admin_client.post(address)
    assert "Det vises kun nu" in Page(answer).text
    assert admin_client.get(address).status_code == 405
    staff = Client()
    staff.force_login(make_user("kim", is_staff=True))
    assert staff.post(address).status_code == 403
    assert staff.get("/admin/auth/user/").status_code == 403


def test_a_new_password_ends_every_other_session(mette):
    here, there = signed_in(), signed_in()
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert here.post("/konto/adgangskode/", fields).headers["location"] == "/konto/"
    assert (is_signed_in(here), is_signed_in(there)) == (True, False)


def test_a_session_ends_when_nobody_uses_it(mette, settings):
    client = signed_in()
    [session] = Session.objects.all()
    left = session.expire_date - timezone.now()
    assert dt.timedelta(minutes=119) < left <= dt.timedelta(minutes=120)
    session.expire_date = timezone.now() - dt.timedelta(seconds=1)
    session.save()
    assert not is_signed_in(client)


def test_use_keeps_a_session_open_and_is_written_down_once_a_minute(mette):
    client = signed_in()
    client.get("/konto/")
    soon = timezone.now() + dt.timedelta(minutes=5)
    Session.objects.update(expire_date=soon)
    client.get("/konto/")
    assert Session.objects.get().expire_date == soon
    store = client.session
    store["seen"] -= 61
    store.save()
    Session.objects.update(expire_date=soon)
    client.get("/konto/")
    assert Session.objects.get().expire_date > soon


def test_a_session_ends_with_the_browser(mette, settings):
    cookie = signed_in().cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def test_signing_out_empties_what_the_browser_has_kept(mette):
    client = signed_in()
    answer = client.post("/konto/log-ud/")
    assert (answer.headers["location"], answer.headers["clear-site-data"]) == (LOGIN, '"cache"')
    assert not is_signed_in(client)
    assert client.get("/konto/log-ud/").status_code == 405


def test_a_signed_in_reader_of_an_open_portal_leaves_no_page_behind(mette):
    answer = signed_in().get("/")
    assert answer.headers["cache-control"] == "private, no-store"
    assert "x-portal-keep" not in answer.headers


@pytest.mark.usefixtures("shut")
@pytest.mark.parametrize(
    ("current", "where"),
    [
        ("http://testserver/moeder/?aar=2026", "/moeder/%3Faar%3D2026"),
        ("http://[", "/"),
        ("", "/"),
        ("http://testserver", "/"),
    ],
)
def test_fragment_request_is_redirected_to_the_sign_in_as_a_page(current, where):
    answer = Client().get("/soeg/?q=x", headers={"HX-Request": "true", "HX-Current-URL": current})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, f"{LOGIN}?next={where}")


@pytest.mark.usefixtures("shut")
class TestCalendar:
    def address(self, client: Client) -> str:
        [address] = re.findall(
            r"http://testserver(/moeder/kalender\.ics\?noegle=[^<]+)", client.get("/konto/").content.decode()
        )
        return address

    def test_a_personal_key_opens_it_without_a_sign_in(self, mette):
        answer = Client().get(self.address(signed_in()))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.content.startswith(b"BEGIN:VCALENDAR")
        assert not answer.cookies

    def test_a_program_that_ends_the_address_with_a_slash_is_led_to_it(self, mette):
        path, _, key = self.address(signed_in()).partition("?")
        answer = Client().get(f"{path}/?{key}")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{path}?{key}")
        assert Client().get(f"{path}/").headers["Location"].startswith(LOGIN)

    def test_the_key_opens_nothing_else(self, mette):
        key = self.address(signed_in()).partition("?")[2]
        assert Client().get(f"/moeder/?{key}").status_code == 302

    def test_a_key_that_was_taken_back_opens_nothing(self, mette):
        client = signed_in()
        old = self.address(client)
        client.post("/konto/kalender/ny/")
        assert Client().get(old).status_code == 403
        assert "hent en ny" in Client().get(old).content.decode()
        assert Client().get(self.address(client)).status_code == 200

    def test_the_key_of_a_closed_account_opens_nothing(self, mette):
        address = self.address(signed_in())
        User.objects.update(is_active=False)
        assert Client().get(address).status_code == 403

    @pytest.mark.parametrize("key", ["", "x", "1-1", "1-1~forkert", "æ~ø", "%00", "1-1~" + "x" * 5000])
    def test_an_invented_key_opens_nothing(self, mette, key):
        CalendarKey.objects.of(mette)
        assert Client().get("/moeder/kalender.ics", {"noegle": key}).status_code == 403

    def test_the_plans_page_shows_the_address_as_a_fragment_of_its_own(self, mette):
        client = signed_in()
        shown = client.get("/konto/kalender/", headers={"HX-Request": "true"})
        assert self.address(client) in shown.content.decode()
        assert client.get("/konto/kalender/").headers["location"] == "/konto/#kalender"
