"""Headers that Django has no setting for, out and in."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PERMISSIONS = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
"""What no page of the portal may ask the reader's device for."""


class HeadersMiddleware:
    """Turns off the device's features and keeps other sites from embedding what the portal answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.permissions = ", ".join(f"{name}=()" for name in PERMISSIONS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.permissions)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def client_address(request: HttpRequest) -> str:
    """The address that the request came from: the one that the nearest proxy saw, where a proxy is trusted."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.TRUST_PROXY else ""
    return (forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))[:45]
