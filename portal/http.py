"""The request as the views meet it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """An `HttpRequest` with the `htmx` attribute that `HtmxMiddleware` adds."""

    htmx: HtmxDetails


LONGEST_NUMBER = 18
"""Digits that every database takes for a key."""


def number(text: str) -> int | None:
    """The number that an address or a form names; None where it is none, and where no key can be so long."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None
