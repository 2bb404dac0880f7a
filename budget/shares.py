"""Amounts, shares and sums of a budget, computed from its lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budget.models import Budget, BudgetLine
from portal.text.danish import format_number

MILLIONS_PER_BILLION = 1000


@dataclass(frozen=True)
class SharedLine:
    """A line with its share of the whole budget, in whole percent."""

    line: BudgetLine
    share: int


@dataclass(frozen=True)
class GroupTotal:
    """What the lines of a group come to: mio. kr. and whole percent."""

    value: str
    label: str
    amount: int
    share: int

    @property
    def summary(self) -> str:
        """Danish sentence with the sum and its share of the budget."""
        return (
            f"{self.label}: ca. {format_number(self.amount)} mio. kr. "
            f"Det er {self.share}\N{NO-BREAK SPACE}% af hele budgettet."
        )


@dataclass(frozen=True)
class Statement:
    """A budget with its lines in the folder's order."""

    budget: Budget
    lines: list[SharedLine]

    @property
    def total(self) -> int:
        """The sum of the lines, mio. kr."""
        return sum(row.line.amount for row in self.lines)

    @property
    def largest(self) -> int:
        """The largest amount, mio. kr.; 0 without lines."""
        return max((row.line.amount for row in self.lines), default=0)

    @property
    def groups(self) -> list[GroupTotal]:
        """The groups that have lines, each the sum of its lines."""
        return [self._group(group) for group in BudgetLine.Group if any(row.line.group == group for row in self.lines)]

    def group(self, value: str) -> GroupTotal | None:
        """The sums of the group, by its value; None when it has no lines."""
        return next((group for group in self.groups if group.value == value), None)

    @property
    def sum_of_lines(self) -> str:
        """Danish sentences for readers with the sum of the lines, and the stated total where that is another."""
        if self.disagreement:
            return self.agreement
        return f"Linjerne giver tilsammen {format_number(self.total)} mio. kr."

    @property
    def agreement(self) -> str:
        """Danish sentences with the sum of the lines and the stated total, and that they agree where they do."""
        stated = f"ca. {format_number(self.budget.stated_total)} mia. kr."
        is_other = bool(self.disagreement)
        second = f"Budgettet er oplyst til {stated}" if is_other else f"Det passer med de oplyste {stated}"
        return f"Linjerne giver tilsammen {format_number(self.total)} mio. kr. {second}"

    @property
    def disagreement(self) -> str:
        """Danish sentence for the desk when the lines do not come to the stated total; empty when they do."""
        return disagreement(self.budget.stated_total, self.total)

    def _group(self, group: BudgetLine.Group) -> GroupTotal:
        rows = [row for row in self.lines if row.line.group == group]
        amount, share = sum(row.line.amount for row in rows), sum(row.share for row in rows)
        return GroupTotal(group.value, group.label, amount, share)


def whole_percents(amounts: Sequence[int]) -> list[int]:
    """Each amount's share in whole percent, together exactly 100 (largest remainder; the first of equals first).

    Amounts that come to nothing have no shares: every one is 0.
    """
    total = sum(amounts)
    if not total:
        return [0] * len(amounts)
    shares = [amount * 100 // total for amount in amounts]
    by_remainder = sorted(range(len(amounts)), key=lambda place: -(amounts[place] * 100 % total))
    for place in by_remainder[: 100 - sum(shares)]:
        shares[place] += 1
    return shares


def statement_of(budget: Budget, lines: Iterable[BudgetLine]) -> Statement:
    """The budget with those of the lines that are its own."""
    return Statement(budget, shared_lines(line for line in lines if line.budget_id == budget.pk))


def shared_lines(lines: Iterable[BudgetLine]) -> list[SharedLine]:
    """The lines of one budget in their order, with shares that add up to 100."""
    lines = list(lines)
    shares = whole_percents([line.amount for line in lines])
    return [SharedLine(line, share) for line, share in zip(lines, shares, strict=True)]


def by_size(rows: Iterable[SharedLine]) -> list[SharedLine]:
    """The largest amount first; equals keep their order."""
    return sorted(rows, key=lambda row: -row.line.amount)


def disagreement(stated_total: Decimal, total: int) -> str:
    """Danish sentence when `total` (mio. kr.) does not round to the stated total (mia. kr.); empty when it does.

    The stated total is taken as rounded to its last written decimal: 7,8 covers 7.750 to 7.850 mio. kr.
    """
    stated = stated_total.normalize()
    last_digit = Decimal(1).scaleb(min(0, int(stated.as_tuple().exponent)))
    difference = abs(total - stated * MILLIONS_PER_BILLION)
    if difference <= last_digit * MILLIONS_PER_BILLION / 2:
        return ""
    return (
        f"Linjerne giver tilsammen {format_number(total)} mio. kr. Det passer ikke med de oplyste "
        f"{format_number(stated)} mia. kr. Forskellen er {format_number(difference)} mio. kr."
    )
