"""Spreadsheet files as people have them, read into sheets of rows of cells. What a file is, its first bytes say."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from portal.text.cleaning import clean_text
from portal.text.danish import format_time
from portal.transfer.sheets.letters import decode

ROWS_READ, COLUMNS_READ = 2000, 100
LARGEST_UNPACKED, MOST_CELLS = 30_000_000, 60_000
"""Bytes and cells that a workbook, which is a packed folder, may hold."""
SIGNS = ";,\t|"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet program takes for the start of a formula, in a cell that people have written."""
CELL_ERRORS = re.compile(
    r"#(?:REF|REFERENCE|VALUE|VÆRDI|NAME|NAVN|DIV/0|NULL|NUL|NUM|N/A|I/T|SPILL|CALC)[!?]?|#{2,}", re.IGNORECASE
)
SAVE_AS = "Åbn den, gem den som Excel-projektmappe (.xlsx) eller CSV, og vælg den igen."
UNREADABLE = "Filen er ikke et regneark, som kan læses. Gem arket som .xlsx, og vælg det igen."
NAMES = {
    "xls": "Filen er en ældre Excel-fil (.xls)",
    "xlsb": "Filen er en binær Excel-fil (.xlsb)",
    "ods": "Filen er et regneark fra LibreOffice (.ods)",
    "numbers": "Filen er et regneark fra Numbers",
    "pdf": "Filen er en PDF",
    "doc": "Filen er et Word-dokument",
    "docx": "Filen er et Word-dokument",
}
"""Kinds that people have tables in and that are not read, by the ending of the name."""
PACKED = {
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": "xlsb",
    "content.xml": "ods",
    "word/document.xml": "docx",
    "Index/Document.iwa": "numbers",
}
"""The kinds that are packed folders, by what is in them."""


class SheetError(ValueError):
    """The file is not what is asked for; a Danish sentence says why."""


@dataclass(frozen=True)
class Cell:
    """A cell with something in it, as a Danish program shows it."""

    text: str
    fault: str = ""
    """Why the cell cannot be trusted: a Danish sentence."""
    is_struck: bool = False
    merged: str = ""
    """The stretch of rows that the cell is merged over, `B5:B6`; empty for other cells."""


@dataclass
class Row:
    """A row that has something in it."""

    number: int
    cells: dict[int, Cell] = field(default_factory=dict)
    """The cells that are not empty, by the number of their column, from 1."""
    is_hidden: bool = False


@dataclass
class Sheet:
    """A sheet of a workbook, or a whole CSV file, whose sheet has no name."""

    name: str
    rows: list[Row] = field(default_factory=list)
    hidden_columns: frozenset[int] = frozenset()

    @property
    def title(self) -> str:
        return f"Arket ”{self.name}”" if self.name else "Arket"

    def say(self, text: str) -> str:
        """Return the sentence with the sheet's name before it, where it has one."""
        return f"{self.title}, {text}" if self.name else text[0].upper() + text[1:]


def cell_text(text: str) -> str:
    """Return the text of a cell on one line, clean, and with one space between words."""
    return " ".join(clean_text(re.sub(r"_x000[dD]_", " ", text)).split())


