"""Moving, cancelling, reopening and restoring a meeting: the record, and the public notice of it, as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from urllib.parse import quote, urlencode

import reversion
from django.db import transaction
from django.utils.timezone import localdate
from reversion.models import Version

from committee import meeting_mail
from committee.models import Meeting, MeetingChange
from committee.papers import AGENDA, MINUTES, papers_of
from committee.plan_rules import Slot, slot_of
from committee.timetable import Timetable, timetable
from portal.content import history

SENT_OUT = {AGENDA: "Dagsordenen", MINUTES: "Referatet"}


def move(
    meeting: Meeting, slots: dict[int, Slot], reason: str, by: str, at: dt.datetime, place: str | None = None
) -> MeetingChange | None:
    """Give sessions (by their key) new times, and the meeting another place unless it is None. Returns the notice, or
    None when nothing is moved."""
    with transaction.atomic(), reversion.create_revision():
        before = timetable(meeting)
        if place is not None and place != meeting.place:
            meeting.place = place
            meeting.save()
        for session in meeting.sessions.filter(pk__in=slots):
            if slot_of(session) != slots[session.pk]:
                session.date, session.start, session.end = slots[session.pk]
                session.save()
        return publish_notice(meeting, before, reason, by, at)


def cancel(meeting: Meeting, reason: str, by: str, at: dt.datetime) -> MeetingChange | None:
    """Cancel the meeting; it stays in the plan and in the calendars as cancelled."""
    return _set_status(meeting, Meeting.Status.CANCELLED, reason, by, at)


def reopen(meeting: Meeting, reason: str, by: str, at: dt.datetime) -> MeetingChange | None:
    """Let a cancelled meeting be held after all."""
    return _set_status(meeting, Meeting.Status.PLANNED, reason, by, at)


def restore(meeting: Meeting, version: Version, reason: str, by: str, at: dt.datetime) -> MeetingChange | None:
    """Give the meeting the content of an earlier version (`history.restore`), and publish the notice."""
    with transaction.atomic(), reversion.create_revision():
        before, papers = timetable(meeting), papers_of(meeting)
        history.restore(meeting, version)
        notice = publish_notice(meeting, before, reason, by, at)
        publish_papers(meeting, papers, at)
        return notice


def _set_status(meeting: Meeting, status: str, reason: str, by: str, at: dt.datetime) -> MeetingChange | None:
    with transaction.atomic(), reversion.create_revision():
        before = timetable(meeting)
        meeting.status = status
        meeting.save()
        return publish_notice(meeting, before, reason, by, at)


def publish_notice(
    meeting: Meeting, before: Timetable, reason: str, by: str, at: dt.datetime, *, by_mail: bool = True
) -> MeetingChange | None:
    """Write the notice of what differs from `before`, and the mail of it; None when the members notice nothing, or when
    a proposal is corrected, which calendars follow without a word. An import is `by_mail` False: it only mends what a
    mail that waits says of the meeting."""
    meeting.refresh_from_db()
    after = timetable(meeting)
    if before == after or not before.slots:
        return None
    kind = _kind(before, after)
    is_correction = kind == MeetingChange.Kind.MOVED and meeting.plan.is_being_proposed(localdate(at))
    if is_correction or not meeting.is_published:
        return None
    then, now = before.beside(after), after.beside(before)
    notice = MeetingChange.objects.create(
        meeting=meeting, kind=kind, before=then, after=now, reason=reason, by=by, at=at
    )
    if by_mail or meeting_mail.is_waiting(meeting):
        meeting_mail.announce(meeting, before, after, reason, at)
    if reversion.is_active():
        reversion.set_comment(notice.sentence)
    return notice


def publish_papers(meeting: Meeting, before: dict[str, str], at: dt.datetime, *, is_news: bool = True) -> None:
    """Tell that agenda or minutes are there which were not `before`: by mail, and in the line of news, unless it is no
    news. A mail that waits about what is taken away again is not sent."""
    told = []
    for paper, address in papers_of(meeting).items():
        if address and not before[paper] and is_news:
            meeting_mail.announce_papers(meeting, paper, at)
            told.append(f"{SENT_OUT[paper]} er på mødets side.")
        elif before[paper] and not address:
            meeting_mail.withhold_papers(meeting, paper)
    if told and meeting.is_published:
        reversion.set_comment(" ".join(filter(None, [reversion.get_comment(), *told])))


def _kind(before: Timetable, after: Timetable) -> str:
    if after.cancelled and not before.cancelled:
        return MeetingChange.Kind.CANCELLED
    if before.cancelled and not after.cancelled:
        return MeetingChange.Kind.RESTORED
    return MeetingChange.Kind.MOVED


def mailto_link(notice: MeetingChange, address: str, recipients: Collection[str] = ()) -> str:
    """Return the notice as a mail to the members, for the sender's mail program (RFC 6068). `address` is the
    whole address of the meeting's page; `recipients` do not see each other."""
    meeting = notice.meeting
    subject = f"{meeting.plan.committee}: {meeting.title} er {notice.kind}"
    if notice.kind == MeetingChange.Kind.RESTORED:
        subject = f"{meeting.plan.committee}: {meeting.title} holdes alligevel"
    own = "Abonnerer du på møderne, har din kalender fået det at vide."
    body = "\r\n\r\n".join([notice.sentence, f"Mødets side: {address}", own])
    fields = {"bcc": ",".join(recipients)} if recipients else {}
    return f"mailto:?{urlencode(fields | {'subject': subject, 'body': body}, quote_via=quote, safe=',@')}"
