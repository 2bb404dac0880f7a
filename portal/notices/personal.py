"""Mails to one person about an account: an invitation, and a new password. The caller makes the link."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings

from portal.models import Mail
from portal.notices import outbox, subscriptions


def send_invitation(user: Any, path: str, now: dt.datetime) -> None:
    """Mail the link by which an invited person chooses a password."""
    text = (
        f"Du er inviteret til portalen som {user.get_username()}. Åbn linket, og vælg en adgangskode:\n\n"
        f"Vælg adgangskode: {outbox.absolute(path)}\n\n"
        f"{_how_long()}"
    )
    outbox.put_personal(Mail.Kind.INVITATION, user.email, "Din invitation til portalen", text, now)


def send_new_password(user: Any, path: str, network: str, now: dt.datetime) -> None:
    """Mail the link to somebody who has forgotten the password; nothing more than some times a day."""
    if subscriptions.is_flooded(user.email.lower(), now):
        outbox.count_asking(Mail.Kind.INVITATION, subscriptions.digest(network), now)
        return
    text = (
        f"Nogen har bedt om en ny adgangskode til {user.get_username()}. Er det dig, så åbn linket:\n\n"
        f"Vælg adgangskode: {outbox.absolute(path)}\n\n"
        f"{_how_long()} Er det ikke dig, skal du ikke gøre noget. Din adgangskode er den samme."
    )
    outbox.put_personal(
        Mail.Kind.INVITATION,
        user.email,
        "Ny adgangskode til portalen",
        text,
        now,
        key=subscriptions.digest(user.email.lower()),
        origin=subscriptions.digest(network),
    )


def _how_long() -> str:
    days = settings.PASSWORD_RESET_TIMEOUT // 86400
    return f"Linket gælder i {days} {'dag' if days == 1 else 'dage'} og kan bruges én gang. Send det ikke videre."
