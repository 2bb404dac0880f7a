"""A plan as a spreadsheet for people: what a member asks of it in columns, and its keys out of the way."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

from committee.models import Meeting, MeetingPlan, MeetingSession
from committee.sheets.grid import FORMULA_STARTS
from portal.text.cleaning import clean_text
from portal.text.danish import WEEKDAYS, format_time, short_date

KINDS = ("xlsx", "csv")
WIDTHS = {
    **{"Ugedag": 10, "Dato": 12, "Fra": 8, "Til": 8, "Titel": 34, "Art": 20, "Sted": 30, "Om mødet": 30},
    **{"Bemærkning": 30, "Forbehold": 34, "Status": 10, "Ændring": 44, "Portalens adresse": 30, "Nøgle": 38},
}
"""The headings, and how wide their columns are."""
KEYS = ("Portalens adresse", "Nøgle")
"""Columns that only the portal needs, to know the rows again; hidden where a file can hide them."""


def inert(text: str) -> str:
    """Return the text, clean, as a cell that no spreadsheet program takes for a formula (OWASP, CSV Injection)."""
    text = clean_text(text)
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def write(plan: MeetingPlan, kind: str, today: dt.date) -> bytes:
    """Return the plan as a file of one of KINDS, which the portal reads back to the same."""
    return _workbook(plan, today) if kind == "xlsx" else _csv(plan)


def rows_out(plan: MeetingPlan) -> list[dict[str, Any]]:
    """Return a row for each of the plan's sessions, in their order, with days and times as such."""
    meetings = Meeting.objects.filter(plan=plan).select_related("plan__committee", "kind")
    by_key = {meeting.pk: meeting for meeting in meetings.prefetch_related("changes")}
    sessions = MeetingSession.objects.filter(meeting__plan=plan, is_cancelled=False).order_by("date", "start", "pk")
    return [_row(by_key[session.meeting_id], session) for session in sessions]


def _row(meeting: Meeting, session: MeetingSession) -> dict[str, Any]:
    latest = next(iter(meeting.changes.all()), None)
    return {
        "Ugedag": WEEKDAYS[session.date.weekday()],
        "Dato": session.date,
        "Fra": session.start,
        "Til": session.end,
        "Titel": meeting.title,
        "Art": meeting.kind.name,
        "Sted": meeting.shown_place,
        "Om mødet": meeting.note,
        "Bemærkning": session.note,
        "Forbehold": meeting.reservation,
        "Status": meeting.status,
        "Ændring": latest.sentence if latest else "",
        "Portalens adresse": meeting.slug,
        "Nøgle": str(session.uid),
    }


def about(plan: MeetingPlan) -> str:
    """Return whether the plan is a proposal, or when it was adopted and by whom."""
    if not plan.is_adopted or plan.adopted_on is None:
        return f"Mødeplanen for {plan.year} er et forslag."
    by = f" af {plan.adopted_by}" if plan.adopted_by else ""
    return f"Mødeplanen for {plan.year} er vedtaget den {short_date(plan.adopted_on)}{by}."


def _csv(plan: MeetingPlan) -> bytes:
    """Semicolons and a byte order mark: what a Danish spreadsheet program opens in columns."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(WIDTHS)
    for row in rows_out(plan):
        writer.writerow([inert(_shown(row[name])) for name in WIDTHS])
    return text.getvalue().encode("utf-8-sig")


def _shown(value: Any) -> str:
    if isinstance(value, dt.time):
        return format_time(value)
    return f"{value:%d-%m-%Y}" if isinstance(value, dt.date) else str(value)


def _workbook(plan: MeetingPlan, today: dt.date) -> bytes:
    """One sheet, whose name is the plan's, with its status on top and the headings in view; it prints on A4 across."""
    from openpyxl import Workbook  # imported at the first export: it would cost every start 70 ms
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = str(plan)
    for line in (str(plan), f"{about(plan)} Hentet fra portalen den {short_date(today)}.", ""):
        sheet.append([line])
    sheet.append(list(WIDTHS))
    for row in rows_out(plan):
        sheet.append([inert(value) if isinstance(value, str) else value for value in row.values()])
    sheet["A1"].font = Font(bold=True, size=14)
    for cell in sheet[4]:
        cell.font = Font(bold=True)
    for cells in sheet.iter_rows(min_row=5):
        for cell in cells:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if cell.is_date:
                cell.number_format = 'hh"."mm' if isinstance(cell.value, dt.time) else "dd-mm-yyyy"
    for place, (name, width) in enumerate(WIDTHS.items(), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.column_dimensions[get_column_letter(place)].hidden = name in KEYS
    sheet.freeze_panes = "A5"
    sheet.print_title_rows = "4:4"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
