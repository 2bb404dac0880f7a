"""Spreadsheet files as people have them, for the tests to build."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADINGS = ["titel", "art", "dato", "fra", "til", "bemærkning"]


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
