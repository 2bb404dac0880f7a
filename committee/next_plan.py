"""Another year's plan, proposed from a plan: the same weekday of the same month, off the holidays, to be confirmed.

What the folder binds to a month (the budget seminar in February, the accounts in March, the second reading before May,
the forecasts in June and October) stays in it, as no meeting leaves its month.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import reversion
from django.db import transaction

from committee.days_off import hindrance, objection
from committee.models import Meeting, MeetingPlan, MeetingSession, SchoolHoliday
from committee.models.meetings import YEARS
from committee.plan_rules import Booking, Slot, errors
from portal.text.danish import MONTHS, WEEKDAYS, format_date, parse_date, short_date

RELATIONS = ("sections", "laws", "terms", "cases")
TEXTS = ("note", "reservation", "body", "search_words")
NEARBY = (7, -7, 14, -14, 1, -1, 2, -2, 3, -3, 4, -4, 8, -8, 21, -21)
"""Days tried around the weekday of the month, in the order in which they are liked."""
PROPOSED = "Foreslået ud fra "
"""How the note of a proposed meeting begins. The note goes when the plan is adopted."""


@dataclass(frozen=True)
class DatedText:
    """A text, or a related record, that names the old year."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class Suggestion:
    """A meeting with its days in the other year: why they fell there, and what speaks against them."""

    meeting: Meeting
    sessions: list[MeetingSession]
    planned: list[dt.date]
    """The days that it was first planned on."""
    days: list[dt.date]
    why: str
    against: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What has happened to it this year."""
    dated: list[DatedText] = field(default_factory=list)
    made: Meeting | None = None
    """The meeting that has been made from it already."""

    @property
    def first_day(self) -> dt.date:
        return self.days[0]

    @property
    def is_yearly(self) -> bool:
        """False for what a committee does once in a term: its introduction and its constituting meeting."""
        return not self.meeting.kind.once_in_a_term or self.first_day.year > self.meeting.plan.committee.term_end

    @property
    def slots(self) -> list[Slot]:
        return [Slot(day, s.start, s.end) for day, s in zip(self.days, self.sessions, strict=True)]


def suggestions(plan: MeetingPlan, year: int) -> list[Suggestion]:
    """Return every meeting of the plan with its days in `year`, in the order of the plan. Cancelled meetings are among
    them, and moved ones keep to the day that they were first planned on."""
    existing = _others(plan, year)
    holidays = list(SchoolHoliday.objects.of_year(year))
    taken = _bookings(existing)
    found: list[Suggestion] = []
    meetings = plan.meetings.with_sessions().prefetch_related("changes", *RELATIONS)
    for meeting in meetings:
        sessions = [session for session in meeting.sessions.all() if not session.is_cancelled]
        if not sessions:
            continue
        planned, notes = _first_planned(meeting, sessions)
        wanted = [same_weekday_of_month(planned[0], year) + (day - planned[0]) for day in planned]
        days, why = _free(wanted, planned, sessions, holidays, taken)
        suggestion = Suggestion(meeting, sessions, planned, days, why, [], notes, _dated(meeting, sessions, plan.year))
        made = _made(suggestion, existing, year)
        found.append(replace(suggestion, made=made))
        if made is None and suggestion.is_yearly:
            taken += [Booking(slot, meeting.title) for slot in suggestion.slots]
    held = [row for row in found if row.is_yearly]
    return [replace(row, against=objections(row, held, existing, holidays)) for row in found]


def with_days(
    plan: MeetingPlan,
    year: int,
    rows: Sequence[Suggestion],
    days: dict[int, list[dt.date]],
    chosen: Collection[int],
) -> list[Suggestion]:
    """Return the suggestions with the days that somebody has typed (by the meeting's key), and what speaks against
    those; only the chosen ones are held against each other."""
    typed = [
        replace(row, days=days[row.meeting.pk], why="skrevet af dig")
        if row.meeting.pk in days and days[row.meeting.pk] != row.days
        else row
        for row in rows
    ]
    existing = _others(plan, year)
    holidays = list(SchoolHoliday.objects.of_year(year))
    held = [row for row in typed if row.meeting.pk in chosen]
    return [replace(row, against=objections(row, held, existing, holidays)) for row in typed]


def problems(rows: Sequence[Suggestion], year: int) -> list[str]:
    """Return why the meetings cannot be made on their days."""
    existing = _bookings(Meeting.objects.filter(plan__year=year).select_related("plan").prefetch_related("sessions"))
    found = []
    for row in rows:
        taken = existing + [Booking(s, other.meeting.title) for other in rows if other is not row for s in other.slots]
        found += [f"{row.meeting.title}: {text}" for text in errors(row.slots, year, taken)]
    return list(dict.fromkeys(found))


def objections(
    row: Suggestion, others: Iterable[Suggestion], existing: Iterable[Meeting], holidays: Sequence[SchoolHoliday]
) -> list[str]:
    """Return what speaks against a suggestion's days, in sentences."""
    found = []
    for day in (day for day in row.days if day.year in YEARS):
        if why := hindrance(day) or objection(day, holidays):
            found.append(f"{short_date(day).capitalize()} {why}.")
    month = MONTHS[row.planned[0].month - 1]
    if row.first_day.month != row.planned[0].month:
        cases = ", ".join(case.title for case in row.meeting.cases.all())
        found.append(f"Mødet er ikke længere i {month}." + (f" Faste sager på mødet: {cases}." if cases else ""))
    elif ends := _ends_in_another_month(row.days, row.planned):
        found.append(f"Mødet begynder i {month} og {ends}.")
    days = set(row.days)
    same_day = [
        f"{other.meeting.title} ({' og '.join(s.hours for s in other.sessions)})"
        for other in others
        if other.meeting.pk != row.meeting.pk and other.made is None and days & set(other.days)
    ]
    same_day += [
        f"{meeting.title} ({session.hours})"
        for meeting in existing
        if row.made is None
        for session in meeting.sessions.all()
        if session.date in days and not session.is_cancelled and not meeting.is_cancelled
    ]
    return found + [f"Samme dag: {title}." for title in same_day]


def make(plan: MeetingPlan, year: int, rows: Iterable[Suggestion], kept: Collection[str] = ()) -> MeetingPlan:
    """Make the rows' meetings in the plan of `year`, which is a draft where it is new. Those that have been made before
    are passed over. Texts that name the old year come along only where `kept` names them.

    The annual cycle and the budget process belong to no year and need no copy. The feed's address stays.
    """
    with transaction.atomic(), reversion.create_revision():
        proposal = MeetingPlan.objects.filter(year=year).first()
        if proposal is None:
            note = "" if names_year(plan.note, plan.year) and "plan-note" not in kept else plan.note
            proposal = MeetingPlan.objects.create(
                committee=plan.committee, year=year, note=note, confirm_note=f"{PROPOSED}{plan.year}.", is_draft=True
            )
        for row in rows:
            if row.made is None:
                _copy(row, proposal, kept)
    return proposal


def change_year(plan: MeetingPlan, year: int, rows: Iterable[Suggestion]) -> None:
    """Give the plan another year, its meetings the days of the rows, and their titles the new year. A draft's meetings
    get addresses with the new year; those that somebody may know keep theirs."""
    old = str(plan.year)
    with transaction.atomic(), reversion.create_revision():
        plan.year = year
        plan.save()
        for row in rows:
            for session, day in zip(row.sessions, row.days, strict=True):
                session.date = day
                session.save()
            meeting = Meeting.objects.get(pk=row.meeting.pk)
            title = _with_year(meeting.title, int(old), year)
            renames = not meeting.is_published and old in meeting.slug
            if renames:
                meeting.slug = free_address(meeting.slug.replace(old, str(year)))
            if renames or title != meeting.title:
                meeting.title = title
                meeting.save()


def names_year(text: str, year: int) -> bool:
    return re.search(rf"(?<!\d){year}(?!\d)", text) is not None


def _with_year(title: str, old: int, year: int) -> str:
    return re.sub(rf"(?<!\d){old}(?!\d)", str(year), title)


def same_weekday_of_month(day: dt.date, year: int) -> dt.date:
    """Return the day of `year` that is the same weekday of the same month, as the third Wednesday in March; the last
    where the month has no fifth."""
    first = dt.date(year, day.month, 1)
    found = first + dt.timedelta(days=(day.weekday() - first.weekday()) % 7, weeks=(day.day - 1) // 7)
    return found if found.month == day.month else found - dt.timedelta(weeks=1)


def in_words(day: dt.date) -> str:
    """`3. onsdag i marts`."""
    return f"{(day.day + 6) // 7}. {WEEKDAYS[day.weekday()]} i {MONTHS[day.month - 1]}"


def _free(
    wanted: list[dt.date],
    planned: list[dt.date],
    sessions: list[MeetingSession],
    holidays: list[SchoolHoliday],
    taken: list[Booking],
) -> tuple[list[dt.date], str]:
    """Return the days, and why they are these: the wanted ones, or the best in the same month where something speaks
    against them. Days that nothing at all speaks against come first."""
    why = f"{in_words(wanted[0])}, som i {planned[0].year}"
    if in_words(wanted[0]) != in_words(planned[0]):
        why = f"{in_words(wanted[0])}, for måneden har ingen femte"
    reason = _against(wanted, sessions, holidays, taken) or _ends_in_another_month(wanted, planned)
    if not reason:
        return wanted, why
    tried = [[day + dt.timedelta(days=shift) for day in wanted] for shift in NEARBY]
    tried = [days for days in tried if {(day.year, day.month) for day in days} <= {(wanted[0].year, wanted[0].month)}]
    clear = [days for days in tried if not _against(days, sessions, holidays, taken)]
    kept = tried if _ends_in_another_month(wanted, planned) else [wanted, *tried]
    possible = [days for days in kept if not _against(days, sessions, [], taken, eves=False)]
    found = next(iter(clear or possible), wanted)
    if found == wanted:
        return wanted, f"{why}. Måneden har ingen bedre dag"
    return found, f"{in_words(found[0])}, for {in_words(wanted[0])} {reason}"


def _ends_in_another_month(days: list[dt.date], planned: list[dt.date]) -> str:
    """Return in words that a meeting of several days, which was planned in one month, would end in the next."""
    if planned[0].month != planned[-1].month or days[0].month == days[-1].month:
        return ""
    return f"slutter i {MONTHS[days[-1].month - 1]}"


def _against(
    days: list[dt.date],
    sessions: list[MeetingSession],
    holidays: list[SchoolHoliday],
    taken: list[Booking],
    eves: bool = True,
) -> str:
    for day, session in zip(days, sessions, strict=True):
        if why := hindrance(day) or (objection(day, holidays) if eves else ""):
            return why
        for other in taken:
            if other.slot.date == day and session.start < other.slot.end and other.slot.start < session.end:
                return f"er optaget af {other.meeting}"
    return ""


def _first_planned(meeting: Meeting, sessions: list[MeetingSession]) -> tuple[list[dt.date], list[str]]:
    """Return the days that the meeting was first planned on, and what has happened to it since."""
    days = [session.date for session in sessions]
    for change in reversed(meeting.changes.all()):
        first = _days_of(change.before)
        if first and first[0].year == days[0].year:
            moved = first if len(first) == len(days) else [first[0] + (day - days[0]) for day in days]
            notes = [f"flyttet i år fra {format_date(moved[0])}"] if moved != days else []
            return moved, notes + (["aflyst i år"] if meeting.is_cancelled else [])
    return days, ["aflyst i år"] if meeting.is_cancelled else []


def _days_of(notice: str) -> list[dt.date]:
    """Return the days that a notice names: `onsdag den 16. september 2026 kl. 16.30-20.00 og …`."""
    try:
        return [parse_date(part.partition(" kl. ")[0]) for part in notice.split(" og ") if " kl. " in part]
    except ValueError:
        return []


def _dated(meeting: Meeting, sessions: list[MeetingSession], year: int) -> list[DatedText]:
    """Return the texts and the reading of the meeting that name the year. A title is copied with the new year in it."""
    fields: Any = {name: Meeting._meta.get_field(name) for name in (*TEXTS, *RELATIONS)}
    texts = [(name, fields[name].verbose_name, getattr(meeting, name)) for name in TEXTS]
    texts += [(f"session-{n}", "mødetidspunkt", session.note) for n, session in enumerate(sessions)]
    texts += [
        (f"{name}-{record.pk}", fields[name].verbose_name, str(record))
        for name in RELATIONS
        for record in getattr(meeting, name).all()
    ]
    return [
        DatedText(f"{meeting.pk}-{name}", str(label), text) for name, label, text in texts if names_year(text, year)
    ]


def _made(row: Suggestion, existing: Iterable[Meeting], year: int) -> Meeting | None:
    """Return the meeting of the other year that was made from the row's: by its mark, or by the address that an earlier
    release gave it."""
    old, meeting = str(row.meeting.plan.year), row.meeting
    slug = meeting.slug.replace(old, str(year)) if old in meeting.slug else f"{meeting.slug}-{year}"
    return next((other for other in existing if other.repeats_id == meeting.pk or other.slug == slug), None)


def _others(plan: MeetingPlan, year: int) -> list[Meeting]:
    """Return the meetings of the year's plan, with their sessions; none where it is the plan itself."""
    meetings = Meeting.objects.filter(plan__year=year).exclude(plan=plan)
    return list(meetings.select_related("plan", "kind").prefetch_related("sessions"))


def _bookings(meetings: Iterable[Meeting]) -> list[Booking]:
    return [
        Booking(Slot(session.date, session.start, session.end), str(meeting))
        for meeting in meetings
        if not meeting.is_cancelled
        for session in meeting.sessions.all()
        if not session.is_cancelled
    ]


def _copy(row: Suggestion, proposal: MeetingPlan, kept: Collection[str]) -> None:
    meeting, old = row.meeting, row.meeting.plan.year
    left_out = {dated.key for dated in row.dated} - set(kept)

    def text(name: str, value: str) -> str:
        return "" if f"{meeting.pk}-{name}" in left_out else value

    copy = Meeting.objects.create(
        plan=proposal,
        is_draft=not proposal.is_draft,
        title=_with_year(meeting.title, old, proposal.year),
        slug=_slug(meeting, proposal.year),
        kind=meeting.kind,
        place=meeting.place,
        repeats=meeting,
        confirm_note=f"{PROPOSED}{short_date(row.planned[0])}. Bekræft dato og tid.",
        **{name: text(name, getattr(meeting, name)) for name in TEXTS},
    )
    for number, (session, slot) in enumerate(zip(row.sessions, row.slots, strict=True)):
        note = text(f"session-{number}", session.note)
        MeetingSession.objects.create(meeting=copy, date=slot.date, start=slot.start, end=slot.end, note=note)
    for name in RELATIONS:
        related: list[Any] = list(getattr(meeting, name).all())
        getattr(copy, name).set([one for one in related if f"{meeting.pk}-{name}-{one.pk}" not in left_out])


def _slug(meeting: Meeting, year: int) -> str:
    """The old address with the new year in it; a number behind it where that is taken."""
    old = str(meeting.plan.year)
    return free_address(meeting.slug.replace(old, str(year)) if old in meeting.slug else f"{meeting.slug}-{year}")


def free_address(stem: str) -> str:
    """The address for a new meeting: the stem, with a number behind it where that is taken."""
    slug, number = stem, 2
    while Meeting.objects.filter(slug=slug).exists():
        slug, number = f"{stem}-{number}", number + 1
    return slug
