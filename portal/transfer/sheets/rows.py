"""What the rows of a sheet say in our columns, cell by cell, and what was passed over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.text.danish import slugify
from portal.transfer.sheets import columns as sheet_columns
from portal.transfer.sheets.columns import Columns, Headings
from portal.transfer.sheets.files import Row, Sheet, SheetError, letters_of, read

MOST_ROWS = 500
LONGEST_QUOTE, MOST_NAMED = 60, 30


@dataclass
class SheetRow:
    """A row in our columns; plain values, so that it can be carried in a form."""

    sheet: str
    number: int
    texts: dict[str, str] = field(default_factory=dict)
    """What the row says, by our columns; one that the sheet lacks is not there."""
    places: dict[str, str] = field(default_factory=dict)
    """Where each stands: `kolonnen ”Mødedato” (C5)`."""
    faults: dict[str, str] = field(default_factory=dict)
    """Why a cell could not be read, by our columns."""
    doubts: list[str] = field(default_factory=list)
    """What was read, and may be wrong."""
    left_out: str = ""
    """Why the row is not read; empty for one that is."""
    merged: str = ""
    """The merged cell that the row's title stands in; rows with one title in one cell are about one thing."""
    is_apart: bool = False
    """True where somebody has said that the row has nothing to do with the one above it."""

    @property
    def name(self) -> str:
        """`Arket ”1. halvår”, række 5`."""
        return f"Arket ”{self.sheet}”, række {self.number}" if self.sheet else f"Række {self.number}"

    def where(self, column: str) -> str:
        """`Arket ”1. halvår”, række 5, kolonnen ”Dato” (C5)`."""
        return f"{self.name}, {self.places.get(column) or f'kolonnen {column}'}"

    def doubt(self, column: str, text: str) -> None:
        self.doubts.append(f"{self.where(column)}: {text}")

    def correct(self, column: str, text: str) -> None:
        """Take what somebody has typed for what the cell says."""
        self.texts[column] = text
        self.faults.pop(column, None)
        self.doubts = [doubt for doubt in self.doubts if not doubt.startswith(self.where(column))]


