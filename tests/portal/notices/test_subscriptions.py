"""Subscribing by mail: nothing is kept before it is confirmed, and all is deleted when it is stopped."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from portal.lib import clock
from portal.models import Delivery, Mail, Subscription
from portal.notices import sending, subscriptions
from tests.kit import mail as kit
from tests.kit.factories import client_of, make_plan, make_superuser, make_user
from tests.kit.mail import MailServer
from tests.kit.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOW = dt.datetime(2026, 8, 3, 7, 0, tzinfo=dt.UTC)
ADDRESS = "mette@example.dk"


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as found, clock.frozen(NOW):
        kit.use(settings, found)
        yield found


def ask(client: Client, address: str = ADDRESS, *news: str) -> Any:
    return client.post("/besked/", {"address": address, "news": news or ("moves", "letter")})


def link(server: MailServer) -> str:
    """The path of the link in the last mail."""
    sending.send_due(NOW)
    found = re.search(rf"^[\w ]+: {kit.SITE}(\S+)$", kit.text_of(server.received[-1]), re.MULTILINE)
    assert found
    return found.group(1)


def kept() -> list[Any]:
    return list(Subscription.objects.values_list("address", "moves", "papers", "letter"))


def test_a_link_in_a_mail_and_a_button_confirm(server, client):
    assert "Se i din indbakke" in Page(ask(client)).text
    address = link(server)
    assert kept() == []
    assert "mette@example.dk får besked om" in Page(client.get(address)).text
    assert kept() == []
    assert "Fra nu af får mette@example.dk besked" in Page(client.post(address)).text
    assert kept() == [(ADDRESS, True, False, True)]


def test_nothing_is_kept_of_an_address_that_is_not_confirmed(server, client):
    ask(client)
    link(server)
    held = [str(value) for model in (Mail, Delivery) for row in model.objects.values_list() for value in row]
    assert [value for value in held if "mette" in value] == []


def test_a_scanner_that_opens_the_link_confirms_nothing(server, client):
    ask(client)
    address = link(server)
    for method in (client.get, client.head, client.get):
        assert method(address).status_code == 200
    assert kept() == []


def test_a_link_that_is_used_twice_says_so(server, client):
    ask(client)
    address = link(server)
    client.post(address)
    assert "var tilmeldt i forvejen" in Page(client.post(address)).text
    assert len(kept()) == 1


@pytest.mark.parametrize("code", ["", "x", "WyJhQGIuZGsiLFsibW92ZXMiXV0:1abc:def"])
def test_a_link_of_somebody_elses_making_confirms_nothing(server, client, code):
    answer = client.post(f"/besked/bekraeft/?kode={code}")
    assert (answer.status_code, kept()) == (410, [])
    assert "Linket gælder ikke længere" in answer.content.decode()


def test_a_link_confirms_for_three_days(server, client, monkeypatch):
    ask(client)
    address = link(server)
    import time

    later = time.time() + 3 * 24 * 3600 + 5
    monkeypatch.setattr("time.time", lambda: later)
    assert client.post(address).status_code == 410
    assert kept() == []


def test_the_page_says_the_same_whether_the_address_is_known(server, client):
    Subscription.objects.create(address=ADDRESS, moves=True)
    assert Page(ask(client)).text == Page(ask(client, "ny@example.dk")).text


def test_a_known_address_is_told_so_by_mail_and_can_choose_anew(server, client):
    Subscription.objects.create(address=ADDRESS, moves=True)
    ask(client, ADDRESS, "papers")
    address = link(server)
    assert "Adressen får allerede mails." in kit.text_of(server.received[-1])
    client.post(address)
    assert kept() == [(ADDRESS, False, True, False)]


@pytest.mark.parametrize(
    "address", ["a@b.dk\nBcc: c@d.dk", "a@b.dk\r\n", "a b@c.dk", "a@b.dk, c@d.dk", "@", "x" * 300 + "@b.dk"]
)
def test_an_address_that_is_none_is_refused_with_a_sentence(server, client, address):
    answer = ask(client, address)
    if address.strip() == "a@b.dk":  # what a form adds at its end
        assert Delivery.objects.get().recipient == "a@b.dk"
        return
    assert not Mail.objects.exists()
    assert "field-error" in answer.content.decode()


def test_at_least_one_kind_of_news_is_chosen(server, client):
    answer = client.post("/besked/", {"address": ADDRESS})
    assert "Vælg mindst én type besked." in answer.content.decode()


# Bounds


def test_ten_thousand_subscriptions_from_one_network_are_five_an_hour(server, client):
    answers = [ask(client, f"m{number}@example.dk").status_code for number in range(8)]
    assert answers == [200] * 5 + [429] * 3
    assert Mail.objects.count() == 5
    with clock.frozen(NOW + dt.timedelta(hours=1, seconds=1)):
        assert ask(client).status_code == 200


def test_one_address_gets_three_links_a_day_however_many_networks_ask(server, client):
    for number in range(5):
        assert client.post(
            "/besked/", {"address": ADDRESS, "news": "moves"}, REMOTE_ADDR=f"203.0.113.{number}"
        ).status_code == 200  # fmt: skip
    assert Delivery.objects.count() == 3


def test_all_networks_together_are_bounded(server, client):
    insert_many = [
        Mail(kind="confirmation", origin=f"{number}", created_at=NOW, due_at=NOW, begun_at=NOW)
        for number in range(subscriptions.IN_ALL)
    ]
    Mail.objects.bulk_create(insert_many)
    assert ask(client).status_code == 429


# Stopping


@pytest.fixture
def stop(server) -> str:
    return f"/besked/stop/?noegle={Subscription.objects.create(address=ADDRESS, moves=True).key}"


def test_one_click_of_a_mail_program_stops_and_deletes(stop):
    mail_program = Client(enforce_csrf_checks=True)
    answer = mail_program.post(stop, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, kept()) == (200, [])


def test_opening_the_link_stops_nothing_and_the_button_does(stop, client):
    assert "Stop mails" in Page(client.get(stop)).text
    assert len(kept()) == 1
    assert "Portalen har ikke længere din adresse." in Page(client.post(stop)).text
    assert kept() == []
    assert "Linket hører ikke til en tilmelding." in Page(client.get(stop)).text


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_a_link_that_stops_nobody_says_so(server, client, key):
    assert "Linket hører ikke til en tilmelding." in Page(client.post(f"/besked/stop/?noegle={key}")).text


# A member's account


def test_a_member_ticks_the_news_on_the_account(server):
    user = make_user("karen", email="karen@example.dk")
    client = client_of(user)
    assert "karen@example.dk" in Page(client.get("/konto/")).text
    client.post("/konto/mail/", {"news": ["moves", "andet"]})
    assert list(Subscription.objects.values_list("user", "address", "moves", "letter")) == [(user.pk, "", True, False)]
    client.post("/konto/mail/", {})
    assert not Subscription.objects.exists()


def test_an_account_that_is_deleted_takes_its_subscription(server):
    user = make_user("karen", email="karen@example.dk")
    Subscription.objects.create(user=user, moves=True)
    user.delete()
    assert not Subscription.objects.exists()


def test_members_only_lets_a_link_of_a_mail_be_opened_without_signing_in(server, settings, client, stop):
    settings.MEMBERS_ONLY = True
    assert client.get("/besked/").status_code == 302
    assert client.get(stop).status_code == 200
    assert client.get("/besked/bekraeft/?kode=x").status_code == 410


# Invitations and passwords


def test_an_invitation_is_mailed(server):
    staff = client_of(make_superuser())
    staff.post("/admin/auth/user/add/", {"username": "karen", "email": "karen@example.dk"})
    address = link(server)
    assert server.recipients == [["karen@example.dk"]]
    assert "Velkommen" in Client().get(address, follow=True).content.decode()


def test_a_forgotten_password_is_answered_the_same_for_everybody(server, client):
    make_user("karen", email="karen@example.dk")
    known = client.post("/konto/glemt/", {"address": "Karen@example.dk"})
    assert Page(known).text == Page(client.post("/konto/glemt/", {"address": "ukendt@example.dk"})).text
    address = link(server)
    assert [mail["To"] for mail in server.received] == ["karen@example.dk"]
    assert "Velkommen" in Client().get(address, follow=True).content.decode()


def test_asking_for_unknown_accounts_is_counted_as_for_known_ones(server, client):
    answers = [client.post("/konto/glemt/", {"address": f"u{n}@example.dk"}).status_code for n in range(6)]
    assert answers == [200] * 5 + [429]


# Without a mail server


@pytest.mark.parametrize("path", ["/besked/", "/besked/bekraeft/?kode=x", "/konto/glemt/"])
def test_without_a_mail_server_none_of_it_is_there(db, client, path):
    assert client.get(path).status_code == 404


def test_without_a_mail_server_no_page_speaks_of_it(db, client):
    make_plan()
    assert "/besked/" not in client.get("/moeder/").content.decode()
    assert "/konto/glemt/" not in client.get("/konto/log-ind/").content.decode()
    assert "/konto/mail/" not in client_of(make_user()).get("/konto/").content.decode()


def test_with_one_the_plan_leads_to_the_form(server, client):
    make_plan()
    assert ("Få besked på mail", "/besked/") in Page(client.get("/moeder/")).links


# Where an address never leaves by


def test_no_address_leaves_by_a_public_page_the_feed_the_search_or_the_export(server, content, client, tmp_path):
    from portal.transfer.transfer import export_content
    from portal.views.public import public_pages

    Subscription.objects.create(address="hemmelig@example.dk", moves=True)
    make_user("karen", email="karen@hemmelig.dk")
    other = ("/nyt/", "/nyt/atom.xml", "/soeg/?q=hemmelig", "/moeder/kalender.ics", "/sitemap.xml", "/besked/")
    pages = [*(page.address for page in public_pages()), *other, "/offline/sider.json", "/offline/ord.json"]
    assert [page for page in pages if b"hemmelig@" in (held := client.get(page).content) or b"@hemmelig" in held] == []
    export_content(tmp_path / "ud", False)
    exported = [file.read_text() for file in (tmp_path / "ud").rglob("*") if file.is_file()]
    assert [text for text in exported if "hemmelig@" in text or "@hemmelig" in text] == []