def letters_of(column: int) -> str:
    """Return the name of a column: `A` for 1, `AA` for 27."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def read(content: bytes, name: str) -> tuple[list[Sheet], list[str]]:
    """Return the visible sheets of the file with this name, and sentences about what of it was not read.

    A CSV file is a sheet for each of the signs that could part its columns. Raise SheetError for what is no sheet.
    """
    ending = name.rpartition(".")[2].lower()
    start = content.lstrip()[:200].lower()
    refused = ""
    if not content.strip(b"\0\t\n\r "):
        refused = "Filen er tom. Vælg et regneark."
    elif content.startswith(b"PK\3\4"):
        if (kind := _packed(content, ending)) == "xlsx":
            return _workbook(content)
        refused = f"{NAMES.get(kind, 'Filen er ikke et regneark')}. {SAVE_AS}"
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        refused = f"{NAMES.get(ending, NAMES['xls'])}. {SAVE_AS}"
        if "EncryptedPackage".encode("utf-16-le") in content:
            refused = "Filen er beskyttet med en adgangskode. Gem den uden, og vælg den igen."
    elif content.startswith(b"%PDF"):
        refused = f"{NAMES['pdf']}. Brug det regneark, som den stammer fra."
    elif start.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"{\\rtf")):
        refused = f"Filen er en webside eller et dokument, selv om den hedder .{ending}. {SAVE_AS}"
    elif ending in NAMES:
        refused = f"{NAMES[ending]}. {SAVE_AS}"
    elif ending == "xlsx":
        refused = UNREADABLE
    elif ending not in {"xlsm", "csv", "txt", "tsv"}:
        refused = "Gem arket som Excel-projektmappe (.xlsx) eller som CSV (.csv), og vælg det igen."
    if refused:
        raise SheetError(refused)
    return _csv(content), []


def _packed(content: bytes, ending: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            names = set(folder.namelist())
    except (zipfile.BadZipFile, OSError):
        return "xlsx"  # whose reader says that it is broken
    return next((kind for name, kind in PACKED.items() if name in names), ending if ending in NAMES else "")


def _csv(content: bytes) -> list[Sheet]:
    try:
        text, found = decode(content), []
    except ValueError as error:
        raise SheetError(f"{error} Gem arket som .xlsx eller som ”CSV UTF-8”, og vælg det igen.") from None
    for sign in SIGNS:
        sheet = Sheet("")
        try:
            for number, line in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=sign), 1):
                cells = {place: cell for place, value in enumerate(line, 1) if (cell := _cell(value))}
                if cells and number > ROWS_READ:
                    raise SheetError(f"Filen har over {ROWS_READ} rækker. Slet dem, der ikke skal læses.")
                if cells:
                    sheet.rows.append(Row(number, cells))
        except csv.Error:
            continue
        found.append(sheet)
    if not found:
        raise SheetError("Filen kan ikke læses som CSV. Gem arket som .xlsx, og vælg det igen.")
    return found


def _workbook(content: bytes) -> tuple[list[Sheet], list[str]]:
    from openpyxl import load_workbook  # imported at the first upload: it would cost every start 70 ms

    sheets, hidden = [], []
    try:
        _check_size(content)
        book = load_workbook(io.BytesIO(content), data_only=True, rich_text=True, keep_links=False)
        formulas = load_workbook(io.BytesIO(content), keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                hidden.append(f"Arket ”{sheet.title}” er skjult og er ikke læst.")
                continue
            if sheet.max_row > ROWS_READ:
                far = load_workbook(io.BytesIO(content), read_only=True)[sheet.title]
                if any(any(row) for row in far.iter_rows(min_row=ROWS_READ + 1, values_only=True)):
                    raise SheetError(
                        f"Arket ”{sheet.title}” går ud over række {ROWS_READ}. Slet det, der ikke skal læses."
                    )
            sheets.append(_sheet(sheet, formulas[sheet.title]))
    except SheetError:
        raise
    except Exception as error:  # openpyxl raises what its XML and ZIP parsers raise
        raise SheetError(UNREADABLE) from error
    return sheets, hidden


def _check_size(content: bytes) -> None:
    """Raise SheetError for a workbook that would fill the memory."""
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        if sum(file.file_size for file in folder.infolist()) > LARGEST_UNPACKED:
            raise SheetError("Filen er for stor, når den pakkes ud. Slet de ark og billeder, der ikke skal læses.")
        sheets = [name for name in folder.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        if sum(folder.read(name).count(b"<c ") for name in sheets) > MOST_CELLS:
            raise SheetError("Arket har for mange celler. Slet de tomme kolonner og rækker omkring tabellen.")


def _sheet(sheet: Any, formulas: Any) -> Sheet:
    rows: dict[int, Row] = {}
    last_row, last_column = min(sheet.max_row, ROWS_READ), min(sheet.max_column, COLUMNS_READ)
    for line in sheet.iter_rows(max_row=last_row, max_col=last_column):
        for cell in line:
            if found := _workbook_cell(cell, formulas):
                rows.setdefault(cell.row, Row(cell.row)).cells[cell.column] = found
    for area in sheet.merged_cells.ranges:  # over several rows it counts for each; over columns, for the first
        merged = rows[area.min_row].cells.get(area.min_col) if area.min_row in rows else None
        if merged and area.max_row > area.min_row:
            spread = Cell(merged.text, merged.fault, merged.is_struck, area.coord)
            for number in range(area.min_row, min(area.max_row, last_row) + 1):
                rows.setdefault(number, Row(number)).cells[area.min_col] = spread
    for number, row in rows.items():
        row.is_hidden = number in sheet.row_dimensions and bool(sheet.row_dimensions[number].hidden)
    hidden = [(column.min, column.max) for column in sheet.column_dimensions.values() if column.hidden]
    columns = {place for first, last in hidden for place in range(first, min(last, COLUMNS_READ) + 1)}
    return Sheet(sheet.title, [rows[number] for number in sorted(rows)], frozenset(columns))


def _workbook_cell(cell: Any, formulas: Any) -> Cell | None:
    value, is_struck = cell.value, bool(cell.font and cell.font.strike)
    if value is None and cell.data_type == "n" and formulas[cell.coordinate].data_type == "f":
        return Cell(str(formulas[cell.coordinate].value), "Cellen er en formel uden resultat. Skriv resultatet.")
    if isinstance(value, list):  # a text in several fonts
        left = [part for part in value if isinstance(part, str) or not part.font or not part.font.strike]
        is_struck = not left or (len(left) == len(value) and is_struck)
        value = "".join(str(part) for part in left or value)
    return _cell(value, is_struck)


def _cell(value: Any, is_struck: bool = False) -> Cell | None:
    """Return the cell with the value; None where it is empty, or a dash that stands for nothing."""
    text = cell_text(_shown(value))
    text = text.removeprefix("'") if text.lstrip("'").startswith(FORMULA_STARTS) else text  # as `writing.inert` put it
    fault = ""
    if CELL_ERRORS.fullmatch(text):
        fault = f"Cellen har fejlen {text[:20]}. Skriv det, der skulle stå."
    elif "\N{REPLACEMENT CHARACTER}" in text:
        fault = "Et bogstav er gået tabt, før arket kom hertil. Skriv ordet igen."
    is_empty = not text or re.fullmatch("[-_\N{HYPHEN}-\N{HORIZONTAL BAR}]+", text)
    return None if is_empty else Cell(text, fault, is_struck)


def _shown(value: Any) -> str:
    """Return the value as a Danish program shows it: `20-01-2027`, `16.30`, `20-01-2027 16.30`, `0.6875`."""
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, dt.time):
        value = dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return format_time(dt.time(minutes // 60 % 24, minutes % 60))
    if isinstance(value, dt.datetime):
        time = "" if (value.hour, value.minute) == (0, 0) else f" {format_time(value.time())}"
        return f"{value:%d-%m-%Y}{time}"
    return f"{value:%d-%m-%Y}" if isinstance(value, dt.date) else "" if value is None else str(value)
