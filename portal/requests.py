"""The request as the views meet it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PortalRequest(HttpRequest):
    """A request with what `HtmxMiddleware` says of it."""

    htmx: HtmxDetails
