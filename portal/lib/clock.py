"""The portal's clock: the one place that asks what time it is in Copenhagen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_frozen: ContextVar[dt.datetime | None] = ContextVar("frozen", default=None)


def now() -> dt.datetime:
    """The present moment, aware, in Danish time."""
    return timezone.localtime(_frozen.get() or timezone.now())


def today() -> dt.date:
    """Today's date in Denmark."""
    return now().date()


def local_now_naive() -> dt.datetime:
    """Return the present moment in Danish time as a naive datetime, as the sessions of meetings are."""
    return now().replace(tzinfo=None)


@contextmanager
def frozen(moment: dt.datetime) -> Iterator[None]:
    """Let the portal believe that it is `moment` (Danish wall-clock time when naive) inside the block."""
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
