"""The rows of a plan in the sheets of a file: what each says in our columns, and what was not taken for a meeting."""

from __future__ import annotations

import re
from dataclasses import replace

from committee.sheets import cells, headings
from committee.sheets.files import read
from committee.sheets.grid import COLUMNS_READ, Cell, Grid, GridRow, SheetError, letters_of
from committee.sheets.headings import SEVERAL, UNSAID, Columns
from committee.sheets.sheet_row import EDITABLE, SAID_WEEKDAY, SheetRow, SheetRows
from portal.danish import MONTHS, short_date

MOST_ROWS = 500
LONGEST_QUOTE = 60


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
    passed: list[str] = []
    month = ""
    for row in grid.rows:
        above = [table for table in tables if table.row < row.number]
        if not above or any(table.first <= row.number <= table.row for table in tables):
            continue
        columns = above[-1]
        if _is_meeting(columns, row):
            found.rows += _a_row_a_day(_row(grid, columns, row, month), year)
        else:
            month = _month_over(row) or month
            passed.append(f"{row.number} (”{_quote(row)}”)")
    if passed:
        which, what = ("række", "et møde") if len(passed) == 1 else ("rækkerne", "møder")
        found.notes.append(_sentence(grid, f"{which} {', '.join(passed)} er ikke læst som {what}."))
    found.notes += _unread_columns(grid, tables)
    _doubt_month_first(found.rows[first:], year)


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
    if (key := _cell(columns, "nøgle", row)) and key.value:
        return True
    texts = [cells.text_of(cell.value).casefold() for _, cell in sorted(row.cells.items())]
    if any(re.match(r"(?:i alt|sum|total|antal)\b", text) for text in texts):
        return False
    date = _cell(columns, "dato", row)
    if date is not None and (date.fault or _looks_like_day(date.value)):
        return True
    times = [cell for name in ("fra", "til", "tid") if (cell := _cell(columns, name, row)) is not None]
    return any(cell.fault or cells.is_time(cells.clock(cell.value)) for cell in times)


def _looks_like_day(value: object) -> bool:
    """True for a day, and for a text that somebody has meant as one."""
    if not isinstance(value, str):
        return not isinstance(value, bool)
    text = cells.text_of(value).casefold()
    if re.match(r"\d\. (?:halvår|kvartal)|uge \d|[*†¹²³]|\d\) ", text):
        return False
    day = cells.day(value)[0]
    return bool(re.search(r"\d", day)) and len(text) < 60 and bool(re.match(r"[\W\d]*(?:[a-zæøå]+\W+){0,2}\d", text))


def _cell(columns: Columns, name: str, row: GridRow) -> Cell | None:
    places = columns.places.get(name) or [0]
    return row.cells.get(places[0])


def _month_over(row: GridRow) -> str:
    """The month that the row says and nothing else, over the days of it; empty for other rows."""
    texts = {cells.text_of(cell.value).casefold() for cell in row.cells.values()}
    return next((text for text in texts if len(texts) == 1 and text.split(" ")[0] in MONTHS), "")


def _row(grid: Grid, columns: Columns, row: GridRow, month: str) -> SheetRow:
    found = SheetRow(grid.name, row.number)
    for name, places in columns.places.items():
        present = [(place, row.cells[place]) for place in places if place in row.cells]
        if places:
            place = present[0][0] if present else places[0]
            found.places[name] = f"kolonnen ”{columns.titles.get(place, '')}” ({letters_of(place)}{row.number})"
        for _, cell in present:
            if cell.fault:
                found.faults[name] = cell.fault
        values = [cell for _, cell in present if not cell.is_struck] if name != "dato" else [c for _, c in present]
        found.texts[name] = ("; " if name in SEVERAL else " ").join(
            text for cell in values if (text := cells.text_of(cell.value))
        )
        if name == "titel" and present:
            found.merged = present[0][1].merged
    _times(columns, row, found)
    found.texts["måned"] = found.texts.get("måned") or month
    _day(columns, row, found)
    _leave_out(columns, row, found)
    for name in (*UNSAID, "ugedag"):
        found.texts.pop(name, None)
    for name in found.faults.keys() - set(EDITABLE):
        found.doubts.append(f"{found.where(name)}: {found.faults.pop(name)}")
    return found


