"""Two budgets side by side, line by line: a line is the same where its anchor is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from budget.models import Budget, BudgetLine
from budget.shares import disagreement
from portal.text.danish import format_number

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class ComparedAmount:
    """What two years set aside for the same, mio. kr.; None in a year that has no such line."""

    before: int | None
    after: int | None

    @property
    def change(self) -> int:
        """How much more the later year has, mio. kr."""
        return (self.after or 0) - (self.before or 0)

    @property
    def percent(self) -> Decimal | None:
        """The change in per cent of the earlier amount, one decimal; None where the line came, went or was nothing."""
        if not self.before or self.after is None:
            return None
        return round(Decimal(100 * self.change) / self.before, 1)

    @property
    def shown_change(self) -> str:
        """`+78`, `−1.204`, `0`."""
        return signed(self.change)

    @property
    def shown_percent(self) -> str:
        """`+2,7 %`; empty where there is none."""
        return "" if self.percent is None else f"{signed(self.percent, 1)}\N{NO-BREAK SPACE}%"


@dataclass(frozen=True)
class ComparedLine:
    """A line in the two budgets, in one of them at least."""

    line: BudgetLine
    """The line as the later budget has it, else as the earlier."""
    earlier: BudgetLine | None
    later: BudgetLine | None
    remark: str = ""
    """`Ny i 2027`, `Ikke i 2027`; empty for a line of both budgets."""

    @property
    def amount(self) -> ComparedAmount:
        before, after = (line.amount if line else None for line in (self.earlier, self.later))
        return ComparedAmount(before, after)


@dataclass(frozen=True)
class Comparison:
    """Two budgets with their lines: the later one's in its order, then those that it has no more."""

    earlier: Budget
    later: Budget
    rows: list[ComparedLine]

    @property
    def title(self) -> str:
        return f"Budget {self.later.year} mod {self.earlier.year}"

    @property
    def lines(self) -> list[BudgetLine]:
        """Every line of the two budgets."""
        return [line for row in self.rows for line in (row.earlier, row.later) if line]

    @property
    def total(self) -> ComparedAmount:
        """The sums of the lines."""
        return ComparedAmount(
            sum(row.earlier.amount for row in self.rows if row.earlier),
            sum(row.later.amount for row in self.rows if row.later),
        )

    @property
    def largest(self) -> int:
        """The largest amount of the two years, mio. kr."""
        return max((line.amount for line in self.lines), default=0)

    @property
    def caveats(self) -> list[str]:
        """Danish sentence for each budget with an amount that is read from a figure and not confirmed, and for each
        whose lines do not come to its stated total."""
        of_figure = {line.budget_id for line in self.lines if line.amount_caveat}
        found = []
        for budget, total in ((self.earlier, self.total.before), (self.later, self.total.after)):
            if budget.pk in of_figure:
                found.append(f"Beløbene for {budget.year} er aflæst af en figur i folderen.")
            if text := disagreement(budget.stated_total, total or 0):
                found.append(f"{budget}: {text}")
        return found


def compare(earlier: Budget, later: Budget) -> Comparison:
    """Return the two budgets side by side; readers pass budgets whose lines are prefetched, the published ones."""
    old = {line.slug: line for line in earlier.lines.all()}
    new = list(later.lines.all())
    kept = {line.slug for line in new}
    rows = [
        ComparedLine(line, old.get(line.slug), line, "" if line.slug in old else f"Ny i {later.year}") for line in new
    ]
    gone = [ComparedLine(line, line, None, f"Ikke i {later.year}") for slug, line in old.items() if slug not in kept]
    return Comparison(earlier, later, rows + gone)


def signed(number: Decimal | int, decimals: int | None = None) -> str:
    """The number with its sign: `+78`, `−2,7`; none for 0."""
    sign = "+" if number > 0 else MINUS if number < 0 else ""
    return sign + format_number(-number if number < 0 else number, decimals)
