"""A sheet's rows held against the plan: what they change, what is wrong, what must be confirmed; and the saving of it.

Reading in is all or nothing, and a preview writes nothing: it is reckoned in memory.
"""

from __future__ import annotations

import datetime as dt

import reversion
from django.core.exceptions import ValidationError
from django.db import transaction

from committee import changes, plan_rules
from committee.models import Meeting, MeetingPlan, MeetingSession
from committee.plan_rules import Booking, Slot
from committee.sheets import cells, matching
from committee.sheets.matching import PlanMeetings
from committee.sheets.results import CellChange, MeetingResult, PlanResult, RowResult
from committee.sheets.sheet_row import STATED_WEEKDAY, SheetRow
from portal.text.danish import WEEKDAYS, format_date, parse_date, parse_time, short_date

OF_MEETING = {"place": "sted", "note": "om mødet", "reservation": "forbehold"}
"""The fields of a meeting that a sheet can also empty, and their columns."""
SHOWN = ("", "titel", "art", "sted", "om mødet", "bemærkning", "forbehold", "adresse på portalen")
"""The order in which changes are shown; the first is the time."""
COLUMNS = {"title": "titel", "kind": "art"} | OF_MEETING
CALLED_OFF = ("aflys", "udgår", "udgået")


def read_in(plan: MeetingPlan, rows: list[SheetRow], today: dt.date) -> PlanResult:
    """Return what the rows do to the plan. Nothing is written."""
    known = PlanMeetings(plan)
    found = PlanResult([RowResult(row) for row in rows])
    read = [result for result in found.rows if not result.row.left_out]
    for result in read:
        _read_times(result, plan.year)
    matching.give_sessions(known, read)
    found.meetings = matching.group(known, [result for result in read if not result.problems])
    addresses: set[str] = set()
    for meeting in found.meetings:
        _fill(meeting, addresses)
    for result in read:
        found.warnings += _doubts(result, plan.year)
    _hold_against_rules(known, found, today)
    found.warnings += _left_out(found.rows)
    if found.is_clean:
        found.warnings += _missing(known, found.rows)
    return found


def save(found: PlanResult, reason: str, by: str, at: dt.datetime) -> None:
    """Write what `read_in` found, which must be clean. Members are notified of what moves."""
    with transaction.atomic(), reversion.create_revision():
        for meeting in found.meetings:
            before = changes.timetable(meeting.meeting) if meeting.before else None
            if meeting.fields_changed or meeting.is_new:
                meeting.meeting.save()
            for result in meeting.rows:
                if result.session is not None and (result.is_new or _session_changed(result)):
                    result.session.meeting = meeting.meeting
                    result.session.save()
            if before is not None and meeting.moves:
                changes.publish_notice(meeting.meeting, before, reason, by, at, by_mail=False)


def _read_times(result: RowResult, year: int) -> None:
    row = result.row
    for column, text in row.faults.items():
        result.refuse(column, text)
    day = start = end = None
    if "dato" not in row.faults:
        try:
            day = parse_date(row.texts.get("dato", ""), year)
        except ValueError as error:
            result.refuse("dato", str(error))
    for column in ("fra", "til"):
        try:
            time = parse_time(row.texts.get(column, "")) if column not in row.faults else None
        except ValueError as error:
            result.refuse(column, str(error))
            continue
        start, end = (time, end) if column == "fra" else (start, time)
    if day is not None and day.year != year:
        result.refuse("dato", f"{short_date(day).capitalize()} ligger ikke i mødeplanens år {year}.")
    elif start is not None and end is not None and end <= start:
        result.refuse("til", "Mødet slutter, før det begynder.")
    elif day is not None and start is not None and end is not None:
        result.slot = Slot(day, start, end)


