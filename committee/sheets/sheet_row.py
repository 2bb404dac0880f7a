"""What a row of a sheet says in our columns; plain values, so that rows can be carried in a form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

EDITABLE = ("titel", "art", "dato", "fra", "til", "sted", "om mødet", "bemærkning", "forbehold", "nøgle")
"""What can be corrected in a row without the file."""
IS_ADDRESS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What can be a meeting's address, or the number that its rows have in common."""
STATED_WEEKDAY = "sagt ugedag"
"""The key under which a row keeps the weekday, 1 to 7, that the sheet has in a column of its own."""


@dataclass
class SheetRow:
    """A row that is about a meeting's session; plain values, so that it can be carried in a form."""

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
    """The merged cell that the row's title stands in; rows with one title in one cell are one meeting."""
    is_apart: bool = False
    """Return True where the row is marked as a meeting of its own."""

    @property
    def name(self) -> str:
        """`Arket ”1. halvår”, række 5`."""
        return f"Arket ”{self.sheet}”, række {self.number}" if self.sheet else f"Række {self.number}"

    def where(self, column: str) -> str:
        """`Arket ”1. halvår”, række 5, kolonnen ”Dato” (C5)`."""
        return f"{self.name}, {self.places.get(column) or f'kolonnen {column}'}"


@dataclass
class SheetRows:
    """What a file has of a plan."""

    rows: list[SheetRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What was passed over: sentences."""