@dataclass
class SheetRows:
    """What a file has to say."""

    rows: list[SheetRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What was passed over: sentences."""


class RowForm(forms.Form):
    """A row as a form: a field for each column that can be corrected cleans its cell.

    An error says where in the sheet the cell is, what it holds, and why it cannot be saved.
    """

    def __init__(self, row: SheetRow, place: int) -> None:
        self.row = row
        super().__init__(prefix=f"felt-{place}")

    def add_prefix(self, field_name: str) -> str:
        return f"{self.prefix}-{slugify(field_name)}"

    def read(self) -> None:
        """Clean what the row says, as if it had been sent."""
        self.data = {self.add_prefix(column): text for column, text in self.row.texts.items()}
        self.is_bound = True
        self.full_clean()

    def clean(self) -> None:
        for column in self.row.faults.keys() & self.fields.keys() - self.errors.keys():
            self.add_error(column, "")

    def add_error(self, field: str | None, error: Any) -> None:
        """Add the error as a whole sentence; of a cell that could not be read, its fault is the only one."""
        said = self.row.texts.get(field or "", "")
        quoted = f"”{said[:60]}{' …' if len(said) > 60 else ''}” er ikke læst. " if said else ""
        texts = [fault] if (fault := self.row.faults.get(field or "")) else ValidationError(error).messages
        super().add_error(field, [f"{self.row.where(field or '')}: {quoted}{text}" for text in texts])

    @property
    def doubts(self) -> list[str]:
        """What somebody must confirm: what may be read wrongly, and what could not be read and is not needed."""
        unread = self.row.faults.keys() - self.fields.keys()
        return [*self.row.doubts, *(f"{self.row.where(name)}: {self.row.faults[name]}" for name in sorted(unread))]

    @property
    def editable(self) -> list[forms.BoundField]:
        """What can be corrected in place: what the row says, and what cannot be saved."""
        return [self[name] for name in self.fields if name in self.errors or name in self.row.texts]


class SheetReader(Headings):
    """Reads the rows of one kind of sheet from files."""

    row_names = ("en række", "rækker")
    """What a row is about, one and several."""
    content_name = ""
    """What a sheet must have to be read, in a sentence."""
    several: frozenset[str] = frozenset()
    """Columns that a sheet may have several of; what they say is put together with semicolons."""
    decides = ""
    """The column whose struck text leaves the whole row out."""

    def is_row(self, columns: Columns, row: Row) -> bool:
        """Return True for a row to be read; others are headings, sums and footnotes."""
        return all(columns.cell(name, row) for name in self.required)

    def read_row(self, found: SheetRow, columns: Columns, row: Row, above: list[str]) -> list[SheetRow]:
        """Return the row as often as it is to be read. `above` are the texts that stand alone in rows over it."""
        return [found]

    def settle_rows(self, rows: list[SheetRow]) -> None:
        """Settle what only all rows of a sheet say together."""

    def rows_of(self, content: bytes, name: str) -> SheetRows:
        """Return the rows in the file with this name. Raise SheetError for a file without."""
        sheets, notes = read(content, name)
        found = SheetRows(notes=notes)
        tables = [(sheet, self.find(sheet)) for sheet in sheets]
        if sheets and not sheets[0].name:  # one CSV file, parted in several ways
            tables = [next((pair for pair in tables if pair[1]), tables[0])]
        if not any(sheet.rows for sheet in sheets):
            raise SheetError(" ".join(["Filen har intet synligt ark med noget i.", *notes]))
        if not any(columns for _, columns in tables):
            raise SheetError(" ".join([self.nothing_found(sheets), *notes]))
        for sheet, columns in tables:
            if columns:
                self._read_sheet(sheet, columns, found)
            elif sheet.rows:
                found.notes.append(f"{sheet.title} har ikke {self.content_name} i kolonner og er ikke læst.")
        if len(found.rows) > MOST_ROWS:
            raise SheetError(f"Arket har {len(found.rows)} rækker. Der er plads til {MOST_ROWS} ad gangen.")
        return found

    def _read_sheet(self, sheet: Sheet, tables: list[Columns], found: SheetRows) -> None:
        for columns in tables:
            self._refuse_twice(sheet, columns)
        rows: list[SheetRow] = []
        passed: list[str] = []
        above: list[str] = []
        for row in sheet.rows:
            over = [table for table in tables if table.last < row.number]
            if not over or any(table.first <= row.number <= table.last for table in tables):
                continue
            ours = [table for table in over if table.last == over[-1].last and self.is_row(table, row)]
            for columns in ours:
                rows += self.read_row(self._row(sheet, columns, row), columns, row, above)
            if not ours:
                words = " ".join(dict.fromkeys(cell.text for _, cell in sorted(row.cells.items())))
                above += {cell.text for cell in row.cells.values()} & {words}
                quote = words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE].rstrip()} …"
                passed.append(f"{row.number} (”{quote}”)")
        if passed:
            which, what = ("række", self.row_names[0]) if len(passed) == 1 else ("rækkerne", self.row_names[1])
            more = f" og {len(passed) - MOST_NAMED} andre" if len(passed) > MOST_NAMED else ""
            found.notes.append(sheet.say(f"{which} {', '.join(passed[:MOST_NAMED])}{more} er ikke læst som {what}."))
        found.notes += sheet_columns.unread(sheet, tables)
        self.settle_rows(rows)
        found.rows += rows

    def _row(self, sheet: Sheet, columns: Columns, row: Row) -> SheetRow:
        """Return what the row says, and leave out what is hidden or struck."""
        found = SheetRow(sheet.name, row.number, left_out="skjult eller filtreret fra" if row.is_hidden else "")
        ours = {name: [row.cells[p] for p in places if p in row.cells] for name, places in columns.places.items()}
        for name, cells in ours.items():
            place = next((p for p in columns.places[name] if p in row.cells), (columns.places[name] or [0])[0])
            if place:
                found.places[name] = f"kolonnen ”{columns.titles.get(place, '')}” ({letters_of(place)}{row.number})"
            if faults := [cell.fault for cell in cells if cell.fault]:
                found.faults[name] = faults[-1]
            left = [cell for cell in cells if not cell.is_struck]
            found.texts[name] = ("; " if name in self.several else " ").join(cell.text for cell in left)
        struck = [name for name, cells in ours.items() if any(cell.is_struck for cell in cells)]
        is_struck = struck and all(cell.is_struck for cells in ours.values() for cell in cells)
        if not found.left_out and (is_struck or self.decides in struck):
            found.left_out = "streget over"
        if not found.left_out:
            found.doubts = [f"{found.where(name)} er streget over og er ikke læst." for name in struck]
        return found

    def _refuse_twice(self, sheet: Sheet, columns: Columns) -> None:
        for name, places in columns.places.items():
            if len(places) > 1 and name in self.single:
                named = " og ".join(letters_of(place) for place in places)
                raise SheetError(
                    f"{sheet.title} har to kolonner med {name}. Kolonnen {name} står to gange i række {columns.last}: "
                    f"{named}. Slet en af dem."
                )
