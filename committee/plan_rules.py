"""The rules of a meeting plan: what may not be saved, and what must be confirmed first.

Plain functions over times. A `Slot` is a stretch of a meeting in Danish wall-clock time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from committee.days_off import holiday_name, is_in_easter_week, objection
from committee.models import AnnualCase, Meeting, MeetingSession, SchoolHoliday
from portal.text.danish import WEEKDAYS, format_date, format_time, short_date


class Slot(NamedTuple):
    """A day, from when to when."""

    date: dt.date
    start: dt.time
    end: dt.time

    def __str__(self) -> str:
        return f"{format_date(self.date)} kl. {format_time(self.start)}-{format_time(self.end)}"


class Booking(NamedTuple):
    """A stretch that another meeting holds."""

    slot: Slot
    meeting: str


def slot_of(session: MeetingSession) -> Slot:
    return Slot(session.date, session.start, session.end)


def taken_by_others(meeting: Meeting | None, days: Iterable[dt.date]) -> list[Booking]:
    """What other meetings hold on the days; cancelled ones hold nothing. One query."""
    sessions = MeetingSession.objects.filter(date__in=set(days), is_cancelled=False)
    sessions = sessions.exclude(meeting__status=Meeting.Status.CANCELLED).select_related("meeting__plan")
    if meeting is not None and meeting.pk:
        sessions = sessions.exclude(meeting=meeting)
    return [Booking(slot_of(session), str(session.meeting)) for session in sessions]


def errors(slots: list[Slot], year: int, taken: list[Booking]) -> list[str]:
    """Why the times may not be saved, in the order that they stand; empty when they may."""
    found = []
    for slot in slots:
        if slot.end <= slot.start:
            found.append(f"Mødet {slot} slutter, før det begynder. Ret et af klokkeslættene.")
        if slot.date.year != year:
            found.append(f"{short_date(slot.date).capitalize()} ligger ikke i mødeplanens år {year}.")
        found += [
            f"Klokken {format_time(time)} findes ikke {short_date(slot.date)}: Da går uret frem til sommertid."
            for time in (slot.start, slot.end)
            if not exists(slot.date, time)
        ]
    for earlier, later in pairwise(slots):
        if (later.date, later.start) < (earlier.date, earlier.end):
            found.append(f"Mødetidspunkterne står ikke i rækkefølge: {later} begynder, før {earlier} er slut.")
    for slot in slots:
        for other in taken:
            if slot.date == other.slot.date and slot.start < other.slot.end and other.slot.start < slot.end:
                found.append(f"{str(slot).capitalize()} falder oven i {other.meeting}: {other.slot}.")
    return found


def exists(day: dt.date, time: dt.time) -> bool:
    """False for the hour that is left out when summer time begins."""
    moment = dt.datetime.combine(day, time)
    there = timezone.make_aware(moment).astimezone(dt.UTC).astimezone(timezone.get_default_timezone())
    return there.replace(tzinfo=None) == moment


def warnings(slots: list[Slot], before: list[Slot], taken: list[Booking], today: dt.date) -> list[str]:
    """What somebody must say yes to before the times are saved. `before` are the times as they stand."""
    found = []
    new = [slot for slot in slots if slot not in before]
    holidays = list(SchoolHoliday.objects.around({slot.date for slot in new}))
    for slot in new:
        found += _warnings_of_day(slot.date, today, holidays)
        found += [
            f"Samme dag er der også {other.meeting}: {other.slot}." for other in taken if other.slot.date == slot.date
        ]
    return [*found, *_quarter_warning(slots, before)]


def _warnings_of_day(day: dt.date, today: dt.date, holidays: Iterable[SchoolHoliday]) -> list[str]:
    found = []
    shown = short_date(day)
    if day < today:
        found.append(f"{shown} er en dag, der er gået.")
    elif (day - today).days < settings.SHORT_NOTICE_DAYS:
        found.append(f"Der er under {settings.SHORT_NOTICE_DAYS} dage til {shown}.")
    if day.weekday() >= 5:
        found.append(f"{shown} er en {WEEKDAYS[day.weekday()]}.")
    if name := holiday_name(day):
        found.append(f"{shown} er en helligdag: {name}.")
    elif is_in_easter_week(day):
        found.append(f"{shown} er i påskeugen.")
    if why := objection(day, holidays):
        found.append(f"{shown} {why}.")
    return found


def _quarter_warning(slots: list[Slot], before: list[Slot]) -> list[str]:
    if not slots or not before or quarter(slots[0].date) == quarter(before[0].date):
        return []
    old, new = quarter(before[0].date), quarter(slots[0].date)
    cases = AnnualCase.objects.filter(quarter=old).count()
    return [f"Mødet går fra {old}. til {new}. kvartal. De {cases} faste sager i {old}. kvartal flytter ikke med."]


def quarter(day: dt.date) -> int:
    """1 to 4."""
    return (day.month + 2) // 3