def _fill(meeting: MeetingResult, addresses: set[str]) -> None:
    """Put what the rows say into the meeting and its sessions."""
    first = meeting.rows[0]
    is_new = meeting.is_new
    fields = _fill_meeting(meeting)
    for result in meeting.rows:
        if result.session is None:
            result.session, result.is_new = MeetingSession(meeting=meeting.meeting), True
        _fill_session(result)
        result.meeting = meeting.meeting
    if is_new and not any(result.problems for result in meeting.rows):
        meeting.meeting.slug = matching.new_address(meeting, addresses)
        addresses.add(meeting.meeting.slug)
        fields.append(CellChange("adresse på portalen", "", meeting.meeting.get_absolute_url()))
    meeting.fields_changed = bool(fields)
    first.changes = sorted([*first.changes, *fields], key=lambda change: SHOWN.index(change.label))


def _fill_meeting(meeting: MeetingResult) -> list[CellChange]:
    """Set the meeting's own fields; what changes is returned."""
    found, record, first = [], meeting.meeting, meeting.rows[0]
    agreed = {column: _agreed(meeting, column) for column in ("titel", "art", *OF_MEETING.values())}
    kind = matching.kind_of(agreed["art"]) if agreed["art"] else None
    title = agreed["titel"] or record.title or (str(Meeting.Kind(kind).label) if kind else agreed["art"]) or ""
    title = matching.base_title(title) if len(meeting.rows) > 1 or record.title == matching.base_title(title) else title
    if agreed["art"] and kind is None:
        first.refuse("art", f"Arten kendes ikke. Skriv en af: {', '.join(map(str, Meeting.Kind.labels))}.")
    kind = kind or record.kind or matching.kind_in_title(title)
    wanted = {"title": title, "kind": kind}
    for name, column in OF_MEETING.items():
        text = agreed[column]
        if text is not None:
            wanted[name] = "" if name == "place" and text == record.plan.committee.place else text
    for name, value in wanted.items():
        before = str(record.get_kind_display() if name == "kind" and record.kind else getattr(record, name))
        if getattr(record, name) != value:
            setattr(record, name, value)
            after = str(record.get_kind_display() if name == "kind" else value)
            found.append(CellChange(COLUMNS[name], before, after))
        _clean(first, record, name, COLUMNS[name])
    return found


def _agreed(meeting: MeetingResult, column: str) -> str | None:
    """What the meeting's rows say in the column; None where the sheet has no such column."""
    rows = [result for result in meeting.rows if column in result.row.texts]
    texts: dict[str, RowResult] = {}
    for result in rows:
        text = result.row.texts[column]
        texts.setdefault(matching.base_title(text) if column == "titel" and len(rows) > 1 else text, result)
    given = {text: result for text, result in texts.items() if text}
    if len(given) > 1:
        last = list(given.values())[-1]
        last.refuse(column, f"{meeting.name} er ét møde, men rækkerne siger ikke det samme. Ret dem.")
    return next(iter(given), "") if rows else None


def _fill_session(result: RowResult) -> None:
    session, slot = result.session, result.slot
    if session is None or slot is None:
        return
    old = "" if result.is_new else str(session)
    result.date_before = session.date
    note = result.row.texts.get("bemærkning", session.note)
    changed = [CellChange("bemærkning", session.note, note)] if note != session.note else []
    session.date, session.start, session.end, session.note = *slot, note
    if old != str(session):
        changed.insert(0, CellChange("", old, str(session)))
    _clean(result, session, "note", "bemærkning")
    result.changes = changed + result.changes


def _session_changed(result: RowResult) -> bool:
    return any(change.label in {"", "bemærkning"} for change in result.changes)


def _clean(result: RowResult, record: Meeting | MeetingSession, name: str, column: str) -> None:
    """Hold the value of a field against the field's own rules."""
    try:
        record.clean_fields(exclude={field.name for field in record._meta.fields} - {name})
    except ValidationError as error:
        result.refuse(column, " ".join(error.messages))


