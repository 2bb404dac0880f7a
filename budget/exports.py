"""Budgets as tables to take away: CSV for every program, XLSX for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from budget.comparison import Comparison
from budget.models import Budget
from budget.shares import shared_lines
from portal.transfer.sheets import writing

Cell = str | int | Decimal | None


@dataclass(frozen=True)
class Sheet:
    """A table with its title and headings, each with the width of its column; the last row holds the sums."""

    title: str
    headings: dict[str, int]
    rows: Sequence[Sequence[Cell]]

    def to_csv(self) -> bytes:
        return writing.to_csv(self.headings, self.rows)

    def to_xlsx(self) -> bytes:
        """Return a workbook of one sheet; amounts and shares are numbers."""
        return writing.to_xlsx(self.title, self.headings, self.rows, has_sum=True)


def budget_sheet(budget: Budget) -> Sheet:
    """One row a line, and a last row with the sums."""
    lines = shared_lines(budget.lines.all())
    rows = [(row.line.title, row.line.get_group_display(), row.line.amount, row.share) for row in lines]
    total = ("I alt", "", sum(row[2] for row in rows), sum(row[3] for row in rows))
    headings = {"Budgetlinje": 58, "Gruppe": 16, "Beløb, ca. mio. kr.": 20, "Andel i procent": 16}
    return Sheet(str(budget), headings, [*rows, total])


def comparison_sheet(compared: Comparison) -> Sheet:
    """One row a line with its amounts in the two years and what has changed, and a last row with the sums."""
    total = compared.total
    rows: list[Sequence[Cell]] = [
        (
            row.line.title,
            row.line.get_group_display(),
            row.amount.before,
            row.amount.after,
            row.amount.change,
            row.amount.percent,
            row.remark,
        )
        for row in compared.rows
    ]
    rows.append(("I alt", "", total.before, total.after, total.change, total.percent, " ".join(compared.caveats)))
    headings = {
        "Budgetlinje": 58,
        "Gruppe": 16,
        f"{compared.earlier.year}, ca. mio. kr.": 20,
        f"{compared.later.year}, ca. mio. kr.": 20,
        "Ændring, ca. mio. kr.": 22,
        "Ændring, ca. procent": 22,
        "Bemærkning": 58,
    }
    return Sheet(compared.title, headings, rows)
