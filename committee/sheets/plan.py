"""A sheet's rows held against the plan: what they change, what is wrong, what must be confirmed; and the saving of it.

Reading in is all or nothing, and a preview writes nothing: it is reckoned in memory.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import reversion
from django.db import transaction

from committee import changes, plan_rules
from committee.models import Meeting, MeetingKind, MeetingPlan, MeetingSession
from committee.plan_rules import Booking
from committee.sheets import matching
from committee.sheets.results import CellChange, MeetingResult, PlanResult, RowResult
from committee.sheets.rows import STATED_WEEKDAY, MeetingRowForm
from committee.timetable import timetable
from portal.text.danish import WEEKDAYS, format_date, short_date
from portal.transfer.sheets import times
from portal.transfer.sheets.rows import SheetRow

COLUMNS = {
    **{"title": "titel", "kind": "art", "place": "sted", "note": "om mødet", "reservation": "forbehold"},
    **{"agenda_url": "dagsordenens adresse", "minutes_url": "referatets adresse"},
}
"""The fields of a meeting that a sheet can change, and their columns."""
SHOWN = (
    *("", "titel", "art", "sted", "om mødet", "bemærkning", "forbehold"),
    *("dagsordenens adresse", "referatets adresse", "adresse på portalen"),
)
"""The order in which changes are shown; the first is the time."""
CALLED_OFF = ("aflys", "udgår", "udgået")


def read_in(plan: MeetingPlan, rows: list[SheetRow], today: dt.date) -> PlanResult:
    """Return what the rows do to the plan. Nothing is written."""
    results = [RowResult(row, MeetingRowForm(row, place, plan.year)) for place, row in enumerate(rows)]
    read = [result for result in results if not result.row.left_out]
    meetings, kinds = matching.meetings_of(plan), matching.Kinds(MeetingKind.objects.all())
    matching.give_sessions(meetings, read)
    matching.group(plan, kinds, meetings, [result for result in read if not result.problems])
    found = PlanResult(results, [meeting for meeting in meetings if meeting.rows])
    addresses: set[str] = set()
    is_told = not (plan.is_draft or plan.is_being_proposed(today))
    for meeting in found.meetings:
        meeting.is_told = is_told and not meeting.meeting.is_draft
        _fill(meeting, addresses, kinds)
    for result in read:
        found.warnings += _doubts(result, plan.year)
    _hold_against_rules(meetings, found, plan.year, today)
    found.warnings += _left_out(results)
    if found.is_clean:
        keys = {result.text("nøgle") for result in results}
        others = [session for meeting in meetings for session in meeting.others]
        found.warnings += _missing([session for session in others if str(session.uid) not in keys])
    return found


def save(found: PlanResult, reason: str, by: str, at: dt.datetime) -> None:
    """Write what `read_in` found, which must be clean. Members are notified of what moves."""
    with transaction.atomic(), reversion.create_revision():
        for meeting in found.meetings:
            before = timetable(meeting.meeting) if meeting.before else None
            if meeting.is_changed:
                meeting.meeting.save()
            for result in meeting.rows:
                is_changed = any(change.label in {"", "bemærkning"} for change in result.changes)
                if result.session is not None and is_changed:
                    result.session.meeting = meeting.meeting
                    result.session.save()
            if before is not None:
                changes.publish_notice(meeting.meeting, before, reason, by, at, by_mail=False)


def _fill(meeting: MeetingResult, addresses: set[str], kinds: matching.Kinds) -> None:
    """Put what the rows say into the meeting and its sessions."""
    first, record = meeting.rows[0], meeting.meeting
    fields = _fill_meeting(meeting, kinds)
    for result in meeting.rows:
        _fill_session(result, record)
    if meeting.is_new and not any(result.problems for result in meeting.rows):
        record.slug = matching.new_address(meeting, addresses)
        addresses.add(record.slug)
        fields.append(CellChange("adresse på portalen", "", record.get_absolute_url()))
    meeting.is_changed = bool(fields)
    first.changes = sorted([*first.changes, *fields], key=lambda change: SHOWN.index(change.label))


def _fill_meeting(meeting: MeetingResult, kinds: matching.Kinds) -> list[CellChange]:
    """Set the meeting's own fields, and return what changes. A column that the sheet lacks changes nothing."""
    record, first = meeting.meeting, meeting.rows[0]
    agreed: dict[str, Any] = {name: _agreed(meeting, column) for name, column in COLUMNS.items()}
    kind = kinds.named(agreed["kind"]) if agreed["kind"] else None
    title = agreed["title"] or record.title or (kind.name if kind else agreed["kind"]) or ""
    if len(meeting.rows) > 1 or record.title == matching.base_title(title):
        title = matching.base_title(title)
    if agreed["kind"] and kind is None:
        first.form.add_error("art", f"Arten kendes ikke. Skriv en af: {', '.join(map(str, kinds))}.")
    kind = kind or _shown(record, "kind") or kinds.of_title(title)
    if kind is None:
        first.form.add_error("art", "Portalen har ingen mødearter. Opret en først.")
    place = "" if agreed["place"] == record.plan.committee.place else agreed["place"]
    agreed |= {"title": title, "kind": kind, "place": place}
    found = []
    for name, value in agreed.items():
        before = _shown(record, name)
        if value is not None and before != value:
            setattr(record, name, value)
            found.append(CellChange(COLUMNS[name], str(before), str(value)))
    return found


