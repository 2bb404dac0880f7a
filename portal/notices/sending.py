"""Sending what the outbox holds, by SMTP: each delivery is claimed in a transaction, given to the mail server, and
marked sent after its answer.

What is claimed by a process that dies is tried again when the claim has run out, under the same Message-ID. SMTP has no
way to ask whether a mail has been taken: where the server has said yes and the process dies before that is written, it
gets the same mail twice (RFC 5321 § 4.5.3.2.6 says so of every client).
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import smtplib
import socket
import ssl
from email.mime.text import MIMEText
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string

from portal.models import Delivery, Mail
from portal.notices import outbox, subscriptions

BACKEND = "django.core.mail.backends.smtp.EmailBackend"
CLAIM = dt.timedelta(minutes=5)
"""How long a sender may take for one mail before it counts as dead; each answer of the server is waited for
EMAIL_TIMEOUT at the most."""
WAITS = (dt.timedelta(minutes=5), dt.timedelta(hours=1))
"""Between the first try and the second, and between that and the last."""
BATCH = 100
"""Deliveries that one round sends at the most; the next round goes on."""

_log = logging.getLogger("portal.mail")


def send_due(now: dt.datetime) -> int:
    """Send what is due; return how many mails the server has taken. A server that fails is left alone until the next
    round, and nothing is lost."""
    outbox.begin_due(now)
    outbox.tidy(now)
    if not Delivery.objects.due(now).exists():
        return 0
    connection = get_connection(BACKEND)
    sent = 0
    try:
        connection.open()
        for _ in range(BATCH):
            delivery = claim(now)
            if delivery is None:
                break
            sent += _send(connection, delivery, now)
    except (OSError, smtplib.SMTPException) as error:  # the server, not a mail
        _postpone_all(now, error)
    finally:
        _close(connection)
    return sent


def claim(now: dt.datetime) -> Delivery | None:
    """Take the next delivery that is due, so that no other process takes it; None where nothing is."""
    with transaction.atomic():
        found = Delivery.objects.due(now).select_for_update(skip_locked=_can_skip()).first()
        if found is None:
            return None
        found.state, found.next_at = Delivery.State.SENDING, now + CLAIM
        found.tries += 1
        found.save(update_fields=["state", "next_at", "tries"])
    return Delivery.objects.select_related("mail", "subscription__user").get(pk=found.pk)


def _can_skip() -> bool:
    return transaction.get_connection().features.has_select_for_update_skip_locked


def _send(connection: Any, delivery: Delivery, now: dt.datetime) -> int:
    try:
        connection.send_messages([message(delivery)])
    except (OSError, smtplib.SMTPException, ValueError) as error:
        _failed(delivery, now, error)
        _close(connection)
        connection.open()
        return 0
    _sent(delivery, now)
    return 1


def _sent(delivery: Delivery, now: dt.datetime) -> None:
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.SENT, recipient="", subscription=None, ended_at=now, problem=""
        )
        if delivery.mail.is_personal:
            Mail.objects.filter(pk=delivery.mail_id).update(text="")


def _failed(delivery: Delivery, now: dt.datetime, error: Exception) -> None:
    """Write why; try again later, unless the server has said no for good, or has been asked three times."""
    is_over = delivery.tries > len(WAITS) or _is_final(error)
    changes: dict[str, Any] = {"problem": reason(error, delivery.recipient), "tries": delivery.tries}
    if is_over:
        changes |= {"state": Delivery.State.FAILED, "ended_at": now}
    else:
        changes |= {"state": Delivery.State.WAITING, "next_at": now + WAITS[delivery.tries - 1]}
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(**changes)
        if is_over and delivery.mail.is_personal:
            Mail.objects.filter(pk=delivery.mail_id).update(text="")
    _log.warning("a mail could not be sent: %s", changes["problem"])


def _postpone_all(now: dt.datetime, error: Exception) -> None:
    """The server cannot be talked to: that is one try for everything that is due."""
    text = reason(error)
    _log.warning("the mail server does not answer: %s", text)
    due = Delivery.objects.due(now).filter(state=Delivery.State.WAITING)
    over = due.filter(tries__gte=len(WAITS))
    for delivery in over.select_related("mail"):
        delivery.tries += 1
        _failed(delivery, now, error)
    for tries, wait in enumerate(WAITS):
        due.filter(tries=tries).update(tries=F("tries") + 1, next_at=now + wait, problem=text)


def _is_final(error: Exception) -> bool:
    """True where the server has refused the mail for good (RFC 5321 § 4.2.1: 5yz)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, ValueError) or (
        isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500
    )


def reason(error: Exception, recipient: str = "") -> str:
    """Why, as the desk shows it: what the server said, without anybody's address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, told = next(iter(error.recipients.values()))
        text = f"Mailserveren afviste modtageren ({code} {_decoded(told)})."
    elif isinstance(error, smtplib.SMTPAuthenticationError):
        text = f"Mailserveren afviste brugernavn eller kodeord ({error.smtp_code})."
    elif isinstance(error, smtplib.SMTPResponseException):
        text = f"Mailserveren afviste mailen ({error.smtp_code} {_decoded(error.smtp_error)})."
    elif isinstance(error, TimeoutError) or "timed out" in str(error):
        text = "Mailserveren svarede ikke i tide."
    elif isinstance(error, ConnectionRefusedError):
        text = "Mailserveren tog ikke imod forbindelsen."
    elif isinstance(error, smtplib.SMTPServerDisconnected):
        text = "Mailserveren afbrød forbindelsen."
    elif isinstance(error, socket.gaierror):
        text = "Mailserverens navn blev ikke fundet."
    elif isinstance(error, ssl.SSLCertVerificationError):
        text = "Mailserverens certifikat kunne ikke godkendes."
    else:
        text = f"Forbindelsen til mailserveren blev ikke til noget ({error})."
    return re.sub(r"[^\s<>()]+@[^\s<>()]+", "…", text.replace(recipient or "\0", "…"))[:300]


def _decoded(told: bytes | str) -> str:
    return told.decode("utf-8", "replace") if isinstance(told, bytes) else told


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        connection.connection = None


def message(delivery: Delivery) -> EmailMultiAlternatives:
    """The mail as one recipient gets it: text, the same as HTML, and the calendar file."""
    mail, text = delivery.mail, delivery.mail.text
    site = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {
        "Message-ID": f"<{delivery.pk}@{site}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: no answer from a holiday
    }
    if delivery.subscription:
        stop = subscriptions.stop_address(delivery.subscription)
        text = f"{text}\n\nDu får mailen, fordi du har bedt om besked om udvalgets møder.\nStop mailene: {stop}"
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}  # RFC 8058
    result = EmailMultiAlternatives(mail.subject, text, to=[delivery.recipient], headers=headers)
    result.attach_alternative(
        render_to_string("mail/mail.html", {"subject": mail.subject, "lines": lines(text)}), "text/html"
    )
    if mail.calendar:
        part = MIMEText(mail.calendar.replace("\n", "\r\n"), "calendar", "utf-8")
        part.set_param("method", "PUBLISH")
        part.add_header("Content-Disposition", "attachment", filename="moede.ics")
        result.attach(part)
    return result


def lines(text: str) -> list[list[tuple[str, str]]]:
    """The text as paragraphs of lines, each the words before an address of the portal's own and that address."""
    own = re.compile(rf"^(.*?)({re.escape(settings.SITE_URL)}/\S*)$")
    return [
        [match.groups() if (match := own.match(line)) else (line, "") for line in paragraph.split("\n")]  # type: ignore[misc]  # two groups
        for paragraph in text.split("\n\n")
    ]
