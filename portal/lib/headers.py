"""Headers that Django has no setting for, out and in."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from portal.lib import errors

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


METHODS = ("GET", "HEAD", "OPTIONS", "POST")


class ReadableMiddleware:
    """Refuses what cannot be read before anything has begun: a form that is too large or no form, which would make a
    500 of a 404 (Django looks for a form's token before it answers), and another alphabet than UTF-8, in which the
    address would mean something else than it says.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if status := request.headers.get(errors.BODY_REFUSED):
            return errors.refused_body(int(status))
        is_foreign = (request.encoding or "utf-8").lower() != "utf-8"
        if is_foreign:
            return errors.bad_request(request)
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS[:2])
        if request.method == "POST":
            request.POST  # noqa: B018 (read here, so that what it raises is answered by errors.bad_request)
        return self.get_response(request)


def client_address(request: HttpRequest) -> str:
    """The address that the request came from: the one that the nearest proxy saw, where a proxy is trusted. What came
    before it in the header is anybody's word."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.TRUST_PROXY else ""
    for text in (forwarded.rpartition(",")[2], request.META.get("REMOTE_ADDR", "")):
        try:
            return _place(ipaddress.ip_address(_without_port(text)))
        except ValueError:
            continue
    return "0.0.0.0"  # noqa: S104 (nobody's address, not one to listen on)


def _without_port(text: str) -> str:
    """The address alone of what some gateways write: `203.0.113.7:51234`, `[2001:db8::1]:4711` (RFC 7239 § 6)."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    return text.partition("%")[0]


def _place(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    """Return the network of an address: a client with IPv6 has 64 bits of addresses to change among."""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((address, 64), strict=False).network_address)