def _shown(record: Meeting, name: str) -> Any:
    """Return what the field holds; empty for the kind of a meeting that has none yet."""
    return "" if name == "kind" and not record.kind_id else getattr(record, name)


def _agreed(meeting: MeetingResult, column: str) -> str | None:
    """Return what the meeting's rows say in the column; None where the sheet has no such column."""
    rows = [result for result in meeting.rows if column in result.row.texts]
    given: dict[str, RowResult] = {}
    for result in rows:
        text = result.text(column)
        given.setdefault(matching.base_title(text) if column == "titel" and len(rows) > 1 else text, result)
    empty = given.pop("", None)
    if len(given) > 1:
        text = f"{meeting.name} er ét møde, men rækkerne siger ikke det samme. Ret dem."
        list(given.values())[-1].form.add_error(column, text)
    return next(iter(given), "" if empty else None)


def _fill_session(result: RowResult, meeting: Meeting) -> None:
    if result.slot is None:
        return
    session, result.is_new = result.session or MeetingSession(meeting=meeting), result.session is None
    before = "" if result.is_new else str(session)
    note = result.row.texts.get("bemærkning", session.note)
    result.session, result.meeting, result.date_before = session, meeting, session.date
    changed = [CellChange("bemærkning", session.note, note)] if note != session.note else []
    session.date, session.start, session.end, session.note = *result.slot, note
    if before != str(session):
        changed.insert(0, CellChange("", before, str(session)))
    result.changes = changed


def _doubts(result: RowResult, year: int) -> list[str]:
    """Return what somebody must say yes to, as the row may be read wrongly."""
    row, found = result.row, result.form.doubts
    stated = int(result.text(STATED_WEEKDAY) or 0)
    if result.slot and stated and result.date.isoweekday() != stated:
        other = times.month_first(result.text("dato"), year)
        other = other if other and other.isoweekday() == stated else None
        before = result.date_before
        is_left = before is not None and before != result.date and before.isoweekday() == stated  # moved in our sheet
        if other or not is_left:
            hint = f" Med måneden først er det {format_date(other)}." if other else ""
            text = f"er læst som {format_date(result.date)}, men arket siger {WEEKDAYS[stated - 1]}.{hint}"
            found.append(f"{row.where('dato')}: ”{result.text('dato')}” {text}")
    status = result.text("status").casefold()
    if status and status != (result.meeting.status if result.meeting else Meeting.Status.PLANNED):
        found.append(f"{row.where('status')}: Feltet status rettes ikke fra arket. Brug ”Aflys møde”.")
    words = " ".join(map(result.text, ("titel", "bemærkning", "om mødet"))).casefold()
    if result.is_new and any(word in words for word in CALLED_OFF):
        found.append(f"{row.name}: Mødet ser ud til at være aflyst, men bliver oprettet som planlagt.")
    if result.is_new and any("?" in text.strip("? ") for text in row.texts.values()):
        found.append(f"{row.name}: Der er et spørgsmålstegn inde i en tekst. Står der et andet bogstav i arket?")
    return found


def _hold_against_rules(meetings: list[MeetingResult], found: PlanResult, year: int, today: dt.date) -> None:
    """Hold the new times against the plan's rules, as all times of the plan will be."""
    held = [(m, Booking(slot, str(m.meeting))) for m in meetings if not m.meeting.is_cancelled for slot in m.after]
    for meeting in found.meetings:
        if meeting.before != meeting.after and not meeting.meeting.is_cancelled:
            days = {slot.date for slot in meeting.after}
            taken = [booking for other, booking in held if other is not meeting and booking.slot.date in days]
            problems = plan_rules.errors(meeting.after, year, taken)
            warnings = plan_rules.warnings(meeting.after, meeting.before, taken, today)
            found.problems += [f"{meeting.name}: {text}" for text in problems]
            found.warnings += [f"{meeting.name}: {text}" for text in warnings]


def _left_out(results: list[RowResult]) -> list[str]:
    """Name the rows that are there and were not read."""
    return [
        f"{result.row.name} er {result.row.left_out} og er ikke læst: "
        f"{' '.join(filter(None, map(result.text, ('dato', 'fra', 'titel'))))}."
        for result in results
        if result.row.left_out
    ]


def _missing(left: list[MeetingSession]) -> list[str]:
    """Say which sessions of the plan are in no row."""
    if not left:
        return []
    days = ", ".join(short_date(session.date) for session in sorted(left, key=lambda session: session.date)[:10])
    days += f" og {len(left) - 10} andre" if len(left) > 10 else ""
    stay = f"{len(left)} mødetidspunkter i planen står ikke i arket. De bliver, som de er"
    if len(left) == 1:
        stay = "1 mødetidspunkt i planen står ikke i arket. Det bliver, som det er"
    return [f"{stay}: {days}. Brug ”Aflys møde”, når et møde ikke skal holdes."]
