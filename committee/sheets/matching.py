"""Which meeting of the plan a row is about, and which new rows are days of one meeting."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable

from committee.models import Meeting, MeetingKind, MeetingPlan, MeetingSession
from committee.next_plan import free_address
from committee.plan_rules import slot_of
from committee.sheets.results import MeetingResult, RowResult
from committee.sheets.rows import IS_ADDRESS
from portal.text.danish import MONTHS, slugify

DAY_OF_SEVERAL = re.compile(r"[\s,:(–-]*\(?(?:\d\. ?dag|dag ?\d|\d\. ?del|del ?\d)\)?$", re.IGNORECASE)
"""What people write behind the title of one of a meeting's days: `, 1. dag`."""
KINDS_IN_TITLES = (
    *(("seminar", "budgetseminar"), ("konstituer", "konstituerende"), ("introduktion", "introduktion")),
    *(("ekstraordin", "ekstraordinaert"), ("fællesmøde", "faellesmoede"), ("studietur", "studietur")),
    *(("besøg", "besoeg"), ("", "ordinaert")),
)
"""Words of titles, and the kinds that they speak of; an ordinary meeting where a title speaks of none."""


def meetings_of(plan: MeetingPlan) -> list[MeetingResult]:
    """Return the plan's meetings as they stand, with no rows yet. Two queries."""
    meetings = Meeting.objects.filter(plan=plan).select_related("plan__committee", "kind").prefetch_related("sessions")
    held = [(meeting, [s for s in meeting.sessions.all() if not s.is_cancelled]) for meeting in meetings]
    return [
        MeetingResult(meeting, sessions, sorted(map(slot_of, sessions)), place_before=meeting.shown_place)
        for meeting, sessions in held
    ]


def give_sessions(meetings: list[MeetingResult], rows: list[RowResult]) -> None:
    """Give each row the session that it is about: by its key, or by its day with its title or its start."""
    left = {str(session.uid): session for meeting in meetings for session in meeting.others}
    keys = Counter(result.text("nøgle") for result in rows)
    for result in rows:
        key = result.text("nøgle")
        if key and keys[key] > 1:
            result.form.add_error("nøgle", "Nøglen står i flere rækker. Lad feltet stå tomt i en ny række.")
        elif key and key not in left:
            result.form.add_error("nøgle", "Nøglen hører ikke til planen. Lad feltet stå tomt i en ny række.")
        elif key:
            result.session = left[key]
    left = {key: session for key, session in left.items() if key not in keys}
    for result in rows:
        if not result.text("nøgle") and (session := _same(result, left.values())):
            result.session = left.pop(str(session.uid))


def _same(result: RowResult, sessions: Iterable[MeetingSession]) -> MeetingSession | None:
    """Return the session on the row's day that has its title and its start, or else one of them."""
    title = base_title(result.text("titel")).casefold()
    same_day = [session for session in sessions if result.slot and session.date == result.date]
    same_title = [session for session in same_day if title and session.meeting.title.casefold() == title]
    same_start = [session for session in same_day if result.slot and session.start == result.slot.start]
    both = [session for session in same_title if session in same_start]
    return next(iter(both or same_title or same_start), None)


def group(plan: MeetingPlan, kinds: Kinds, meetings: list[MeetingResult], rows: list[RowResult]) -> None:
    """Give the rows to their meetings, and append those that are new."""
    by_key = {meeting.meeting.pk: meeting for meeting in meetings}
    by_slug = {meeting.meeting.slug: meeting for meeting in meetings}
    new = []
    for result in rows:
        known = by_key[result.session.meeting_id] if result.session else by_slug.get(_slug_of(result))
        if known is None:
            new.append(result)
        else:
            known.add(result)
    last: list[MeetingResult] = []
    for result in sorted(new, key=lambda result: result.date):
        slug = _slug_of(result)
        one = by_slug.get(slug) if slug else next((m for m in [*last, *meetings] if _is_one(result, m, kinds)), None)
        if one is None and not result.text("titel") and not result.text("art"):
            result.form.add_error("titel", "Skriv mødets titel.")
            continue
        if one is None:
            one = MeetingResult(Meeting(plan=plan))
            meetings.append(one)
        if slug:
            by_slug[slug] = one
        one.add(result)
        last = [one]
    for meeting in meetings:
        meeting.rows.sort(key=lambda result: result.date)
        days = sorted({slot.date for slot in meeting.after})
        for result in meeting.rows if len(days) > 1 else ():
            result.day = days.index(result.date) + 1


def _slug_of(result: RowResult) -> str:
    """Return the address that the row gives its meeting, or what it has under ”møde” beside its title."""
    slug = result.text("portalens adresse") or result.text("møde")
    return slug if IS_ADDRESS.fullmatch(slug) else ""


def _is_one(result: RowResult, meeting: MeetingResult, kinds: Kinds) -> bool:
    """Return True where the row is the next day of the meeting: the same title, none, or one cell with the title."""
    if result.row.is_apart or not meeting.rows:
        return False
    row, last = result.row, meeting.rows[-1].row
    days = {slot.date for slot in meeting.after}
    if result.date in days:
        return bool(row.merged) and (row.merged, row.sheet) == (last.merged, last.sheet)
    if result.date - dt.timedelta(days=1) not in days:
        return False
    title, kind, last_kind = base_title(result.text("titel")).casefold(), result.text("art"), last.texts.get("art")
    if not title:
        return (last.sheet, last.number) == (row.sheet, row.number - 1)
    same_kind = not kind or not last_kind or kinds.named(kind) == kinds.named(last_kind)
    return same_kind and title == base_title(meeting.meeting.title or last.texts.get("titel", "")).casefold()


def base_title(title: str) -> str:
    """Return `Budgetseminar` of `Budgetseminar, 1. dag`."""
    return DAY_OF_SEVERAL.sub("", title) or title


class Kinds(list[MeetingKind]):
    """The kinds of meeting, by what a sheet calls them."""

    def named(self, text: str) -> MeetingKind | None:
        """Return the kind that the text names; None for one that is not known."""
        text = text.casefold()
        for kind in self:
            name = kind.name.casefold()
            if text in {kind.slug, name, name.removesuffix(" møde")}:
                return kind
        return self._with_word(text, KINDS_IN_TITLES[:-1])

    def of_title(self, title: str) -> MeetingKind | None:
        """Return the kind that the title speaks of; the first of all where the secretariat has deleted that."""
        return self._with_word(title.casefold(), KINDS_IN_TITLES) or next(iter(self), None)

    def _with_word(self, text: str, words: tuple[tuple[str, str], ...]) -> MeetingKind | None:
        slug = next((slug for word, slug in words if word in text), "")
        return next((kind for kind in self if kind.slug == slug), None)


def new_address(result: MeetingResult, taken: set[str]) -> str:
    """Return the address of a new meeting: of its title, month and year, for the day can change."""
    first = result.after[0].date
    stem = _slug_of(result.rows[0])
    if stem.isdecimal() or not stem:
        stem = f"{slugify(result.meeting.title)[:50].strip('-')}-{slugify(MONTHS[first.month - 1])}-{first.year}"
    slug, number = free_address(stem), 2
    while slug in taken:
        slug, number = free_address(f"{stem}-{number}"), number + 1
    return slug
