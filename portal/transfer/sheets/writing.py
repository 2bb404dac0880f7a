"""Tables as spreadsheet files: CSV for every program, and workbooks that are ready to be read and printed."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from portal.text.cleaning import clean_text
from portal.text.danish import format_number, format_time
from portal.transfer.sheets.files import FORMULA_STARTS

FORMATS = {dt.time: 'hh"."mm', dt.date: "dd-mm-yyyy", int: "#,##0", Decimal: "0.0"}


def inert(text: str) -> str:
    """Return the text, clean, as a cell that no spreadsheet program takes for a formula (OWASP, CSV Injection)."""
    text = clean_text(text)
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def to_csv(headings: Iterable[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return the table with semicolons and a byte order mark: what a Danish spreadsheet program opens in columns."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([inert(value) if isinstance(value, str) else _shown(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(
    title: str,
    widths: Mapping[str, int],
    rows: Iterable[Sequence[Any]],
    above: Sequence[str] = (),
    hidden: Collection[str] = (),
    has_sum: bool = False,
) -> bytes:
    """Return the table as a workbook of one sheet, with days, times and numbers as such.

    `widths` are the headings, which stay in view, and the widths of their columns; the lines `above` stand over them.
    Columns in `hidden` are hidden; the last row is bold where it is the sum. It prints on A4 across.
    """
    from openpyxl import Workbook  # imported at the first export: it would cost every start 70 ms
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for line in above:
        sheet.append([line])
        sheet["A1"].font = Font(bold=True, size=14)
    sheet.append(list(widths))
    first = sheet.max_row
    for row in rows:
        sheet.append([inert(value) if isinstance(value, str) else value for value in row])
    for cell in (*sheet[first], *(sheet[sheet.max_row] if has_sum else ())):
        cell.font = Font(bold=True)
    for cells in sheet.iter_rows(min_row=first + 1):
        for cell in cells:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.number_format = FORMATS.get(type(cell.value), cell.number_format)
    for place, (name, width) in enumerate(widths.items(), 1):
        column = sheet.column_dimensions[get_column_letter(place)]
        column.width, column.hidden = width, name in hidden
    sheet.freeze_panes = f"A{first + 1}"
    sheet.print_title_rows = f"{first}:{first}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.time):
        return format_time(value)
    if isinstance(value, Decimal):
        return format_number(value)
    return f"{value:%d-%m-%Y}" if isinstance(value, dt.date) else str(value)
