"""A spreadsheet file as staff have it, made into rows of text: Excel and CSV, however their program wrote them.

Which row has the headings, which sheet of the workbook it is on, what parts the columns of a CSV and which letters it
is written in is found out; days and times become what `portal.danish` reads. Rows without a word are left out, and
every other row keeps its number in the file in the column `ROW`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from tablib import Dataset

from portal.danish import format_time
from portal.text import clean_text

ROW = "række"
NEEDED = ("dato", "fra", "til")
KINDS = ("xlsx", "csv")
HEADINGS_WITHIN, ROWS_READ, COLUMNS_READ = 10, 5000, 40
LARGEST_UNPACKED = 30_000_000
"""Bytes that a workbook, which is a packed folder, may hold."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet program takes for the start of a formula, in a cell that people have written."""
EXCEL_DAYS = range(20_000, 80_000)
"""Numbers that stand for a day in Excel: 1954 to 2119."""

Cells = Sequence[Sequence[Any]]


class SheetError(ValueError):
    """The file is no plan; a Danish sentence says why."""


def read(content: bytes, kind: str) -> Dataset:
    """The rows of the first table with headings in the file; `kind` is one of KINDS. SheetError without one."""
    tables = _workbook(content) if kind == "xlsx" else _csv(content)
    nearest: set[str] = set(NEEDED)
    for cells in tables:
        for place, row in enumerate(cells[:HEADINGS_WITHIN]):
            missing = set(NEEDED) - set(headings := [_heading(cell) for cell in row])
            if not missing:
                return _dataset(headings, cells, place)
            nearest = min(nearest, missing, key=len)
    named = ", ".join(name for name in NEEDED if name in nearest)
    raise SheetError(f"Arket mangler kolonnen {named}. Hent planen, og ret i den.")


def write(rows: Dataset, kind: str) -> bytes:
    """The rows as a file of a kind that `read` reads back to the same."""
    safe = Dataset(*([inert(clean_text(str(cell))) for cell in row] for row in rows), headers=rows.headers)
    if kind == "xlsx":
        return bytes(safe.export("xlsx"))
    # Semicolons and a byte order mark: what a Danish spreadsheet program opens in columns.
    return str(safe.export("csv", delimiter=";")).encode("utf-8-sig")


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet program takes for a formula (OWASP, CSV Injection)."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def _dataset(headings: list[str], cells: Cells, place: int) -> Dataset:
    columns = {name: column for column, name in enumerate(headings) if name and name != ROW}
    if twice := next((name for name in columns if headings.count(name) > 1), None):
        raise SheetError(f"Kolonnen {twice} står to gange i arket. Slet den ene.")
    found = Dataset(headers=[*columns, ROW])
    for number, row in enumerate(cells[place + 1 :], place + 2):
        texts = [_text(name, row[column]) if column < len(row) else "" for name, column in columns.items()]
        if any(texts):
            found.append([*texts, str(number)])
    return found


def _workbook(content: bytes) -> Iterator[Cells]:
    from openpyxl import load_workbook  # imported at the first upload: it would cost every start 70 ms

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            if sum(file.file_size for file in folder.infolist()) > LARGEST_UNPACKED:
                raise SheetError("Filen er for stor, når den pakkes ud. Slet de ark og billeder, der ikke er planen.")
        for sheet in load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets:
            yield list(sheet.iter_rows(max_row=ROWS_READ, max_col=COLUMNS_READ, values_only=True))
    except SheetError:
        raise
    except Exception as error:  # openpyxl raises what its XML and ZIP parsers raise
        raise SheetError("Filen er ikke et regneark, som kan læses. Gem arket som .xlsx, og vælg det igen.") from error


def _csv(content: bytes) -> Iterator[Cells]:
    """The file read with each of the signs that programs put between columns."""
    try:
        text = _letters(content)
        for sign in ";,\t":
            yield list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))[:ROWS_READ]
    except (UnicodeError, csv.Error):
        raise SheetError("Filen kan ikke læses. Hent planen som regneark, ret i den, og prøv igen.") from None


def _letters(content: bytes) -> str:
    """The text in the letters of the web (UTF-8), of Excel's ”Unicode” (UTF-16) or of Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _heading(cell: Any) -> str:
    """`fra` for `Fra kl.:`."""
    return clean_text(str(cell or "")).casefold().strip(" .:*\n").removesuffix("kl").strip()


def _text(column: str, cell: Any) -> str:
    if cell is None:
        return ""
    if column == "dato":
        cell = _day(cell)
    elif column in {"fra", "til"}:
        cell = _clock(cell)
    text = clean_text(str(cell)).strip()
    return text.removeprefix("'") if text.lstrip("'").startswith(FORMULA_STARTS) else text


def _day(cell: Any) -> Any:
    if isinstance(cell, int | float) and int(cell) in EXCEL_DAYS:
        cell = dt.date(1899, 12, 30) + dt.timedelta(days=int(cell))
    return f"{cell:%d-%m-%Y}" if isinstance(cell, dt.date) else cell


def _clock(cell: Any) -> Any:
    """A time of the day, which Excel keeps as a part of a day; `16.3` is half past four to a program that takes the
    full stop for a decimal point."""
    if isinstance(cell, dt.datetime):
        cell = cell.time()
    if isinstance(cell, dt.time):
        cell = dt.timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, float) and 0 < cell < 1:
        cell = dt.timedelta(days=cell)
    if isinstance(cell, dt.timedelta):
        minutes = round(cell.total_seconds() / 60)
        return format_time(dt.time(minutes // 60 % 24, minutes % 60))
    return f"{cell:.2f}" if isinstance(cell, float) else cell
