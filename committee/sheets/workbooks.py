"""Excel workbooks: visible sheets with their merged, hidden and struck cells, through openpyxl."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from committee.sheets.grid import COLUMNS_READ, ROWS_READ, Cell, Grid, GridRow, SheetError
from committee.sheets.text_files import cell_of

LARGEST_UNPACKED = 30_000_000
"""Bytes that a workbook, which is a packed folder, may hold."""
MOST_CELLS = 60_000


def read_workbook(content: bytes) -> tuple[list[Grid], list[str]]:
    """Return the visible sheets, and sentences about those that are hidden. Raise SheetError for no workbook."""
    from openpyxl import load_workbook  # imported at the first upload: it would cost every start 70 ms

    try:
        has_formulas = _check(content)
        book = load_workbook(io.BytesIO(content), data_only=True, rich_text=True, keep_links=False)
        formulas = load_workbook(io.BytesIO(content), keep_links=False) if has_formulas else None
        grids, hidden = [], []
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                hidden.append(f"Arket ”{sheet.title}” er skjult og er ikke læst.")
                continue
            grids.append(_grid(sheet, formulas[sheet.title] if formulas else None))
            if sheet.max_row > ROWS_READ and _goes_on(content, sheet.title):
                raise SheetError(f"Arket ”{sheet.title}” går ud over række {ROWS_READ}. Slet det, der ikke er planen.")
    except SheetError:
        raise
    except Exception as error:  # openpyxl raises what its XML and ZIP parsers raise
        raise SheetError("Filen er ikke et regneark, som kan læses. Gem arket som .xlsx, og vælg det igen.") from error
    return grids, hidden


def _check(content: bytes) -> bool:
    """Return True where a sheet has formulas. Raise SheetError for a workbook that would fill the memory."""
    cells, has_formulas = 0, False
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        if sum(file.file_size for file in folder.infolist()) > LARGEST_UNPACKED:
            raise SheetError("Filen er for stor, når den pakkes ud. Slet de ark og billeder, der ikke er planen.")
        for name in folder.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                text = folder.read(name)
                cells += text.count(b"<c ")
                has_formulas = has_formulas or b"<f" in text
    if cells > MOST_CELLS:
        raise SheetError("Arket har for mange celler. Slet de tomme kolonner og rækker omkring planen.")
    return has_formulas


def _goes_on(content: bytes, title: str) -> bool:
    """True where the sheet has something below the last row that is read."""
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True)[title]
    rows = sheet.iter_rows(min_row=ROWS_READ + 1, values_only=True)
    return any(row.count(None) != len(row) for row in rows)


def _grid(sheet: Any, formulas: Any) -> Grid:
    hidden = frozenset(
        column
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for column in range(dimension.min, min(dimension.max, COLUMNS_READ) + 1)
    )
    rows: dict[int, GridRow] = {}
    last_row, last_column = min(sheet.max_row, ROWS_READ), min(sheet.max_column, COLUMNS_READ)
    for line in sheet.iter_rows(max_row=last_row, max_col=last_column):
        for cell in line:
            found = _cell(cell, formulas)
            if found is not None:
                rows.setdefault(cell.row, GridRow(cell.row)).cells[cell.column] = found
    _spread_merged(sheet, rows, last_row)
    for number, row in rows.items():
        dimension = sheet.row_dimensions.get(number)
        row.is_hidden = dimension is not None and bool(dimension.hidden)
    return Grid(sheet.title, [rows[number] for number in sorted(rows)], hidden)


def _cell(cell: Any, formulas: Any) -> Cell | None:
    """The cell as it is seen; None where it is empty."""
    value, is_struck = cell.value, bool(cell.font and cell.font.strike)
    if value is None:
        formula = formulas[cell.coordinate] if formulas and cell.data_type == "n" else None
        if formula is None or formula.data_type != "f":
            return None
        return Cell(str(formula.value), "Cellen er en formel uden resultat. Skriv resultatet.")
    if isinstance(value, list):  # a text in several fonts
        left = [part for part in value if isinstance(part, str) or not part.font or not part.font.strike]
        is_struck = not left or (len(left) == len(value) and is_struck)
        value = "".join(str(part) for part in left or value)
    if not isinstance(value, str):
        return Cell(value, is_struck=is_struck)
    if not value.strip():
        return None
    found = cell_of(value)
    return Cell(value, found.fault, is_struck)


def _spread_merged(sheet: Any, rows: dict[int, GridRow], last_row: int) -> None:
    """Give a cell that is merged over several rows to each of them; of one that is merged over several columns, the
    first has it, as the others stand for nothing."""
    for area in sheet.merged_cells.ranges:
        first = rows.get(area.min_row)
        cell = first.cells.get(area.min_col) if first else None
        if cell is None or area.min_row == area.max_row or area.min_col > COLUMNS_READ:
            continue
        spread = Cell(cell.value, cell.fault, cell.is_struck, area.coord)
        for number in range(area.min_row, min(area.max_row, last_row) + 1):
            rows.setdefault(number, GridRow(number)).cells[area.min_col] = spread
