"""Days that an English program has written with the month first."""

from __future__ import annotations

from committee.sheets import cells
from committee.sheets.sheet_row import SheetRow
from portal.text.danish import short_date


def read_month_first(rows: list[SheetRow], year: int) -> None:
    """Read the days of a sheet with the month first where some can only be read so and none can only be read otherwise;
    where the sheet has both, doubt those that can be either."""
    swapped = {row.number: day for row in rows if (day := cells.month_first(row.texts["dato"], year))}
    only = [row for row in rows if row.number in swapped and cells.day_of(row.texts["dato"], year) is None]
    if not only:
        return
    example = f"{only[0].where('dato')}: ”{only[0].texts['dato']}”"
    either = [row for row in rows if row.number in swapped and row not in only]
    if any(cells.is_day_first(row.texts["dato"], year) for row in rows):
        for row in either:
            other = short_date(swapped[row.number])
            row.doubts.append(
                f"{row.where('dato')}: ”{row.texts['dato']}” kan også være den {other}, for en anden dag har måneden "
                f"først: {example}."
            )
        return
    only[0].doubts.append(f"{example} har måneden først. Arkets datoer er alle læst sådan.")
    for row in [*only, *either]:
        row.texts["dato"] = f"{swapped[row.number]:%d-%m-%Y}"
