"""Sending: every mail arrives once, whatever the mail server does, and nobody sees another's address."""

from __future__ import annotations

import datetime as dt
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal.models import Delivery, Mail, Subscription
from portal.notices import outbox, sending
from tests.kit import mail as kit
from tests.kit.mail import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOW = dt.datetime(2026, 8, 3, 7, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as found:
        kit.use(settings, found)
        yield found


def subscribe(*addresses: str) -> None:
    for address in addresses:
        Subscription.objects.create(address=address, moves=True)


def put(subject: str = "FLYTTET: Ordinært møde", **fields: Any) -> Mail:
    return outbox.put("moves", "møde 1", subject, "Mødet er flyttet.", NOW, **{"due_at": NOW} | fields)


def arrived(server: MailServer) -> list[str]:
    return sorted(address for [address] in server.recipients)


def states() -> dict[str, int]:
    return {state: count for state in Delivery.State.values if (count := Delivery.objects.filter(state=state).count())}


def test_each_recipient_gets_a_mail_of_her_own_and_sees_no_other(server):
    subscribe("anna@example.dk", "bo@example.dk")
    put()
    assert sending.send_due(NOW) == 2
    assert arrived(server) == ["anna@example.dk", "bo@example.dk"]
    assert sorted(mail["To"] for mail in server.received) == ["anna@example.dk", "bo@example.dk"]
    for mail, [recipient] in zip(server.received, server.recipients, strict=True):
        other = {"anna@example.dk": "bo@example.dk", "bo@example.dk": "anna@example.dk"}[recipient]
        assert other not in mail.as_string()
        assert mail["Cc"] is mail["Bcc"] is None


def test_two_hundred_recipients_get_one_mail_each(server):
    subscribe(*(f"m{number}@example.dk" for number in range(200)))
    put()
    assert [sending.send_due(NOW), sending.send_due(NOW), sending.send_due(NOW)] == [100, 100, 0]
    assert arrived(server) == sorted(f"m{number}@example.dk" for number in range(200))


def test_an_address_that_is_subscribed_twice_gets_one_mail(server, django_user_model):
    subscribe("mette@example.dk")
    user = django_user_model.objects.create_user("mette", "Mette@example.dk")
    Subscription.objects.create(user=user, moves=True)
    put()
    assert sending.send_due(NOW) == 1


def test_a_closed_account_gets_none(server, django_user_model):
    user = django_user_model.objects.create_user("mette", "mette@example.dk", is_active=False)
    Subscription.objects.create(user=user, moves=True)
    put()
    assert sending.send_due(NOW) == 0


def test_a_mail_waits_until_it_is_due(server):
    subscribe("anna@example.dk")
    put(due_at=NOW + 10 * MINUTE)
    assert [sending.send_due(NOW + 9 * MINUTE), sending.send_due(NOW + 10 * MINUTE)] == [0, 1]


def test_the_address_is_erased_when_the_mail_is_sent(server):
    subscribe("anna@example.dk")
    put()
    sending.send_due(NOW)
    delivery = Delivery.objects.get()
    assert (delivery.recipient, delivery.subscription, delivery.state) == ("", None, "sent")


def test_text_and_html_say_the_same(server):
    subscribe("anna@example.dk")
    text = f"Mødet er <flyttet> & mere.\n\nFør:\nonsdag\n\nMødets side: {kit.SITE}/moeder/x/"
    outbox.put("moves", "møde 1", "Emne", text, NOW, due_at=NOW)
    sending.send_due(NOW)
    [mail] = server.received
    from lxml import html

    tree = html.document_fromstring(kit.html_of(mail))
    assert " ".join(tree.body.text_content().split()) == " ".join(kit.text_of(mail).split())
    stop = f"{kit.SITE}/besked/stop/?noegle={Subscription.objects.get().key}"
    assert [link.get("href") for link in tree.iter("a")] == [f"{kit.SITE}/moeder/x/", stop]


def test_a_mail_is_stopped_by_one_click(server):
    subscribe("anna@example.dk")
    put()
    sending.send_due(NOW)
    [mail] = server.received
    stop = f"{kit.SITE}/besked/stop/?noegle={Subscription.objects.get().key}"
    assert (mail["List-Unsubscribe"].strip(), mail["List-Unsubscribe-Post"]) == (
        f"<{stop}>",
        "List-Unsubscribe=One-Click",
    )


def test_whoever_has_stopped_gets_nothing_that_waits(server):
    subscribe("anna@example.dk")
    put()
    outbox.begin_due(NOW)
    Subscription.objects.get().delete()
    assert sending.send_due(NOW) == 0
    assert not Delivery.objects.exists()


# What a mail server does


def test_a_refused_recipient_is_given_up_and_the_others_get_theirs(server):
    subscribe("anna@example.dk", "findes-ikke@example.dk", "bo@example.dk")
    server.refused["findes-ikke@example.dk"] = "550 findes-ikke@example.dk is unknown"
    put()
    assert sending.send_due(NOW) == 2
    assert arrived(server) == ["anna@example.dk", "bo@example.dk"]
    failed = Delivery.objects.get(state="failed")
    assert (failed.problem, failed.tries) == ("Mailserveren afviste modtageren (550 … is unknown).", 1)


def test_a_recipient_that_is_refused_for_now_is_tried_three_times_with_growing_waits(server):
    subscribe("anna@example.dk")
    server.refused["anna@example.dk"] = "451 try later"
    put()
    moments = [NOW, NOW + 4 * MINUTE, NOW + 5 * MINUTE, NOW + 64 * MINUTE, NOW + 65 * MINUTE, NOW + 1000 * MINUTE]
    tries = []
    for moment in moments:
        sending.send_due(moment)
        tries.append((Delivery.objects.get().tries, Delivery.objects.get().state))
    assert tries == [
        *[(1, "waiting")] * 2,
        *[(2, "waiting")] * 2,
        *[(3, "failed")] * 2,
    ]


def test_a_server_that_hangs_up_is_asked_again_and_each_mail_arrives_once(server):
    subscribe("anna@example.dk", "bo@example.dk", "c@example.dk")
    server.drops = 2
    put()
    assert sending.send_due(NOW) == 1
    assert sending.send_due(NOW + 5 * MINUTE) == 2
    assert arrived(server) == ["anna@example.dk", "bo@example.dk", "c@example.dk"]


def test_a_server_that_is_slow_costs_no_other_mail(server, settings):
    settings.EMAIL_TIMEOUT = 0.3
    subscribe("anna@example.dk")
    server.seconds = 1.5
    put()
    assert sending.send_due(NOW) == 0
    assert Delivery.objects.get().problem == "Mailserveren svarede ikke i tide."


def test_a_server_that_does_not_answer_leaves_every_mail_for_later(settings):
    kit.use(settings)
    subscribe("anna@example.dk", "bo@example.dk")
    put()
    assert sending.send_due(NOW) == 0
    assert set(Delivery.objects.values_list("state", "tries", "next_at")) == {("waiting", 1, NOW + 5 * MINUTE)}
    assert {delivery.problem for delivery in Delivery.objects.all()} == {"Mailserveren tog ikke imod forbindelsen."}
    with MailServer() as server:
        kit.use(settings, server)
        assert sending.send_due(NOW + 5 * MINUTE) == 2
        assert arrived(server) == ["anna@example.dk", "bo@example.dk"]


def test_a_server_that_never_answers_is_given_up_after_three_tries(settings):
    kit.use(settings)
    subscribe("anna@example.dk")
    put()
    for moment in (NOW, NOW + 5 * MINUTE, NOW + 65 * MINUTE):
        sending.send_due(moment)
    assert list(Delivery.objects.values_list("state", "tries")) == [("failed", 3)]


def test_what_was_given_up_can_be_tried_again(server):
    subscribe("anna@example.dk")
    server.refused["anna@example.dk"] = "550 no"
    mail = put()
    sending.send_due(NOW)
    server.refused.clear()
    assert outbox.retry(mail, NOW + MINUTE) == 1
    assert sending.send_due(NOW + MINUTE) == 1


def test_what_a_dead_process_had_claimed_is_sent_under_the_same_message_id(server):
    subscribe("anna@example.dk")
    put()
    outbox.begin_due(NOW)
    claimed = sending.claim(NOW)
    assert sending.claim(NOW) is None
    assert sending.send_due(NOW + 4 * MINUTE) == 0
    assert sending.send_due(NOW + 5 * MINUTE) == 1
    assert [mail["Message-ID"] for mail in server.received] == [f"<{claimed.pk}@example.dk>"]


def certificate(folder: Path) -> tuple[Path, Path]:
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    return key, cert


@pytest.fixture
def tls(tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    key, cert = certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context, cert


def test_mail_goes_by_starttls_to_a_server_whose_certificate_is_known(settings, tls, monkeypatch):
    context, cert = tls
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))
    with MailServer(tls_context=context, require_starttls=True) as server:
        kit.use(settings, server, EMAIL_HOST="localhost", EMAIL_USE_TLS=True)
        subscribe("anna@example.dk")
        put()
        assert sending.send_due(NOW) == 1


