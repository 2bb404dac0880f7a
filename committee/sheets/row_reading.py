"""What one row of a sheet says in our columns, cell by cell."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from committee.sheets import cells
from committee.sheets.grid import Cell, Grid, GridRow, letters_of
from committee.sheets.headings import SEVERAL, UNSAID, Columns
from committee.sheets.sheet_row import EDITABLE, IS_ADDRESS, STATED_WEEKDAY, SheetRow


def cell_in(columns: Columns, name: str, row: GridRow) -> Cell | None:
    """Return the row's cell in one of our columns; None where it is empty."""
    places = columns.places.get(name) or [0]
    return row.cells.get(places[0])


def read_row(grid: Grid, columns: Columns, row: GridRow, month: str, year: int) -> list[SheetRow]:
    """Return what the row says, as often as it has days. `month` stands over the row, or is empty."""
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
    if (meeting := found.texts.get("møde", "")) and not IS_ADDRESS.fullmatch(meeting):
        found.texts["titel"] = ": ".join(filter(None, [found.texts.pop("møde"), found.texts["titel"]]))
    _times(columns, row, found)
    found.texts["måned"] = found.texts.get("måned") or month
    _day(columns, row, found)
    _leave_out(columns, row, found)
    for name in (*UNSAID, "ugedag"):
        found.texts.pop(name, None)
    for name in found.faults.keys() - set(EDITABLE):
        found.doubts.append(f"{found.where(name)}: {found.faults.pop(name)}")
    return _a_row_a_day(found, year)


def _times(columns: Columns, row: GridRow, found: SheetRow) -> None:
    stretch, stands_in = _usable(columns, "tid", row), "tid"
    for name in ("fra", "til"):
        found.texts.setdefault(name, "")
        found.places.setdefault(name, found.places.get("tid") or found.places.get("dato", ""))
        value = _usable(columns, name, row)
        if value is not None:
            found.texts[name] = cells.clock(value)
            if cells.is_half_hour(value):
                read_as = found.texts[name].replace(",", ".")
                found.doubts.append(f"{found.where(name)}: ”{value}” er læst som {read_as}.")
            elif found.texts[name] != (plain := cells.without_hedge(found.texts[name])):
                found.doubts.append(f"{found.where(name)}: ”{found.texts[name]}” er læst som {plain}.")
                found.texts[name] = plain
            if name == "fra" and columns.places.get("til") and _usable(columns, "til", row) is None:
                stretch, stands_in = value, "fra"  # both times in one cell, which is merged over both columns
    if stretch is not None:
        found.texts["fra"], found.texts["til"] = cells.hours(stretch)
        if not found.texts["til"] and (plain := cells.without_hedge(text := cells.clock(stretch))) != text:
            found.texts["fra"], found.texts["til"] = cells.hours(plain)
            found.doubts.append(f"{found.where(stands_in)}: ”{text}” er læst som {plain}.")
    if fault := found.faults.pop("tid", ""):
        found.faults["fra"] = fault
    found.texts.pop("tid", None)


def _usable(columns: Columns, name: str, row: GridRow) -> Any:
    """The value of the cell; None where it is empty, or a dash."""
    cell = cell_in(columns, name, row)
    return cell.value if cell is not None and cells.text_of(cell.value) else None


def _day(columns: Columns, row: GridRow, found: SheetRow) -> None:
    cell = cell_in(columns, "dato", row)
    day, times = cells.day(cell.value) if cell is not None else ("", "")
    if times and not found.texts["fra"]:
        found.texts["fra"], found.texts["til"] = cells.hours(times)
    if re.fullmatch(r"\D*\d{1,2}\.?", day) and found.texts["måned"]:
        day = f"{day.removesuffix('.')}. {found.texts['måned']} {found.texts.get('år', '')}".strip()
    if re.fullmatch(r"\d{1,2}[.,]1", day):
        found.faults["dato"] = f"”{day}” kan være i januar og i oktober. Skriv dag, måned og år."
    found.texts["dato"] = day
    cell = cell_in(columns, "ugedag", row)
    if cell is not None and (weekday := cells.weekday(cell.value)):
        found.texts[STATED_WEEKDAY] = str(weekday)


def _a_row_a_day(row: SheetRow, year: int) -> list[SheetRow]:
    """The row, as often as it has days in its cell."""
    days = cells.several_days(row.texts["dato"], year)
    if not days or row.texts.get("nøgle"):
        return [row]
    row.texts.pop(STATED_WEEKDAY, None)
    row.doubts.append(
        f"{row.where('dato')}: ”{row.texts['dato']}” er læst som {len(days)} dage, alle kl. "
        f"{row.texts['fra']}-{row.texts['til']}."
    )
    first = replace(row, texts=row.texts | {"dato": f"{days[0]:%d-%m-%Y}"})
    return [first, *(replace(row, texts=row.texts | {"dato": f"{day:%d-%m-%Y}"}, doubts=[]) for day in days[1:])]


def _leave_out(columns: Columns, row: GridRow, found: SheetRow) -> None:
    """Say why the row is not to be read: it is hidden, struck out or called off."""
    of_ours = [row.cells[p] for places in columns.places.values() for p in places if p in row.cells]
    date = cell_in(columns, "dato", row)
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
