"""What a spreadsheet file holds, whatever program wrote it: sheets with rows of cells, as a person sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from portal.text.cleaning import clean_text

ROWS_READ, COLUMNS_READ = 2000, 100
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet program takes for the start of a formula, in a cell that people have written."""


class SheetError(ValueError):
    """The file is no plan; a Danish sentence says why."""


@dataclass(frozen=True)
class Cell:
    """A cell with something in it."""

    value: Any
    """A text, number, day or time, as the file keeps it."""
    fault: str = ""
    """Why the cell cannot be trusted: a Danish sentence."""
    is_struck: bool = False
    merged: str = ""
    """The stretch of rows that the cell is merged over, `B5:B6`; empty for other cells."""


@dataclass
class GridRow:
    """A row that has something in it."""

    number: int
    cells: dict[int, Cell] = field(default_factory=dict)
    """The cells that are not empty, by the number of their column, from 1."""
    is_hidden: bool = False


@dataclass
class Grid:
    """A sheet of a workbook, or a whole CSV file, whose sheet has no name."""

    name: str
    rows: list[GridRow] = field(default_factory=list)
    hidden_columns: frozenset[int] = frozenset()

    @property
    def where(self) -> str:
        """`Arket ”1. halvår”, ` before the place in it; empty for a CSV file."""
        return f"Arket ”{self.name}”, " if self.name else ""


def cell_text(text: str) -> str:
    """Return the text of a cell on one line, clean, and with one space between words."""
    return " ".join(clean_text(re.sub(r"_x000[dD]_", " ", text)).split())


def without_guard(text: str) -> str:
    """Return the text without the apostrophe that `writing.inert` puts before what looks like a formula."""
    return text.removeprefix("'") if text.lstrip("'").startswith(FORMULA_STARTS) else text


def letters_of(column: int) -> str:
    """Return the name of a column: `A` for 1, `AA` for 27."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
