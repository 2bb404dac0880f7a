"""The second factor of staff: a code from an app on the phone (RFC 6238), beside the password."""

from __future__ import annotations

import re
from typing import Any

import django_otp
import segno
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django_otp.plugins.otp_totp.models import TOTPDevice

WRONG = "Koden passer ikke. Hver kode gælder kort og kan kun bruges én gang. Vent på den næste, og prøv igen."
TOO_SOON = "Der er lige skrevet en forkert kode. Vent lidt, og prøv igen med en ny kode."
MOST_DOUBLINGS = 10
"""Wrong codes that double the wait: at most nine minutes, so that a guesser does not keep the right person out."""
MISSING = "Skriv koden fra appen på din telefon."


def confirmed(user: Any) -> TOTPDevice | None:
    """The device that the user signs in with; None where there is none."""
    return TOTPDevice.objects.devices_for_user(user, confirmed=True).first()


def pending(user: Any) -> TOTPDevice:
    """The device that the user is about to confirm; the same secret until then, so that a reload changes nothing."""
    found = TOTPDevice.objects.devices_for_user(user, confirmed=False).first()
    return found or TOTPDevice.objects.create(user=user, name="Telefon", confirmed=False)


def has_device(user: Any) -> bool:
    """True where the user has confirmed a device; asked once for each request."""
    if not hasattr(user, "has_second_factor"):
        user.has_second_factor = confirmed(user) is not None
    return bool(user.has_second_factor)


def is_verified(user: Any) -> bool:
    """Return True where the user has passed every factor that the admin site asks for: the code too, if there is a
    device or must be one."""
    return user.is_verified() or not (settings.REQUIRE_TOTP or has_device(user))


def requires_setup(user: Any) -> bool:
    """Return True for staff who must set up a device before they may work."""
    return settings.REQUIRE_TOTP and user.is_active and user.is_staff and not has_device(user)


def verify_code(device: TOTPDevice, code: str) -> str:
    """Return why the code is refused, in a sentence; empty where it is right. Each wrong code doubles the wait, up to a
    limit."""
    code = re.sub(r"\s", "", code)
    if not code:
        return MISSING
    with transaction.atomic():
        locked = TOTPDevice.objects.select_for_update().get(pk=device.pk)
        allowed, _ = locked.verify_is_allowed()
        if not allowed:
            return TOO_SOON
        if locked.verify_token(code):
            return ""
        if locked.throttling_failure_count > MOST_DOUBLINGS:
            locked.throttling_failure_count = MOST_DOUBLINGS
            locked.save(update_fields=["throttling_failure_count"])
        return WRONG


def confirm(request: HttpRequest, device: TOTPDevice) -> None:
    """Let the device count from now on; this session has shown its code, every other one must."""
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    django_otp.login(request, device)


def secret(device: TOTPDevice) -> str:
    """The secret to type into an app, in groups of four."""
    letters = re.search(r"secret=([A-Z2-7]+)", device.config_url)
    return " ".join(re.findall(".{1,4}", letters.group(1))) if letters else ""


def qr_code(device: TOTPDevice) -> SafeString:
    """The device's address as a QR code: inline SVG, dark on light whatever the scheme, as cameras want it."""
    drawn = segno.make(device.config_url, error="m", micro=False)
    return mark_safe(drawn.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))  # noqa: S308 (drawn by segno)
