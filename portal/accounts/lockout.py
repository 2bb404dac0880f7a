"""Lockout from signing in: an account from the address that guesses at it, and who guesses at many accounts."""

from __future__ import annotations

from collections import deque
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessFailureLog
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest

from portal.lib import clock
from portal.lib.headers import client_address
from portal.lib.write_lock import is_taken, without_waiting

MOST_FROM_AN_ADDRESS = 50
"""Wrong tries from one address, whatever the accounts. A town hall has one address, and not that many slips."""
MOST_WAITING = 1000


class LockoutHandler(AxesDatabaseHandler):
    """Axes counts by account and address, this by address too: nobody tries one password on everybody.

    A failed login waits for no writer: while somebody else has the database, the try waits in memory,
    where it counts all the same, and is written with the next.
    """

    def __init__(self) -> None:
        super().__init__()
        self.waiting: deque[tuple[dict[str, Any], HttpRequest]] = deque(maxlen=MOST_WAITING)

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        if super().is_locked(request, credentials) or _is_over_address_limit(client_address(request)):
            return True
        tried = [getattr(waits, "axes_ip_address", "") for _, waits in self.waiting.copy()]
        return tried.count(client_address(request)) >= settings.AXES_FAILURE_LIMIT

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        tried, self.waiting = self.waiting, deque(maxlen=MOST_WAITING)
        for given, sent in [*tried, (credentials, request)]:
            try:
                with without_waiting():
                    super().user_login_failed(sender, given, sent, **kwargs)
            except OperationalError as error:
                if sent is None or not is_taken(error):
                    raise
                self.waiting.append((given, _without_payload(sent)))


def _without_payload(request: HttpRequest) -> HttpRequest:
    """What axes knows of the request, and nothing else: no password waits in memory."""
    bare = HttpRequest()
    vars(bare).update({name: value for name, value in vars(request).items() if name.startswith("axes_")})
    return bare


def _is_over_address_limit(address: str) -> bool:
    """True where so many tries from the address were wrong lately. Those that were refused unread do not count: the
    while has an end, however long somebody goes on."""
    lately = clock.now() - settings.AXES_COOLOFF_TIME
    wrong = AccessFailureLog.objects.filter(ip_address=address, attempt_time__gte=lately)
    return wrong.count() >= MOST_FROM_AN_ADDRESS
