"""What members are told by mail: that a meeting is moved, cancelled or held after all, and the week's letter.

`announce` is called where the notice is written, in its transaction. The mail waits some minutes in the outbox: what
changes meanwhile is told from what the members know, in one mail, or in none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import localtime, make_aware

from committee import calendar
from committee.agenda import next_meeting
from committee.models import Committee, Meeting, MeetingChange, MeetingSession
from committee.papers import papers_of
from committee.plan_rules import Slot, slot_of
from committee.reading import reading_list
from committee.timetable import Timetable
from portal.models import Mail, NewsItem
from portal.notices import outbox
from portal.text.danish import format_date, short_date

SOON = dt.timedelta(hours=24)
"""A meeting that begins within this is told of at once."""
LETTER_AT = dt.time(8)
"""On Mondays, Danish time."""
SHORT_MONTHS = ("jan.", "feb.", "marts", "april", "maj", "juni", "juli", "aug.", "sept.", "okt.", "nov.", "dec.")
"""As Retskrivningsordbogen shortens them."""
HEADINGS = {
    MeetingChange.Kind.MOVED: "FLYTTET",
    MeetingChange.Kind.CANCELLED: "AFLYST",
    MeetingChange.Kind.RESTORED: "HOLDES ALLIGEVEL",
}


class Letter(NamedTuple):
    """What a mail says."""

    subject: str
    text: str


def announce(meeting: Meeting, before: Timetable, after: Timetable, reason: str, at: dt.datetime) -> None:
    """Write the mail about the change; none for a draft, a proposal or a meeting that is over."""
    if not settings.SENDS_MAIL or not is_told(meeting, before, after, at):
        return
    waiting = Mail.objects.waiting(key_of(meeting))
    known = _read(waiting.before) if waiting else before
    if _is_undone(known, after):
        if waiting:
            waiting.delete()
        return
    letter = write(meeting, known, after, reason)
    soon = begins_soon(known, after, at)
    outbox.put(
        Mail.Kind.MOVES,
        key_of(meeting),
        letter.subject,
        letter.text,
        at,
        due_at=at if soon else at + outbox.WAIT,
        calendar=_calendar(meeting),
        before=_written(known),
    )


def is_told(meeting: Meeting, before: Timetable, after: Timetable, at: dt.datetime) -> bool:
    """False for a draft, a proposal, and what is over before and after."""
    if not meeting.is_published or meeting.plan.is_being_proposed(localtime(at).date()):
        return False
    return any(_moment(slot.date, slot.end) > at for slot in (*before.slots, *after.slots))


def begins_soon(before: Timetable, after: Timetable, at: dt.datetime) -> bool:
    """True where the meeting begins, or was to begin, within 24 hours."""
    return any(at < _moment(slot.date, slot.start) <= at + SOON for slot in (*before.slots, *after.slots))


def send_when(meeting: Meeting, at: dt.datetime, now: bool) -> None:
    """Let the mail that waits about the meeting go at once, or wait; call in the transaction of the change."""
    if mail := Mail.objects.waiting(key_of(meeting)):
        mail.due_at = at if now else at + outbox.WAIT
        mail.save()


def announce_papers(meeting: Meeting, paper: str, at: dt.datetime) -> None:
    """Write the mail that the meeting's `paper` (`dagsorden`, `referat`) is there; call where the link is saved. There
    is none while the plan is being proposed."""
    is_told = meeting.is_published and not meeting.plan.is_being_proposed(localtime(at).date())
    if not settings.SENDS_MAIL or not is_told:
        return
    days = _days(slot_of(session) for session in meeting.sessions.filter(is_cancelled=False))
    about = f"{paper.capitalize()}: {meeting.title} {days}"
    text = (
        f"{meeting.title} i {meeting.plan.committee}, {meeting.dates()}: Nu findes mødets {paper} på mødets side.\n\n"
        f"Mødets side: {outbox.absolute(meeting.get_absolute_url())}"
    )
    key = _key_of_paper(meeting, paper)
    outbox.put(Mail.Kind.PAPERS, key, about[:200], text, at, due_at=at + outbox.WAIT)


def withhold_papers(meeting: Meeting, paper: str) -> None:
    """Delete the mail that waits about the paper, which has been taken away again; call in that transaction."""
    if mail := Mail.objects.waiting(_key_of_paper(meeting, paper)):
        mail.delete()


def is_waiting(meeting: Meeting) -> bool:
    """True where a mail about a change of the meeting has gone to nobody yet."""
    return Mail.objects.filter(key=key_of(meeting), begun_at__isnull=True).exists()


def withhold(meeting: Meeting) -> None:
    """Delete every mail that waits about the meeting, which is about to be deleted; call in that transaction."""
    keys = [key_of(meeting), *(_key_of_paper(meeting, paper) for paper in papers_of(meeting))]
    Mail.objects.filter(key__in=keys, begun_at__isnull=True).delete()


class Preview(NamedTuple):
    """A mail before it is written: `soon` where it goes at once by default, `now` where it does."""

    subject: str
    text: str
    recipients: int
    soon: bool
    now: bool


def preview(
    meeting: Meeting, before: Timetable, after: Timetable, reason: str, at: dt.datetime, choice: str
) -> Preview | None:
    """What the change would send; None where it sends nothing. `choice` is `nu`, `vent`, or empty for the default."""
    if not settings.SENDS_MAIL or not is_told(meeting, before, after, at):
        return None
    waiting = Mail.objects.filter(key=key_of(meeting), begun_at__isnull=True).first()
    known = _read(waiting.before) if waiting else before
    if _is_undone(known, after):
        return None
    letter, soon = write(meeting, known, after, reason), begins_soon(known, after, at)
    return Preview(*letter, outbox.recipients(Mail.Kind.MOVES), soon, choice == "nu" or (soon and choice != "vent"))


def _is_undone(known: Timetable, after: Timetable) -> bool:
    """True where the change leaves the meeting as its members know it."""
    return known == after or (known.cancelled and after.cancelled)


def addresses() -> list[str]:
    """The addresses of the accounts, to write to where the portal sends no mail."""
    users = get_user_model().objects.filter(is_active=True).exclude(email="")
    return sorted(set(users.values_list("email", flat=True)))


def _key_of_paper(meeting: Meeting, paper: str) -> str:
    return f"{paper} {meeting.pk}"


def key_of(meeting: Meeting) -> str:
    return f"møde {meeting.pk}"


def write(meeting: Meeting, before: Timetable, after: Timetable, reason: str) -> Letter:
    """What the mail says: all that a member needs, without opening anything."""
    kind = _kind(before, after)
    name = f"{meeting.title} i {meeting.plan.committee}"
    was, now = "\n".join(map(str, before.slots)), "\n".join(map(str, after.slots))
    days, new_days = _days(before.slots), _days(after.slots)
    if kind == MeetingChange.Kind.CANCELLED:
        about, told = days, [f"{name} er aflyst.", f"Det skulle være holdt:\n{was}"]
    elif kind == MeetingChange.Kind.RESTORED:
        about, told = new_days, [f"{name} holdes alligevel.", f"Tid:\n{now}"]
    elif before.slots == after.slots:  # another place
        about, told = new_days, [f"{name} holdes et andet sted.", f"Tid:\n{now}"]
    else:
        about = f"{days} → {new_days}" if days != new_days else f"{new_days}, ny tid"
        told = [f"{name} er flyttet.", f"Før:\n{was}", f"Nu:\n{now}"]
    places = [before.place, after.place]
    if kind != MeetingChange.Kind.CANCELLED:
        told.append(f"Sted: {places[1]}" if places[0] == places[1] else f"Sted før: {places[0]}\nSted nu: {places[1]}")
    if reason:
        told.append(f"Begrundelse: {reason}")
    told.append(f"Mødets side: {outbox.absolute(meeting.get_absolute_url())}")
    told.append(
        "Abonnerer du på mødeplanen, følger din kalender selv med, men det kan tage et døgn eller mere. Ellers kan du "
        "åbne den vedhæftede kalenderfil."
    )
    only_place = kind == MeetingChange.Kind.MOVED and before.slots == after.slots
    heading = "NYT STED" if only_place else HEADINGS[MeetingChange.Kind(kind)]
    subject = f"{heading}: {meeting.title} {about}"
    return Letter(subject[:200], "\n\n".join(told))


def write_letter(now: dt.datetime) -> Mail | None:
    """Write this week's letter where it is due, has something to tell and has not been written; return it.

    It tells what has become news in the seven days before Monday at 8, so it says the same however late it is written.
    """
    if not settings.SENDS_MAIL:
        return None
    today = localtime(now).date()
    monday = today - dt.timedelta(days=today.weekday())
    end, begin = (_moment(day, LETTER_AT) for day in (monday, monday - dt.timedelta(days=7)))
    year, week, _ = monday.isocalendar()
    key = f"ugebrev {year}-{week:02}"
    if now < end or Mail.objects.filter(key=key).exists():
        return None
    news = list(NewsItem.objects.filter(at__gte=begin, at__lt=end).order_by("at", "pk"))
    if not news:
        return None
    letter = _letter(news, localtime(now))
    try:
        with transaction.atomic():
            return outbox.put(Mail.Kind.LETTER, key, letter.subject, letter.text, now, due_at=now)
    except IntegrityError:  # another worker was first
        return None


def _letter(news: Iterable[NewsItem], now: dt.datetime) -> Letter:
    told = ["Det er nyt på portalen siden sidste mandag:"]
    for item in news:
        address = f"\nSe: {outbox.absolute(item.address)}" if item.address else ""
        told.append(f"{short_date(localtime(item.at))}: {item.title}. {item.text}{address}")
    moment = now.replace(tzinfo=None)
    sessions = list(MeetingSession.objects.published().of_meetings_from(moment.date()))
    if found := next_meeting(sessions, moment):
        meeting = found.meeting
        times = "\n".join(str(session) for session in (found.session, *found.rest))
        told.append(
            f"Næste møde: {meeting.title}\n{times}\nSted: {meeting.shown_place}\n"
            f"Mødets side: {outbox.absolute(meeting.get_absolute_url())}"
        )
        for group in reading_list(meeting):
            links = [f"{reading.title}: {outbox.absolute(reading.url)}" for reading in group.readings]
            told.append("\n".join([f"{group.label}:", *links]))
    told.append(f"Alle nyheder: {outbox.absolute(reverse('portal:news'))}")
    committee = Committee.current()
    return Letter(f"{committee or 'Portalen'}: ugens nyt {format_date(now.date())}", "\n\n".join(told))


def _kind(before: Timetable, after: Timetable) -> str:
    if after.cancelled:
        return MeetingChange.Kind.CANCELLED
    return MeetingChange.Kind.RESTORED if before.cancelled else MeetingChange.Kind.MOVED


def _calendar(meeting: Meeting) -> str:
    """The meeting as a calendar reads it, with the number of this change (RFC 5546 § 3.2.1)."""
    meetings = Meeting.objects.for_calendar().filter(pk=meeting.pk)
    return calendar.calendar(meetings, settings.SITE_URL).decode()


def _days(slots: Iterable[Slot]) -> str:
    """`16. sept.`, `25. feb. og 26. feb.`, for a subject."""
    return " og ".join(dict.fromkeys(f"{slot.date.day}. {SHORT_MONTHS[slot.date.month - 1]}" for slot in slots))


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    return make_aware(dt.datetime.combine(day, time))


def _written(table: Timetable) -> list[object]:
    """The timetable for the outbox's row."""
    return [table.cancelled, [[part.isoformat() for part in slot] for slot in table.slots], table.place]


def _read(written: Any) -> Timetable:
    """The timetable of an outbox's row."""
    cancelled, slots, place = written
    read = [
        Slot(dt.date.fromisoformat(date), dt.time.fromisoformat(start), dt.time.fromisoformat(end))
        for date, start, end in slots
    ]
    return Timetable(cancelled, tuple(read), place)
