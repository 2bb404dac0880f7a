"""Budgets as tables to take away: CSV for every program, XLSX for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from budget.comparison import Comparison
from budget.models import Budget
from budget.shares import shared_lines
from committee.sheets.writing import inert
from portal.text.danish import format_number

Cell = str | int | Decimal | None
FORMATS = {int: "#,##0", Decimal: "0.0"}


@dataclass(frozen=True)
class Sheet:
    """A table with its title and headings, each with the width of its column; the last row holds the sums."""

    title: str
    headings: dict[str, int]
    rows: Sequence[Sequence[Cell]]


def budget_sheet(budget: Budget) -> Sheet:
    """One row a line, and a last row with the sums."""
    lines = shared_lines(budget.lines.all())
    rows = [(inert(row.line.title), row.line.get_group_display(), row.line.amount, row.share) for row in lines]
    total = ("I alt", "", sum(row[2] for row in rows), sum(row[3] for row in rows))
    headings = {"Budgetlinje": 58, "Gruppe": 16, "Beløb, ca. mio. kr.": 20, "Andel i procent": 16}
    return Sheet(str(budget), headings, [*rows, total])


def comparison_sheet(compared: Comparison) -> Sheet:
    """One row a line with its amounts in the two years and what has changed, and a last row with the sums."""
    total = compared.total
    rows: list[Sequence[Cell]] = [
        (
            inert(row.line.title),
            row.line.get_group_display(),
            row.amount.before,
            row.amount.after,
            row.amount.change,
            row.amount.percent,
            row.remark,
        )
        for row in compared.rows
    ]
    rows.append(("I alt", "", total.before, total.after, total.change, total.percent, " ".join(compared.caveats)))
    headings = {
        "Budgetlinje": 58,
        "Gruppe": 16,
        f"{compared.earlier.year}, ca. mio. kr.": 20,
        f"{compared.later.year}, ca. mio. kr.": 20,
        "Ændring, ca. mio. kr.": 22,
        "Ændring, ca. procent": 22,
        "Bemærkning": 58,
    }
    return Sheet(compared.title, headings, rows)


def to_csv(sheet: Sheet) -> bytes:
    """Semicolons and a byte order mark, as a Danish spreadsheet program expects."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(sheet.headings)
    writer.writerows([format_number(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(table: Sheet) -> bytes:
    """One sheet with a bold first row that stays in view; amounts and shares are numbers."""
    from openpyxl import Workbook  # imported at the first export: it would cost every start 70 ms
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = table.title
    sheet.append(list(table.headings))
    for row in table.rows:
        sheet.append(row)
    for cell in (*sheet[1], *sheet[sheet.max_row]):
        cell.font = Font(bold=True)
    for place, width in enumerate(table.headings.values(), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.number_format = FORMATS.get(type(cell.value), cell.number_format)
    sheet.freeze_panes = "A2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
