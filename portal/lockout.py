"""Who is shut out from signing in: an account from the address that guesses at it, and who guesses at many accounts."""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessFailureLog
from django.conf import settings
from django.http import HttpRequest

from portal import clock
from portal.headers import client_address

MOST_FROM_AN_ADDRESS = 50
"""Wrong tries from one address, whatever the accounts. A town hall has one address, and not that many slips."""


class LockoutHandler(AxesDatabaseHandler):
    """Axes counts by account and address, this by address too: nobody tries one password on everybody."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return bool(super().is_locked(request, credentials)) or _has_guessed_widely(client_address(request))


def _has_guessed_widely(address: str) -> bool:
    """True where so many tries from the address were wrong lately. Those that were refused unread do not count: the
    while has an end, however long somebody goes on."""
    lately = clock.now() - settings.AXES_COOLOFF_TIME
    wrong = AccessFailureLog.objects.filter(ip_address=address, attempt_time__gte=lately)
    return wrong.count() >= MOST_FROM_AN_ADDRESS
