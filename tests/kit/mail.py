"""A mail server for the tests, and what has arrived there."""

from __future__ import annotations

import asyncio
import email
import email.policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from django.conf import settings as django_settings
from icalendar import Calendar

from tests.kit.server import free_port

SITE = "https://portal.example.dk"
SENDER = "Socialudvalget <portal@example.dk>"


class MailServer:
    """Takes mail on a port of this machine, and can be told to refuse, to be slow and to hang up."""

    def __init__(self, **options: Any) -> None:
        self.port = free_port()
        self.received: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.refused: dict[str, str] = {}
        """What it says to a recipient that it does not take."""
        self.drops = 0
        """How many mails it hangs up on, before it has taken them."""
        self.seconds = 0.0
        """How long it thinks before it takes a mail."""
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, **options)

    def __enter__(self) -> MailServer:
        self.controller.start()
        return self

    def __exit__(self, *error: Any) -> None:
        self.controller.stop(no_assert=True)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        if self.drops:
            self.drops -= 1
            server.transport.abort()
            return "421 hung up"
        await asyncio.sleep(self.seconds)
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self.received.append(parsed)
        self.recipients.append(envelope.rcpt_tos)
        return "250 OK"


def use(settings: Any, server: MailServer | None = None, **more: Any) -> None:
    """Let the portal send its mail to the server; without one, to a port where nobody listens."""
    told = {
        "SENDS_MAIL": True,
        "SITE_URL": SITE,
        "DEFAULT_FROM_EMAIL": SENDER,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": server.port if server else free_port(),
        "EMAIL_TIMEOUT": 2,
    }
    for name, value in (told | more).items():
        setattr(settings or django_settings, name, value)


def subject_of(mail: EmailMessage) -> str:
    """The subject, whose line may be folded before its first word (RFC 5322 § 2.2.3)."""
    return str(mail["Subject"]).strip()


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def event_of(mail: EmailMessage) -> Any:
    """The meeting in the calendar file that is attached, and the file's method."""
    [part] = [part for part in mail.iter_attachments() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == calendar["METHOD"] == "PUBLISH"
    return calendar.walk("VEVENT")[0]
