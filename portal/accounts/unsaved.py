"""What somebody sent to the desk when the session had ended: carried through the sign-in, then given to be saved."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.middleware import csrf
from django.shortcuts import render
from django.views.csrf import csrf_failure

from portal.lib.errors import is_secret

SALT = "portal.accounts.unsaved"
BUTTONS = ("_draft", "_publish_at", "_save")
"""Names of buttons that say what they do (`portal.admin.publishing`)."""
LONGEST_KEPT = 12 * 60 * 60
"""Seconds: a day's work."""


class Unsaved(NamedTuple):
    """The form as it was sent, and where to."""

    address: str
    fields: list[list[str]]
    """Name and value of each field, no secret among them."""
    had_file: bool
    """A file cannot be carried: a browser must be given it again."""

    @property
    def button(self) -> str:
        """What the button said that sent it: whoever presses it again does what she meant to."""
        pressed = [value for name, value in self.fields if name in BUTTONS and value.strip()]
        return pressed[0] if pressed else "Gem nu"

    @property
    def typed(self) -> list[list[str]]:
        """What of it a person can read; the names of the rest begin so."""
        return [
            [name, value] for name, value in self.fields if value.strip() and not name.startswith(("_", "initial-"))
        ]


def sent_by(request: HttpRequest) -> Unsaved:
    fields = [[name, value] for name, values in request.POST.lists() for value in values if not is_secret(name)]
    return Unsaved(request.get_full_path(), fields, bool(request.FILES))


def sealed(unsaved: Unsaved) -> str:
    """As one value of a form, which nobody else can make."""
    return signing.dumps(unsaved, salt=SALT, compress=True)


def opened(text: str) -> Unsaved | None:
    """What was sealed; None where it was not, or is older than LONGEST_KEPT."""
    try:
        return Unsaved(*signing.loads(text, salt=SALT, max_age=LONGEST_KEPT))
    except signing.BadSignature:
        return None


def offer(request: HttpRequest, unsaved: Unsaved, status: int = 200) -> HttpResponse:
    """What was sent, to be sent again. Template `portal/unsaved.html`; context: `unsaved`."""
    return render(request, "portal/unsaved.html", {"unsaved": unsaved}, status=status)


def not_from_this_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is not right. That of a page of ours, opened before somebody signed in again, is given
    back to her; a page of another site's has another origin, and says so in `reason`."""
    user: Any = getattr(request, "user", None)
    is_ours = reason == csrf.REASON_CSRF_TOKEN_MISSING or reason.startswith("CSRF token from POST")
    if is_ours and request.headers.get("Origin") and user is not None and user.is_active and user.is_staff:
        return offer(request, sent_by(request), status=403)
    return csrf_failure(request, reason)
