"""A budget as a table to take away: CSV for every program, XLSX for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from budget.models import Budget
from budget.shares import SharedLine
from committee.sheets.writing import inert

HEADINGS = ("Budgetlinje", "Gruppe", "Beløb, ca. mio. kr.", "Andel i procent")
WIDTHS = (58, 16, 20, 16)


def rows(lines: Sequence[SharedLine]) -> list[tuple[str, str, int, int]]:
    """One row a line, and a last row with the sums."""
    table = [(inert(row.line.title), row.line.get_group_display(), row.line.amount, row.share) for row in lines]
    return [*table, ("I alt", "", sum(row[2] for row in table), sum(row[3] for row in table))]


def to_csv(lines: Sequence[SharedLine]) -> bytes:
    """Semicolons and a byte order mark, as a Danish spreadsheet program expects."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(rows(lines))
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(budget: Budget, lines: Sequence[SharedLine]) -> bytes:
    """One sheet with a bold first row that stays in view; amounts and shares are numbers."""
    from openpyxl import Workbook  # imported at the first export: it would cost every start 70 ms
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = str(budget)
    sheet.append(HEADINGS)
    for row in rows(lines):
        sheet.append(row)
    for cell in (*sheet[1], *sheet[sheet.max_row]):
        cell.font = Font(bold=True)
    for place, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for (cell,) in sheet.iter_rows(min_row=2, min_col=3, max_col=3):
        cell.number_format = "#,##0"
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
