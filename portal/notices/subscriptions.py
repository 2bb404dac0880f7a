"""Subscribing to news by mail: asked for at a page, confirmed by a link in a mail, stopped by a link in every mail.

Nothing is kept of an address that nobody has confirmed: what was asked for stands, signed, in the link.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from portal.models import Mail, Subscription
from portal.notices import outbox

SALT = "portal.subscription"
DAYS = 3
"""How long a link confirms."""
HOUR = dt.timedelta(hours=1)
FROM_A_NETWORK, TO_AN_ADDRESS, IN_ALL = 5, 3, 200
"""Mails that may be asked for without signing in: from one network in an hour, to one address in a day, by everybody in
an hour."""
SENDABLE = [Mail.Kind.CONFIRMATION, Mail.Kind.INVITATION]


class TooManyError(Exception):
    """So many mails have been asked for that no more is sent for an hour."""


class Asked(NamedTuple):
    """What a link confirms."""

    address: str
    news: tuple[str, ...]


def ask(address: str, news: Iterable[str], network: str, now: dt.datetime) -> None:
    """Send the address a link that confirms; raise TooManyError where the network, or everybody, has asked for many.

    What the caller sees does not depend on whether the address is known: who subscribes already is told so by mail.
    """
    address = address.lower()
    check_origin(network, now)
    if is_flooded(address, now):
        outbox.count_asking(Mail.Kind.CONFIRMATION, digest(network), now)
        return
    chosen = [value for value in Subscription.News.values if value in set(news)]
    token = signing.dumps([address, chosen], salt=SALT, compress=True)
    link = outbox.absolute(f"{reverse('portal:confirm_subscription')}?kode={token}")
    known = "Adressen får allerede mails. Bekræfter du, får den fremover det, du har valgt nu.\n\n"
    text = (
        "Nogen har bedt om, at denne adresse får besked om udvalgets møder. "
        "Er det dig, så åbn siden herunder, og tryk på knappen:\n\n"
        f"Bekræft: {link}\n\n"
        f"Du har valgt: {', '.join(Subscription.News(value).label for value in chosen)}.\n\n"
        f"{known if Subscription.objects.filter(address=address).exists() else ''}"
        f"Linket gælder i {DAYS} dage. Er det ikke dig, skal du ikke gøre noget. Så er adressen ikke tilmeldt, "
        "og portalen gemmer den ikke."
    )
    outbox.put_personal(
        Mail.Kind.CONFIRMATION,
        address,
        "Bekræft, at du vil have besked om møderne",
        text,
        now,
        key=digest(address),
        origin=digest(network),
    )


def check_origin(network: str, now: dt.datetime) -> None:
    """Raise TooManyError where the network, or everybody, has asked for as many mails as are sent in an hour."""
    lately = Mail.objects.filter(kind__in=SENDABLE, created_at__gt=now - HOUR).exclude(origin="")
    if lately.filter(origin=digest(network)).count() >= FROM_A_NETWORK or lately.count() >= IN_ALL:
        raise TooManyError


def is_flooded(address: str, now: dt.datetime) -> bool:
    """True where the address has been sent as many links as it gets in a day."""
    today = Mail.objects.filter(kind__in=SENDABLE, created_at__gt=now - outbox.PERSONAL_KEPT, key=digest(address))
    return today.count() >= TO_AN_ADDRESS


def digest(text: str) -> str:
    """What an address or a network is counted by: it cannot be read back without the portal's secret key."""
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()[:32]


def asked(token: str) -> Asked | None:
    """What the link confirms; None where it is not ours, or too old."""
    try:
        address, news = signing.loads(token[:1000], salt=SALT, max_age=DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    return Asked(address, tuple(news))


def confirm(found: Asked) -> bool:
    """Subscribe the address to what was asked for; return False where it has just that already."""
    wanted = {value: value in found.news for value in Subscription.News.values}
    try:
        with transaction.atomic():
            Subscription.objects.create(address=found.address, **wanted)
    except IntegrityError:
        changed = Subscription.objects.filter(address=found.address).exclude(**wanted).update(**wanted)
        return bool(changed)
    return True


def of_key(text: str) -> Subscription | None:
    """The subscription of the key in a link."""
    try:
        key = uuid.UUID(text)
    except ValueError:
        return None
    return Subscription.objects.filter(key=key).first()


def choose(user: Any, news: Iterable[str]) -> None:
    """Let an account have just these kinds of news; none deletes its subscription."""
    wanted = {value: value in set(news) for value in Subscription.News.values}
    if any(wanted.values()):
        Subscription.objects.update_or_create(user=user, defaults=wanted)
    else:
        Subscription.objects.filter(user=user).delete()


def stop_address(subscription: Subscription) -> str:
    """Where whoever has the link stops the mails."""
    return outbox.absolute(f"{reverse('portal:stop_subscription')}?noegle={subscription.key}")
