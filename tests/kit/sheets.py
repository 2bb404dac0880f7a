"""Spreadsheet files as people have them, for the tests to build."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from committee.sheets.rows import rows_of
from portal.transfer.sheets.rows import SheetRows

HEADINGS = ["titel", "art", "dato", "fra", "til", "bemærkning"]
DAY = dt.datetime(2027, 1, 20)
MEETING: list[Any] = ["Ordinært møde", None, DAY, dt.time(16, 30), dt.time(20), None]
ORDINARY = ("20-01-2027", "16.30", "20.00", "Ordinært møde")


def workbook(*rows: list[Any], change: Callable[[Worksheet], Any] | None = None, title: str = "Plan") -> bytes:
    """A workbook of one sheet; `change` may hide, merge and strike in it."""
    return workbook_of({title: list(rows)}, lambda book: change(book.worksheets[0]) if change else None)


def workbook_of(sheets: dict[str, list[list[Any]]], change: Callable[[Workbook], Any] | None = None) -> bytes:
    """A workbook with these sheets."""
    book, stream = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    if change is not None:
        change(book)
    book.save(stream)
    return stream.getvalue()


def read(content: bytes, name: str = "plan.xlsx") -> SheetRows:
    """What a file has of the plan of 2027."""
    return rows_of(content, name, 2027)


def csv(text: str, letters: str = "utf-8") -> SheetRows:
    """The same of a CSV file."""
    return read(text.encode(letters), "plan.csv")


def told(found: SheetRows) -> list[tuple[str, ...]]:
    """Day, times and title of each row."""
    return [tuple(row.texts[name] for name in ("dato", "fra", "til", "titel")) for row in found.rows]
