"""The sender of mail is killed again and again: no mail is lost, and none goes twice.

Between a claim and the sending nothing is lost and nothing doubled. In the moment between the mail server's yes and the
commit of that, SMTP has no way to ask (RFC 5321 § 4.5.3.2.6): such a mail goes again, under the same Message-ID, by
which mail servers and programs know it.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter

from tests.kit.mail import SENDER, SITE, MailServer
from tests.kit.server import ROOT
from tests.prove.service import Service, scaled

TIMES = scaled(50)
SUBSCRIBERS, MAILS = 40, 5
EVERYBODY = {(f"m{n}@example.dk", f"Mail {number}") for n in range(SUBSCRIBERS) for number in range(MAILS)}


def start(service: Service, mode: str, hours: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.prove.mail_sender", mode, str(hours)],
        cwd=ROOT,
        env=service.environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def let_send(service: Service, server: MailServer) -> None:
    service.environment |= {
        "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        "EMAIL_FROM": SENDER,
        "SITE_URL": SITE,
    }
    assert service.run("tests.prove.mail_sender", "fill", str(SUBSCRIBERS)) == len(EVERYBODY)


def arrived(server: MailServer) -> Counter[tuple[str, str, str]]:
    return Counter(
        (recipient, mail["Subject"], mail["Message-ID"])
        for [recipient], mail in zip(server.recipients, server.received, strict=True)
    )


def test_kills_between_the_claim_and_the_sending_lose_and_double_nothing(service: Service) -> None:
    with MailServer() as server:
        let_send(service, server)
        for _ in range(TIMES):
            assert start(service, "die", 0).wait(60) == -9
        assert start(service, "send", 1).wait(300) == 0
        assert service.run("tests.prove.mail_sender", "left", "0") == {"sent": len(EVERYBODY)}
        found = arrived(server)
    assert {(recipient, subject) for recipient, subject, _ in found} == EVERYBODY
    assert found.total() == len(EVERYBODY)


def test_kills_at_any_moment_lose_nothing_and_double_nothing_under_another_message_id(service: Service) -> None:
    chance = random.Random(2026)
    with MailServer() as server:
        server.seconds = 0.02
        let_send(service, server)
        for turn in range(TIMES):
            process = start(service, "send", turn)
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.random() * 0.3)
            process.kill()
            process.wait()
        assert start(service, "send", TIMES).wait(300) == 0
        found = arrived(server)
        assert service.run("tests.prove.mail_sender", "left", "0") == {"sent": len(EVERYBODY)}
    assert Counter((recipient, subject) for recipient, subject, _ in found) == dict.fromkeys(EVERYBODY, 1)
    doubled = found.total() - len(EVERYBODY)
    print(f"{TIMES} kills, {len(EVERYBODY)} mails, {doubled} taken twice by the server under the same Message-ID")
    assert doubled <= TIMES