def _a_row_a_day(row: SheetRow, year: int) -> list[SheetRow]:
    """The row, as often as it has days in its cell."""
    days = cells.several_days(row.texts["dato"], year)
    if not days or row.texts.get("nøgle"):
        return [row]
    row.texts.pop(SAID_WEEKDAY, None)
    row.doubts.append(
        f"{row.where('dato')}: ”{row.texts['dato']}” er læst som {len(days)} dage, alle kl. "
        f"{row.texts['fra']}-{row.texts['til']}."
    )
    first = replace(row, texts=row.texts | {"dato": f"{days[0]:%d-%m-%Y}"})
    return [first, *(replace(row, texts=row.texts | {"dato": f"{day:%d-%m-%Y}"}, doubts=[]) for day in days[1:])]


def _times(columns: Columns, row: GridRow, found: SheetRow) -> None:
    stretch = _cell(columns, "tid", row)
    for name in ("fra", "til"):
        found.texts.setdefault(name, "")
        found.places.setdefault(name, found.places.get("tid") or found.places.get("dato", ""))
        cell = _cell(columns, name, row)
        if cell is not None:
            found.texts[name] = cells.clock(cell.value)
            if cells.is_half_hour(cell.value):
                read_as = found.texts[name].replace(",", ".")
                found.doubts.append(f"{found.where(name)}: ”{cell.value}” er læst som {read_as}.")
            if name == "fra" and columns.places.get("til") and not _cell(columns, "til", row):
                stretch = cell  # both times in the first of two columns, which are merged in this row
    if stretch is not None:
        found.texts["fra"], found.texts["til"] = cells.hours(stretch.value)
    if fault := found.faults.pop("tid", ""):
        found.faults["fra"] = fault
    found.texts.pop("tid", None)


def _day(columns: Columns, row: GridRow, found: SheetRow) -> None:
    cell = _cell(columns, "dato", row)
    day, times = cells.day(cell.value) if cell is not None else ("", "")
    if times and not found.texts["fra"]:
        found.texts["fra"], found.texts["til"] = cells.hours(times)
    if re.fullmatch(r"\D*\d{1,2}\.?", day) and found.texts["måned"]:
        day = f"{day.removesuffix('.')}. {found.texts['måned']} {found.texts.get('år', '')}".strip()
    if re.fullmatch(r"\d{1,2}[.,]1", day):
        found.faults["dato"] = f"”{day}” kan være i januar og i oktober. Skriv dag, måned og år."
    found.texts["dato"] = day
    said = _cell(columns, "ugedag", row)
    if said is not None and (weekday := cells.weekday(said.value)):
        found.texts[SAID_WEEKDAY] = str(weekday)


def _leave_out(columns: Columns, row: GridRow, found: SheetRow) -> None:
    """Say why the row is not to be read: it is hidden, struck out or called off."""
    of_ours = [row.cells[p] for places in columns.places.values() for p in places if p in row.cells]
    date = _cell(columns, "dato", row)
    if row.is_hidden:
        found.left_out = "skjult eller filtreret fra"
    elif (date is not None and date.is_struck) or (of_ours and all(cell.is_struck for cell in of_ours)):
        found.left_out = "streget over"
    elif not found.texts.get("nøgle") and found.texts.get("status", "").casefold() in {"aflyst", "udgår", "udgået"}:
        found.left_out = found.texts["status"].casefold()
    struck = [
        name
        for name, places in columns.places.items()
        if any(place in row.cells and row.cells[place].is_struck for place in places)
    ]
    if struck and not found.left_out:
        found.doubts += [f"{found.where(name)} er streget over og er ikke læst." for name in struck]


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


def _doubt_month_first(rows: list[SheetRow], year: int) -> None:
    """Where a day can only have its month first, doubt those of the same sheet that can have it so as well."""
    swapped = {row.number: day for row in rows if (day := cells.month_first(row.texts["dato"], year))}
    only = [row for row in rows if row.number in swapped and cells.day_of(row.texts["dato"], year) is None]
    for row in rows if only else ():
        if row not in only and (other := swapped.get(row.number)):
            row.doubts.append(
                f"{row.where('dato')}: ”{row.texts['dato']}” kan også være den {short_date(other)}, for "
                f"{only[0].where('dato')} har måneden først."
            )


def _quote(row: GridRow) -> str:
    texts = [cells.text_of(cell.value) for _, cell in sorted(row.cells.items())]
    text = " ".join(dict.fromkeys(text for text in texts if text))
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE].rstrip()} …"
