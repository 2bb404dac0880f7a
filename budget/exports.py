"""A budget as a table to take away: CSV for every program, XLSX for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from budget.models import Budget
from budget.shares import SharedLine
from portal.transfer.sheets import writing

WIDTHS = {"Budgetlinje": 58, "Gruppe": 16, "Beløb, ca. mio. kr.": 20, "Andel i procent": 16}
"""The headings, and how wide their columns are."""


def rows(lines: Sequence[SharedLine]) -> list[tuple[str, str, int, int]]:
    """One row a line, and a last row with the sums."""
    table = [(row.line.title, row.line.get_group_display(), row.line.amount, row.share) for row in lines]
    return [*table, ("I alt", "", sum(row[2] for row in table), sum(row[3] for row in table))]


def to_csv(lines: Sequence[SharedLine]) -> bytes:
    return writing.to_csv(WIDTHS, rows(lines))


def to_xlsx(budget: Budget, lines: Sequence[SharedLine]) -> bytes:
    """Amounts and shares are numbers, and the last row is bold."""
    return writing.to_xlsx(str(budget), WIDTHS, rows(lines), has_sum=True)
