"""The meeting plan as iCalendar (RFC 5545, RFC 7986): records in, bytes out.

Each session is an event of its own. Its UID never changes. Its SEQUENCE is the sum of the revisions of the records
that it is made of, so it can only rise, and rises with every change to them. DTSTAMP and LAST-MODIFIED come from the
records, so that the same plan gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from django.urls import reverse

from committee.models import Meeting, MeetingSession, WithdrawnSession
from committee.papers import whole
from portal.text.cleaning import clean_line, clean_text

if TYPE_CHECKING:  # imported at the first feed: it would cost every start 70 ms
    from icalendar import Calendar, Event, Timezone

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
REFRESH = dt.timedelta(hours=1)
PRODID = "-//Introduktionsportal//Mødeplan//DA"
CANCELLED = "AFLYST: "
ABOUT = "Møderne i udvalgets mødeplan. Kalenderen henter selv ændringerne. Den nyeste plan står på portalen."
"""Without a comma, which some programs leave escaped in X-WR-CALDESC and others do not."""
COLOUR, APPLE_COLOUR = "steelblue", "#4A74B4"
"""The third step of the ladder in `static/portal.css`, and the name in CSS that is nearest to it."""


class Subscription(NamedTuple):
    """What a calendar that is subscribed to says of itself: its name, the page about it, and where it is fetched.

    `source` is empty where the address is somebody's own and no one else's to read.
    """

    name: str
    page: str
    source: str


def calendar(
    meetings: Iterable[Meeting],
    site: str,
    subscription: Subscription | None = None,
    withdrawn: Iterable[WithdrawnSession] = (),
) -> bytes:
    """The meetings' sessions as a calendar, to subscribe to or to take once. `site` is `https://host`, without a slash
    at the end. `withdrawn` are sessions of deleted meetings, which are told as cancelled.

    The meetings come with their sessions, reading lists and plan at hand (`Meeting.objects.for_calendar()`).
    """
    from icalendar import Calendar

    document = Calendar()
    document.add("PRODID", PRODID)
    document.add("VERSION", "2.0")
    document.add("CALSCALE", "GREGORIAN")
    document.add("METHOD", "PUBLISH")
    document.add("X-WR-TIMEZONE", COPENHAGEN.key)
    if subscription:
        _describe(document, subscription)
    document.add_component(danish_time())
    for meeting in meetings:
        for session in meeting.sessions.all():
            document.add_component(event(meeting, session, site))
    for gone in withdrawn:
        document.add_component(withdrawn_event(gone))
    return bytes(document.to_ical())


def _describe(document: Calendar, subscription: Subscription) -> None:
    """Add what RFC 7986 § 5 has for a whole calendar, and the names that older calendars read instead."""
    from icalendar import vText

    document.add("NAME", subscription.name)
    document.add("X-WR-CALNAME", vText(subscription.name))
    document.add("DESCRIPTION", ABOUT)
    document.add("X-WR-CALDESC", vText(ABOUT))
    document.add("URL", subscription.page)
    if subscription.source:
        document.add("SOURCE", subscription.source, parameters={"VALUE": "URI"})
    document.add("COLOR", COLOUR)
    document.add("X-APPLE-CALENDAR-COLOR", APPLE_COLOUR)
    document.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    document.add("X-PUBLISHED-TTL", "PT1H")


def danish_time() -> Timezone:
    """Europe/Copenhagen by the rule that has held since 1996 (directive 2000/84/EC): an hour forward on the last Sunday
    of March, back on the last of October. As rules and not as lists of dates, which some calendars misread."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    zone = Timezone()
    zone.add("TZID", COPENHAGEN.key)
    for part, name, start, month, before, after in (
        (TimezoneDaylight(), "CEST", dt.datetime(1996, 3, 31, 2), 3, 1, 2),
        (TimezoneStandard(), "CET", dt.datetime(1996, 10, 27, 3), 10, 2, 1),
    ):
        part.add("TZNAME", name)
        part.add("DTSTART", start)
        part.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"})
        part.add("TZOFFSETFROM", dt.timedelta(hours=before))
        part.add("TZOFFSETTO", dt.timedelta(hours=after))
        zone.add_component(part)
    return zone


