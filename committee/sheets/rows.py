"""The rows of a plan in the sheets of a file: what each says in our columns, and what was not taken for a meeting."""

from __future__ import annotations

import re

from committee.sheets import cells, headings
from committee.sheets.files import read
from committee.sheets.grid import COLUMNS_READ, Grid, GridRow, SheetError, letters_of
from committee.sheets.headings import Columns
from committee.sheets.month_first import read_month_first
from committee.sheets.row_reading import cell_in, read_row
from committee.sheets.sheet_row import SheetRows
from portal.text.danish import MONTHS

MOST_ROWS = 500
LONGEST_QUOTE, MOST_NAMED = 60, 30


def rows_of(content: bytes, name: str, year: int) -> SheetRows:
    """Return the rows of the plan of `year` in the file with this name. Raise SheetError for a file without."""
    grids, notes = read(content, name)
    found = SheetRows(notes=notes)
    parted = [(grid, headings.find(grid)) for grid in grids]
    if not grids[0].name if grids else False:
        parted = [next((pair for pair in parted if pair[1]), (grids[0], []))]  # one CSV, parted in several ways
    if not any(columns for _, columns in parted):
        raise _nothing(grids, notes)
    for grid, columns in parted:
        if columns:
            _read(grid, columns, year, found)
        elif grid.rows:
            found.notes.append(f"Arket ”{grid.name}” har ikke dato og klokkeslæt i kolonner og er ikke læst.")
    _pass_over_other_years(found, year)
    if len(found.rows) > MOST_ROWS:
        raise SheetError(f"Arket har {len(found.rows)} rækker. Der er plads til {MOST_ROWS} ad gangen.")
    return found


def _pass_over_other_years(found: SheetRows, year: int) -> None:
    """Pass over a sheet of another year beside that of the plan."""
    years: dict[str, set[int]] = {}
    for row in found.rows:
        day = cells.day_of(row.texts["dato"], year)
        years.setdefault(row.sheet, set()).add(day.year if day else year)
    if any(year in held for held in years.values()):
        for sheet in [sheet for sheet, held in years.items() if year not in held]:
            found.rows = [row for row in found.rows if row.sheet != sheet]
            found.notes.append(f"Arket ”{sheet}” har ingen datoer i {year} og er ikke læst.")


def _nothing(grids: list[Grid], notes: list[str]) -> SheetError:
    if not any(grid.rows for grid in grids):
        return SheetError(" ".join(["Filen har intet synligt ark med noget i.", *notes]))
    return SheetError(" ".join([str(headings.nothing_found(grids)), *notes]))


def _read(grid: Grid, tables: list[Columns], year: int, found: SheetRows) -> None:
    first = len(found.rows)
    for columns in tables:
        _refuse_twice(grid, columns)
    passed: list[GridRow] = []
    month = ""
    for row in grid.rows:
        above = [table for table in tables if table.row < row.number]
        if not above or any(table.first <= row.number <= table.row for table in tables):
            continue
        beside = [table for table in above if table.row == above[-1].row]
        meetings = [table for table in beside if _is_meeting(table, row)]
        for columns in meetings:
            found.rows += read_row(grid, columns, row, month, year)
        if not meetings:
            month = _month_over(row) or month
            passed.append(row)
    if passed:
        which, what = ("række", "et møde") if len(passed) == 1 else ("rækkerne", "møder")
        named = ", ".join(f"{row.number} (”{_quote(row)}”)" for row in passed[:MOST_NAMED])
        named += f" og {len(passed) - MOST_NAMED} andre" if len(passed) > MOST_NAMED else ""
        found.notes.append(_sentence(grid, f"{which} {named} er ikke læst som {what}."))
    found.notes += _unread_columns(grid, tables)
    read_month_first(found.rows[first:], year)


def _sentence(grid: Grid, text: str) -> str:
    return f"{grid.where}{text}" if grid.where else text[0].upper() + text[1:]


def _refuse_twice(grid: Grid, columns: Columns) -> None:
    for name, places in columns.places.items():
        if len(places) > 1 and name in {"dato", "fra", "til", "tid", "nøgle", "art"}:
            named = " og ".join(letters_of(place) for place in places)
            raise SheetError(
                f"{grid.where.removesuffix(', ') or 'Arket'} har to kolonner med {name}. "
                f"Kolonnen {name} står to gange i række {columns.row}: {named}. Slet en af dem."
            )


def _is_meeting(columns: Columns, row: GridRow) -> bool:
    """True for a row that says a day, or a time of the day; others are headings, sums and footnotes."""
    if (key := cell_in(columns, "nøgle", row)) and key.value:
        return True
    texts = [cells.text_of(cell.value).casefold() for _, cell in sorted(row.cells.items())]
    if any(re.match(r"(?:i alt|sum|total|antal)\b", text) for text in texts):
        return False
    date = cell_in(columns, "dato", row)
    says_times = [
        cell is not None and (bool(cell.fault) or cells.is_time(cells.clock(cell.value)))
        for cell in (cell_in(columns, name, row) for name in ("tid", "fra", "til"))
    ]
    if date is None:
        return says_times[0] or all(says_times[1:])
    text, title = cells.day(date.value)[0], cell_in(columns, "titel", row)
    if not any(says_times) and title is None and not cells.is_day(text):
        return False
    return any(says_times) or bool(date.fault) or _looks_like_day(date.value)


def _looks_like_day(value: object) -> bool:
    """True for a day, and for a text that somebody has meant as one."""
    if not isinstance(value, str):
        return not isinstance(value, bool)
    text = cells.text_of(value).casefold()
    if re.match(r"\d\. (?:halvår|kvartal)|uge \d|[*†¹²³]|\d\) ", text):
        return False
    day = cells.day(value)[0]
    return bool(re.search(r"\d", day)) and len(text) < 60 and bool(re.match(r"[\W\d]*(?:[a-zæøå]+\W+){0,2}\d", text))


def _month_over(row: GridRow) -> str:
    """The month that the row says and nothing else, over the days of it; empty for other rows."""
    texts = {cells.text_of(cell.value).casefold() for cell in row.cells.values()}
    return next((text for text in texts if len(texts) == 1 and text.split(" ")[0] in MONTHS), "")


def _unread_columns(grid: Grid, tables: list[Columns]) -> list[str]:
    """Name the columns with content that are not read."""
    used = {place for columns in tables for places in columns.places.values() for place in places}
    titles = {place: title for columns in tables for place, title in columns.titles.items()}
    below = [row for row in grid.rows if row.number > tables[0].row]
    filled = sorted({place for row in below for place in row.cells} - used)
    if not filled:
        return []
    hidden = dict.fromkeys(grid.hidden_columns, ", skjult")
    named = [f"{titles.get(p, 'uden overskrift')} ({letters_of(p)}{hidden.get(p, '')})" for p in filled]
    shown = ", ".join(named[:10]) + (f" og {len(named) - 10} andre" if len(named) > 10 else "")
    notes = [_sentence(grid, f"{'kolonnen' if len(named) == 1 else 'kolonnerne'} {shown} er ikke læst.")]
    if headings.goes_beyond(grid):
        notes.append(_sentence(grid, f"kolonnerne fra {letters_of(COLUMNS_READ)} og frem er ikke læst."))
    return notes


def _quote(row: GridRow) -> str:
    texts = [cells.text_of(cell.value) for _, cell in sorted(row.cells.items())]
    text = " ".join(dict.fromkeys(text for text in texts if text))
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE].rstrip()} …"
