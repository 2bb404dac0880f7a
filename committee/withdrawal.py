"""Deleting what was begun wrongly: subscribers of a published proposal are told that its meetings are cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.timezone import localdate

from committee import calendar, meeting_mail
from committee.models import Meeting, WithdrawnSession
from committee.models.withdrawn import TOLD_FOR


def withdraw(meetings: Iterable[Meeting], at: dt.datetime) -> None:
    """Write what calendars must be told of meetings that are about to be deleted, in the same transaction. Nobody has a
    draft in a calendar: it vanishes. What waits to be mailed about them is not sent."""
    meetings = list(meetings)
    for meeting in meetings:
        meeting_mail.withhold(meeting)
    rows = [
        WithdrawnSession(
            uid=session.uid,
            summary=calendar.summary(meeting, cancelled=False),
            kind=meeting.kind_id,
            date=session.date,
            start=session.start,
            end=session.end,
            sequence=calendar.sequence(meeting) + 1,
            at=at,
            until=localdate(at) + TOLD_FOR,
        )
        for meeting in meetings
        if meeting.is_published
        for session in meeting.sessions.all()
    ]
    WithdrawnSession.objects.filter(until__lt=localdate(at)).delete()
    WithdrawnSession.objects.filter(uid__in=[row.uid for row in rows]).delete()
    WithdrawnSession.objects.bulk_create(rows)