def test_nothing_goes_to_a_server_whose_certificate_nobody_has_signed(settings, tls):
    context, _ = tls
    with MailServer(tls_context=context, require_starttls=True) as server:
        kit.use(settings, server, EMAIL_HOST="localhost", EMAIL_USE_TLS=True)
        subscribe("anna@example.dk")
        put()
        assert (sending.send_due(NOW), server.received) == (0, [])
    assert Delivery.objects.get().problem == "Mailserverens certifikat kunne ikke godkendes."


# What is kept


def test_addresses_and_old_mails_are_deleted_when_their_time_is_over(server):
    subscribe("anna@example.dk", "bo@example.dk")
    server.refused["bo@example.dk"] = "550 no"
    put()
    sending.send_due(NOW)
    outbox.tidy(NOW + outbox.FAILED_KEPT)
    assert set(Delivery.objects.values_list("state", "recipient")) == {("sent", ""), ("failed", "")}
    outbox.tidy(NOW + outbox.KEPT)
    assert not Mail.objects.exists()


def test_a_personal_mail_forgets_its_link_when_it_is_sent_and_itself_after_a_day(server):
    outbox.put_personal("invitation", "anna@example.dk", "Invitation", "Et link", NOW)
    assert sending.send_due(NOW) == 1
    assert list(Mail.objects.values_list("text", flat=True)) == [""]
    assert "List-Unsubscribe" not in server.received[0]
    outbox.tidy(NOW + outbox.PERSONAL_KEPT)
    assert not Mail.objects.exists()


def test_no_log_line_has_an_address(server, caplog):
    subscribe("hemmelig@example.dk")
    server.refused["hemmelig@example.dk"] = "550 hemmelig@example.dk is unknown"
    put()
    sending.send_due(NOW)
    assert [record.getMessage() for record in caplog.records] == [
        "a mail could not be sent: Mailserveren afviste modtageren (550 … is unknown)."
    ]
