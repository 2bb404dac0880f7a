"""A meeting's agenda and minutes: what has been sent out, in words, and the address where each is usually found."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.core.exceptions import ValidationError

from portal.text.links import https_address

if TYPE_CHECKING:  # which name the states
    from committee.models import Committee, Meeting, MeetingSession

AGENDA, MINUTES = "dagsorden", "referat"
NOT_SENT = "ikke udsendt endnu"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_FILE = re.compile(r"/moeder/filer/[0-9a-f-]{36}/")
"""The address of a `MeetingFile`."""
_EXAMPLE = dt.date(2026, 9, 16)


def agenda_pattern(pattern: str) -> None:
    """Raise ValidationError for a pattern that makes no address, or has a placeholder that is not known."""
    if unknown := set(_PLACEHOLDER.findall(pattern)) - {"år", "måned", "dag"}:
        raise ValidationError(f"{{{min(unknown)}}} kendes ikke. Brug {{år}}, {{måned}} og {{dag}}.")
    https_address(_filled(pattern, _EXAMPLE))


def paper_address(address: str) -> None:
    """Raise ValidationError for what is neither an address of the scheme `https` nor that of a file on the portal."""
    if not _FILE.fullmatch(address):
        https_address(address)


def whole(address: str, site: str) -> str:
    """Return the address with the portal's own host where it has none."""
    return f"{site}{address}" if address.startswith("/") else address


def papers_of(meeting: Meeting) -> dict[str, str]:
    """Return the addresses of agenda and minutes by their names; empty for what is not sent out."""
    return {AGENDA: meeting.agenda_url, MINUTES: meeting.minutes_url}


def usual_address(committee: Committee, sessions: Iterable[MeetingSession]) -> str:
    """Return where the committee's agenda for a meeting with these sessions is usually found: nobody has looked, so no
    page shows it. Empty without a pattern or a day."""
    days = sorted(session.date for session in sessions if not session.is_cancelled)
    return _filled(committee.agenda_pattern, days[0]) if committee.agenda_pattern and days else ""


def _filled(pattern: str, day: dt.date) -> str:
    values = {"år": f"{day:%Y}", "måned": f"{day:%m}", "dag": f"{day:%d}"}
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), pattern)


def regrets_link(meeting: Meeting) -> str:
    """Return a mail to the secretariat that one cannot come (RFC 6068), for the member's own mail program; empty where
    the portal does not know the secretariat's address."""
    to = meeting.plan.committee.secretariat_email
    if not to:
        return ""
    name = f"{meeting.title}, {meeting.dates()}"
    fields = {"subject": f"Afbud: {name}", "body": f"Jeg kan ikke deltage i mødet: {name}."}
    return f"mailto:{quote(to, safe='@')}?{urlencode(fields, quote_via=quote)}"
