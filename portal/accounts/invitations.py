"""Invitations: an address that lets one person choose a password once, for some days."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode


class InvitationTokenGenerator(PasswordResetTokenGenerator):
    """Django's own: signed, timed by PASSWORD_RESET_TIMEOUT, void once the password is set or the person signs in."""

    key_salt = "portal.invitation"


tokens = InvitationTokenGenerator()


def path(user: Any) -> str:
    """Where the invited person chooses a password."""
    number = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("portal:welcome", args=[number, tokens.make_token(user)])
