"""Which meeting of the plan a row is about, and which new rows are days of one meeting."""

from __future__ import annotations

import re
from collections import Counter

from committee.models import Meeting, MeetingKind, MeetingPlan, MeetingSession
from committee.next_plan import free_address
from committee.plan_rules import Slot
from committee.sheets.results import MeetingResult, RowResult, next_day
from committee.sheets.sheet_row import IS_ADDRESS
from portal.text.danish import MONTHS, slugify

DAY_OF_SEVERAL = re.compile(r"[\s,:(–-]*\(?(?:\d\. ?dag|dag ?\d|\d\. ?del|del ?\d)\)?$", re.IGNORECASE)
"""What people write behind the title of one of a meeting's days: `, 1. dag`."""
KINDS_IN_TITLES = (
    *(("seminar", "budgetseminar"), ("konstituer", "konstituerende"), ("introduktion", "introduktion")),
    *(("ekstraordin", "ekstraordinaert"), ("fællesmøde", "faellesmoede"), ("studietur", "studietur")),
    *(("besøg", "besoeg"), ("", "ordinaert")),
)
"""Words of titles, and the kinds that they speak of; an ordinary meeting where a title speaks of none."""


class PlanMeetings:
    """The plan's meetings and their sessions, as they stand."""

    def __init__(self, plan: MeetingPlan) -> None:
        self.plan = plan
        self.kinds = Kinds(MeetingKind.objects.all())
        meetings = list(
            Meeting.objects.filter(plan=plan).select_related("plan__committee", "kind").prefetch_related("sessions")
        )
        self.by_slug = {meeting.slug: meeting for meeting in meetings}
        self.sessions: dict[str, MeetingSession] = {}
        self.before: dict[int, list[Slot]] = {}
        for meeting in meetings:
            held = [session for session in meeting.sessions.all() if not session.is_cancelled]
            self.sessions |= {str(session.uid): session for session in held}
            self.before[meeting.pk] = sorted(Slot(s.date, s.start, s.end) for s in held)


def give_sessions(plan: PlanMeetings, rows: list[RowResult]) -> None:
    """Give each row the session that it is about: by its key, or by its day with its title or its start."""
    keys = Counter(result.row.texts.get("nøgle", "") for result in rows)
    for result in rows:
        key = result.row.texts.get("nøgle", "")
        if not key:
            continue
        if keys[key] > 1:
            result.refuse("nøgle", "Nøglen står i flere rækker. Lad feltet stå tomt i en ny række.")
        elif key not in plan.sessions:
            result.refuse("nøgle", "Nøglen hører ikke til planen. Lad feltet stå tomt i en ny række.")
        else:
            result.session = plan.sessions[key]
    taken = set(keys)
    for result in rows:
        if result.session is not None or result.row.texts.get("nøgle") or result.slot is None:
            continue
        left = [session for uid, session in plan.sessions.items() if uid not in taken]
        if (session := _same(result, left)) is not None:
            result.session = session
            taken.add(str(session.uid))


def _same(result: RowResult, sessions: list[MeetingSession]) -> MeetingSession | None:
    """The session on the row's day that has its title and its start, or else one of them."""
    slot, title = result.slot, base_title(result.row.texts.get("titel", "")).casefold()
    if slot is None:
        return None
    same_day = [session for session in sessions if session.date == slot.date]
    same_title = [s for s in same_day if title and s.meeting.title.casefold() == title]
    same_start = [s for s in same_day if s.start == slot.start]
    both = [s for s in same_title if s in same_start]
    return next(iter(both or same_title or same_start), None)


def group(plan: PlanMeetings, rows: list[RowResult]) -> list[MeetingResult]:
    """Put the rows together into meetings. Rows with a problem are in none."""
    found: dict[int, MeetingResult] = {}
    named: dict[str, MeetingResult] = {}
    new: list[RowResult] = []
    for result in rows:
        if result.session is not None:
            _add(plan, found, result, result.session.meeting)
        elif (meeting := plan.by_slug.get(_slug_of(result))) is not None:
            _add(plan, found, result, meeting)
        else:
            new.append(result)
    meetings = list(found.values())
    last: MeetingResult | None = None
    for result in sorted(new, key=lambda r: r.date):
        slug = _slug_of(result)
        together = (
            named.get(slug)
            if slug
            else next((m for m in [last, *meetings] if m and _is_one(result, m, plan.kinds)), None)
        )
        if together is None:
            if not result.row.texts.get("titel") and not result.row.texts.get("art"):
                result.refuse("titel", "Skriv mødets titel.")
                continue
            together = MeetingResult(Meeting(plan=plan.plan), [])
            meetings.append(together)
        if slug:
            named[slug] = together
        together.rows.append(result)
        last = together
    for meeting in meetings:
        meeting.rows.sort(key=lambda r: r.date)
        days = sorted({slot.date for slot in meeting.after})
        for result in meeting.rows if len(days) > 1 else ():
            result.day = days.index(result.date) + 1
    return meetings


def _add(plan: PlanMeetings, found: dict[int, MeetingResult], result: RowResult, meeting: Meeting) -> None:
    if meeting.pk not in found:
        others = [session for session in plan.sessions.values() if session.meeting_id == meeting.pk]
        found[meeting.pk] = MeetingResult(meeting, [], list(plan.before[meeting.pk]), others)
    together = found[meeting.pk]
    together.rows.append(result)
    together.others = [session for session in together.others if session is not result.session]


def _slug_of(result: RowResult) -> str:
    """The address that the row gives its meeting, or what it has under ”møde” beside its title; empty for none."""
    texts = result.row.texts
    slug = texts.get("portalens adresse") or texts.get("møde", "")
    return slug if IS_ADDRESS.fullmatch(slug) else ""


def _is_one(result: RowResult, meeting: MeetingResult, kinds: Kinds) -> bool:
    """True where the row is the next day of the meeting: the same title, no title, or one cell with the title."""
    days = {slot.date for slot in meeting.after}
    if result.row.is_apart or not meeting.rows:
        return False
    last = meeting.rows[-1].row
    if result.date in days:
        return bool(result.row.merged) and (result.row.merged, result.row.sheet) == (last.merged, last.sheet)
    if result.date not in {next_day(day) for day in days}:
        return False
    texts, title = result.row.texts, base_title(result.row.texts.get("titel", "")).casefold()
    if not title:
        return last.sheet == result.row.sheet and last.number == result.row.number - 1
    theirs = base_title(meeting.meeting.title or last.texts.get("titel", "")).casefold()
    one, other = texts.get("art", ""), last.texts.get("art", "")
    return title == theirs and (not one or not other or kinds.named(one) == kinds.named(other))


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
    slug = free_address(stem)
    number = 2
    while slug in taken:
        slug, number = free_address(f"{stem}-{number}"), number + 1
    return slug
