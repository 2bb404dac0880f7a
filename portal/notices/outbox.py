"""The outbox: mails are written in the transaction of what they tell, wait until they are due, and go to each recipient
once.

A mail to everybody waits, so that what is undone or mended meanwhile makes one mail or none. When it is due it is given
its recipients, one delivery each, and no longer changes; `portal.notices.sending` sends the deliveries.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from portal.models import Delivery, Mail, Subscription

WAIT = dt.timedelta(minutes=10)
"""How long a mail about a change waits for what is undone or mended."""
PERSONAL_KEPT = dt.timedelta(days=1)
"""How long it is remembered that a mail went to one person, without its text: for the bounds on how many."""
FAILED_KEPT = dt.timedelta(days=30)
"""How long an address that could not be sent to is kept, for the secretariat to try again."""
KEPT = dt.timedelta(days=180)
"""How long the desk lists what has gone to everybody."""


def put(
    kind: str,
    key: str,
    subject: str,
    text: str,
    now: dt.datetime,
    *,
    due_at: dt.datetime,
    calendar: str = "",
    before: Any = None,
) -> Mail:
    """Write the mail about a subject, over the one that waits; call in the transaction of the change."""
    mail = Mail.objects.waiting(key) or Mail(kind=kind, key=key, created_at=now)
    mail.kind, mail.subject, mail.text, mail.calendar, mail.before = kind, subject, text, calendar, before
    mail.due_at = due_at
    mail.save()
    return mail


def put_personal(
    kind: str, recipient: str, subject: str, text: str, now: dt.datetime, *, key: str = "", origin: str = ""
) -> Mail:
    """Write a mail to one person, to be sent at once. `key` and `origin` are digests to count by."""
    with transaction.atomic():
        mail = Mail(kind=kind, key=key, subject=subject, text=text, origin=origin)
        mail.created_at = mail.due_at = mail.begun_at = now
        mail.save()
        Delivery.objects.create(mail=mail, recipient=recipient, next_at=now)
    return mail


def count_asking(kind: str, origin: str, now: dt.datetime) -> None:
    """Write that a network has asked for a mail that is not sent, so that it is counted as one that is."""
    Mail(kind=kind, origin=origin, created_at=now, due_at=now, begun_at=now).save()


def begin_due(now: dt.datetime) -> None:
    """Give every mail that is due its recipients."""
    for key in list(Mail.objects.due(now).values_list("pk", flat=True)):
        with transaction.atomic():
            if mail := Mail.objects.due(now).select_for_update().filter(pk=key).first():
                begin(mail, now)


def begin(mail: Mail, now: dt.datetime) -> None:
    """Give the mail its recipients, one delivery to each address; the mail is locked."""
    recipients = {
        subscription.recipient: subscription for subscription in reversed(Subscription.objects.wanting(mail.kind))
    }
    mail.begun_at = now
    mail.save(update_fields=["begun_at"])
    Delivery.objects.bulk_create(
        Delivery(mail=mail, recipient=recipient, subscription=subscription, next_at=now)
        for recipient, subscription in recipients.items()
    )


def tidy(now: dt.datetime) -> None:
    """Delete what is no longer needed: addresses that were given up, and the mails that have gone."""
    Delivery.objects.filter(state=Delivery.State.FAILED, ended_at__lte=now - FAILED_KEPT).exclude(recipient="").update(
        recipient="", subscription=None
    )
    personal = Q(kind__in=[Mail.Kind.CONFIRMATION, Mail.Kind.INVITATION], created_at__lte=now - PERSONAL_KEPT)
    gone = Mail.objects.filter(begun_at__isnull=False).filter(personal | Q(created_at__lte=now - KEPT))
    unfinished = Delivery.objects.filter(state__in=[Delivery.State.WAITING, Delivery.State.SENDING])
    gone.exclude(deliveries__in=unfinished).delete()


def retry(mail: Mail, now: dt.datetime) -> int:
    """Try again what could not be sent and still has its address; return how many."""
    return (
        mail.deliveries.filter(state=Delivery.State.FAILED)
        .exclude(recipient="")
        .update(state=Delivery.State.WAITING, tries=0, next_at=now, ended_at=None, problem="")
    )


def recipients(kind: str) -> int:
    """Return how many would get a mail of the kind now."""
    return len({subscription.recipient for subscription in Subscription.objects.wanting(kind)})


def absolute(path: str) -> str:
    """The path as a whole address, for a mail."""
    return f"{settings.SITE_URL}{path}"
