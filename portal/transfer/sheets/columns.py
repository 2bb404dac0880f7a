"""Which column of a sheet holds what: rows of headings by the names that people give their columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.transfer.sheets.files import COLUMNS_READ, Cell, Row, Sheet, letters_of

HEADINGS_WITHIN = 40
"""Rows of a sheet in which the headings are looked for."""
FILLERS = frozenset(("kl", "klokken", "for", "på"))


@dataclass
class Columns:
    """The columns under a row of headings."""

    first: int
    """The number of the first row of the headings."""
    last: int
    places: dict[str, list[int]] = field(default_factory=dict)
    """The columns of each of ours."""
    titles: dict[int, str] = field(default_factory=dict)
    """Every heading as it stands."""

    def cell(self, name: str, row: Row) -> Cell | None:
        """Return the row's cell in one of our columns; None where it is empty."""
        return row.cells.get((self.places.get(name) or [0])[0])

    def text(self, name: str, row: Row) -> str:
        cell = self.cell(name, row)
        return cell.text if cell else ""


class Headings:
    """The names of the columns in one kind of sheet; a subclass gives them, and says what a sheet must have."""

    names: Mapping[str, str]
    """What people call each of our columns, separated by commas; neither order of words nor hyphens matter."""
    subject = ""
    """What can stand around every name, as in `Mødedato` and `Dato for mødet`, as a regular expression."""
    required: tuple[str, ...] = ()
    single: frozenset[str] = frozenset()
    """Columns that a sheet may have once; a second row of headings names one of them."""
    read_when_hidden: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.known = {_words(name): column for column, names in self.names.items() for name in names.split(", ")}

    def missing(self, columns: Columns) -> list[str]:
        """Return the columns without which there is nothing to read."""
        return [name for name in self.required if name not in columns.places]

    def settle(self, columns: Columns, rows: list[Row]) -> None:
        """Give the columns whose heading may mean two things their meaning, by what is in the rows under them."""

    def beside(self, columns: Columns) -> list[Columns]:
        """Return the tables that stand beside each other under one row of headings, as half-years do."""
        return [columns]

    def column_of(self, heading: str) -> str:
        """Return which of our columns the heading names; empty for none: `fra` for `Mødestart kl. (ca.)`."""
        words = re.sub(r"\([^)]*\)|\b(?:19|20)\d\d\b", " ", heading.casefold())
        if len(heading) > 80:
            return ""
        bare = re.sub(rf"\b{self.subject}", " ", words) if self.subject else words
        tried = (_words(words), _words(words) - FILLERS, _words(bare) - FILLERS)
        return next((self.known[words] for words in tried if words in self.known), "")

    def find(self, sheet: Sheet) -> list[Columns]:
        """Return the columns under each row of headings in the sheet; none where it has none."""
        found: list[Columns] = []
        for place, row in enumerate(sheet.rows):
            if not found and place >= HEADINGS_WITHIN:
                break
            if found and row.number <= found[-1].last:
                continue
            columns = self._under(sheet, place)
            if columns and len(columns.places) > 1 and not self.missing(columns):
                found += self.beside(columns)
        return found

    def nothing_found(self, sheets: list[Sheet]) -> str:
        """Return the sentence for a file without the headings: what the best row has, and what it lacks."""
        rows = [
            (sheet, self._under(sheet, n)) for sheet in sheets for n in range(min(len(sheet.rows), HEADINGS_WITHIN))
        ]
        named = [(sheet, columns) for sheet, columns in rows if columns and columns.places]
        if not named:
            lacks = ", ".join(self.missing(Columns(0, 0)))
            return (
                f"Arket mangler kolonnen {lacks}: Ingen række har overskrifter, som portalen kender. "
                f"Skriv {lacks} over kolonnerne, og vælg filen igen."
            )
        sheet, columns = max(named, key=lambda pair: 2 * len(pair[1].places) - len(self.missing(pair[1])))
        known = [
            columns.titles[place] for places in columns.places.values() for place in places if place in columns.titles
        ]
        hidden = [f"{columns.titles[p]} ({letters_of(p)})" for p in sheet.hidden_columns & columns.titles.keys()]
        return (
            f"{sheet.title} mangler kolonnen {', '.join(self.missing(columns))}. "
            f"Række {columns.last} har kolonnerne {', '.join(known)}. "
            + (f"Kolonnen {', '.join(sorted(hidden))} er skjult. " if hidden else "")
            + "Skriv navnet over kolonnen, og vælg filen igen."
        )

    def _under(self, sheet: Sheet, place: int) -> Columns | None:
        """Return the headings of the row, with those of the next where they stand in two; None for a row of data."""
        row, rest = sheet.rows[place], sheet.rows[place + 1 :]
        if _has_data(row):
            return None
        columns = self._read(sheet, row, None)
        below = rest[0] if columns.places and rest and rest[0].number == row.number + 1 else None
        if below and not _has_data(below) and self.single & {self.column_of(c.text) for c in below.cells.values()}:
            columns = self._read(sheet, row, rest.pop(0))
        if len(columns.places) > 1:
            self.settle(columns, rest)
        return columns

    def _read(self, sheet: Sheet, row: Row, below: Row | None) -> Columns:
        columns = Columns(row.number, below.number if below else row.number)
        for place in sorted({*row.cells, *(below.cells if below else ())}):
            texts = [each.cells[place].text for each in (below, row) if each and place in each.cells]
            columns.titles[place] = next((text for text in texts if self.column_of(text)), texts[0])
            name = self.column_of(columns.titles[place])
            if name and (place not in sheet.hidden_columns or name in self.read_when_hidden):
                columns.places.setdefault(name, []).append(place)
        return columns


def side_by_side(columns: Columns, key: str) -> list[Columns]:
    """Return a table for each column of `key`, with the columns from the same distance before it to the next table."""
    keys = columns.places[key]
    first = min(place for places in columns.places.values() for place in places)
    starts = [*(first + place - keys[0] for place in keys), COLUMNS_READ + 1]
    tables = []
    for number, start in enumerate(starts[:-1]):
        within = {name: [p for p in all_ if start <= p < starts[number + 1]] for name, all_ in columns.places.items()}
        places = {name: all_ for name, all_ in within.items() if all_}
        tables.append(Columns(columns.first, columns.last, places, columns.titles))
    return tables


def unread(sheet: Sheet, tables: list[Columns]) -> list[str]:
    """Name the columns with content that are not read."""
    used = {place for columns in tables for places in columns.places.values() for place in places}
    titles = {place: title for columns in tables for place, title in columns.titles.items()}
    filled = sorted({place for row in sheet.rows if row.number > tables[0].last for place in row.cells} - used)
    if not filled:
        return []
    hidden = dict.fromkeys(sheet.hidden_columns, ", skjult")
    named = [f"{titles.get(p, 'uden overskrift')} ({letters_of(p)}{hidden.get(p, '')})" for p in filled]
    shown = ", ".join(named[:10]) + (f" og {len(named) - 10} andre" if len(named) > 10 else "")
    notes = [sheet.say(f"{'kolonnen' if len(named) == 1 else 'kolonnerne'} {shown} er ikke læst.")]
    if filled[-1] >= COLUMNS_READ:
        notes.append(sheet.say(f"kolonnerne fra {letters_of(COLUMNS_READ)} og frem er ikke læst."))
    return notes


def _has_data(row: Row) -> bool:
    """Return True where a cell has figures as days and times have: the row is no heading."""
    return any(re.search(r"(?<!\d)\d{1,2}[-.:/]\s?\d", cell.text) for cell in row.cells.values())


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.casefold())) - {"og"}