def event(meeting: Meeting, session: MeetingSession, site: str) -> Event:
    """One session as a VEVENT."""
    cancelled = meeting.is_cancelled or session.is_cancelled
    address = f"{site}{meeting.get_absolute_url()}"
    changed = last_modified(meeting)
    from icalendar import Event, Parameters, vUri

    result = Event()
    result.add("UID", str(session.uid))
    result.add("SEQUENCE", sequence(meeting))
    result.add("DTSTAMP", changed)
    result.add("LAST-MODIFIED", changed)
    result.add("DTSTART", session.starts_at.replace(tzinfo=COPENHAGEN))
    result.add("DTEND", session.ends_at.replace(tzinfo=COPENHAGEN))
    result.add("SUMMARY", clean_line(summary(meeting, cancelled)))
    result.add("LOCATION", clean_line(location(meeting)))
    if address_online := online(meeting, site):
        label = "Deltag online" if meeting.public_online_url else "Deltag online, kun for medlemmer"
        parameters = Parameters({"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": label})
        result.add("CONFERENCE", vUri(address_online), parameters=parameters)
    result.add("DESCRIPTION", clean_text(description(meeting, session, site)))
    result.add("URL", address)
    result.add("STATUS", status(meeting, cancelled))
    result.add("TRANSP", "TRANSPARENT" if cancelled else "OPAQUE")
    result.add("CATEGORIES", [meeting.kind.name])
    return result


def withdrawn_event(gone: WithdrawnSession) -> Event:
    """A deleted session as a VEVENT: cancelled, and without a page."""
    from icalendar import Event

    at = gone.at.astimezone(dt.UTC).replace(microsecond=0)
    result = Event()
    result.add("UID", str(gone.uid))
    result.add("SEQUENCE", gone.sequence)
    result.add("DTSTAMP", at)
    result.add("LAST-MODIFIED", at)
    result.add("DTSTART", dt.datetime.combine(gone.date, gone.start, COPENHAGEN))
    result.add("DTEND", dt.datetime.combine(gone.date, gone.end, COPENHAGEN))
    result.add("SUMMARY", clean_line(f"{CANCELLED}{gone.summary}"))
    result.add("STATUS", "CANCELLED")
    result.add("TRANSP", "TRANSPARENT")
    return result


def sequence(meeting: Meeting) -> int:
    """A number that rises with every change to the meeting, its sessions, its plan or the committee's place."""
    return meeting.revision + meeting.plan.revision + meeting.plan.committee.revision - 3


def last_modified(meeting: Meeting) -> dt.datetime:
    """When the event last changed, in UTC to the second, as RFC 5545 § 3.8.7.3 asks."""
    changed = max(meeting.modified_at, meeting.plan.modified_at, meeting.plan.committee.modified_at)
    return changed.astimezone(dt.UTC).replace(microsecond=0)


def status(meeting: Meeting, cancelled: bool) -> str:
    """CANCELLED, CONFIRMED, or TENTATIVE while the plan is a proposal."""
    if cancelled:
        return "CANCELLED"
    return "CONFIRMED" if meeting.plan.is_adopted else "TENTATIVE"


def summary(meeting: Meeting, cancelled: bool) -> str:
    """`AFLYST: Socialudvalget: Ordinært møde`."""
    return f"{CANCELLED if cancelled else ''}{meeting.plan.committee}: {meeting.title}"


def location(meeting: Meeting) -> str:
    """The place, and the address online where all may see it."""
    return ", ".join(filter(None, [meeting.shown_place, meeting.public_online_url]))


def online(meeting: Meeting, site: str) -> str:
    """Where one takes part online (RFC 7986 § 5.11): for members the portal's own address, which asks who one is."""
    if not meeting.online_url:
        return ""
    return meeting.public_online_url or f"{site}{reverse('committee:online', args=[meeting.slug])}"


def description(meeting: Meeting, session: MeetingSession, site: str) -> str:
    """Notes, agenda and minutes, the cases, the background to read, and the address of the meeting's page; a line each.

    The cancelled say it first. That nothing is sent out is said of a meeting that is held.
    """
    is_off = meeting.is_cancelled or session.is_cancelled
    lines = ["Mødet er aflyst."] if is_off else []
    lines += [line for line in (session.note, meeting.note, meeting.reservation) if line]
    if not meeting.plan.is_adopted:
        lines.append("Mødeplanen er sendt ud som forslag.")
    papers = (("Dagsorden", meeting.agenda_url), ("Referat", meeting.minutes_url))
    lines += [f"{name}: {whole(url, site)}" for name, url in papers if url]
    if not meeting.has_papers and not is_off:
        lines.append(f"Dagsorden: {meeting.papers}, da kalenderen blev hentet.")
    if items := meeting.agenda_items.all():
        lines += ["", "Sager på dagsordenen:", *(f"- {item}" for item in items)]
    reading = [
        f"- {record}: {site}{record.get_absolute_url()}"
        for records in (meeting.sections, meeting.laws, meeting.terms, meeting.cases)
        for record in records.all()
    ]
    if reading:
        lines += ["", f"{meeting.background_title}:", *reading]
    return "\n".join([*lines, "", f"Mødets side: {site}{meeting.get_absolute_url()}"]).strip()