def _doubts(result: RowResult, year: int) -> list[str]:
    """What somebody must say yes to, as the row may be read wrongly."""
    row, found = result.row, list(result.row.doubts)
    if result.slot is not None and (stated := int(row.texts.get(STATED_WEEKDAY, 0))):
        other = cells.month_first(row.texts["dato"], year)
        other = other if other is not None and other.isoweekday() == stated else None
        before = result.date_before
        is_left = (
            other is None and before not in {None, result.date} and before.isoweekday() == stated
        )  # moved in our sheet
        if result.date.isoweekday() != stated and not is_left:
            text = f"er læst som {format_date(result.slot.date)}, men arket siger {WEEKDAYS[stated - 1]}."
            hint = f" Med måneden først er det {format_date(other)}." if other else ""
            found.append(f"{row.where('dato')}: ”{row.texts['dato']}” {text}{hint}")
    status = row.texts.get("status", "").casefold()
    stands_as = result.meeting.status if result.meeting is not None else Meeting.Status.PLANNED
    if status and status != stands_as:
        found.append(f"{row.where('status')}: Feltet status rettes ikke fra arket. Brug ”Aflys møde”.")
    words = f"{row.texts.get('titel', '')} {row.texts.get('bemærkning', '')} {row.texts.get('om mødet', '')}".casefold()
    if result.is_new and any(word in words for word in CALLED_OFF):
        found.append(f"{row.name}: Mødet ser ud til at være aflyst, men bliver oprettet som planlagt.")
    if result.is_new and any("?" in text.strip("? ") for text in row.texts.values()):
        found.append(f"{row.name}: Der er et spørgsmålstegn inde i en tekst. Står der et andet bogstav i arket?")
    return found


def _hold_against_rules(known: PlanMeetings, found: PlanResult, today: dt.date) -> None:
    """Hold the new times against the plan's rules, as all times of the plan will be."""
    touched = {id(meeting.meeting): meeting for meeting in found.meetings}
    held = [Booking(slot, str(m.meeting)) for m in found.meetings if not m.meeting.is_cancelled for slot in m.after]
    owners = [id(m.meeting) for m in found.meetings if not m.meeting.is_cancelled for _ in m.after]
    for meeting in known.by_slug.values():
        if id(meeting) not in touched and not meeting.is_cancelled:
            slots = known.before[meeting.pk]
            held += [Booking(slot, str(meeting)) for slot in slots]
            owners += [id(meeting)] * len(slots)
    for result in found.meetings:
        if result.before == result.after or result.meeting.is_cancelled:
            continue
        days = {slot.date for slot in result.after}
        taken = [
            other
            for other, owner in zip(held, owners, strict=True)
            if owner != id(result.meeting) and other.slot.date in days
        ]
        problems = plan_rules.errors(result.after, known.plan.year, taken)
        found.problems += [f"{result.name}: {text}" for text in problems]
        warnings = plan_rules.warnings(result.after, result.before, taken, today)
        found.warnings += [f"{result.name}: {text}" for text in warnings]


def _left_out(rows: list[RowResult]) -> list[str]:
    """Name the rows that are there and were not read."""
    found = []
    for result in rows:
        if result.row.left_out:
            values = [result.row.texts.get(column, "") for column in ("dato", "fra", "titel")]
            found.append(
                f"{result.row.name} er {result.row.left_out} og er ikke læst: {' '.join(filter(None, values))}."
            )
    return found


def _missing(known: PlanMeetings, rows: list[RowResult]) -> list[str]:
    """Say which sessions of the plan are in no row."""
    named = {str(result.session.uid) for result in rows if result.session is not None}
    named |= {result.row.texts.get("nøgle", "") for result in rows}
    left = [session for uid, session in known.sessions.items() if uid not in named]
    if not left:
        return []
    stay = "1 mødegang i planen står" if len(left) == 1 else f"{len(left)} mødegange i planen står"
    days = ", ".join(short_date(session.date) for session in sorted(left, key=lambda s: s.date)[:10])
    days += f" og {len(left) - 10} andre" if len(left) > 10 else ""
    text = f"{stay} ikke i arket. De bliver, som de er: {days}. Brug ”Aflys møde”, når et møde ikke skal holdes."
    return [text.replace("De bliver, som de er", "Den bliver, som den er") if len(left) == 1 else text]
