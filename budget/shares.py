"""Amounts, shares and sums of a budget, computed from its lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budget.models import Budget, BudgetLine
from portal.danish import format_number

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


def whole_percents(amounts: Sequence[int]) -> list[int]:
    """Each amount's share in whole percent, together exactly 100 (largest remainder; the first of equals first).

    Nothing but zeros has no shares: every one is 0.
    """
    total = sum(amounts)
    if not total:
        return [0] * len(amounts)
    shares = [amount * 100 // total for amount in amounts]
    remainders = [amount * 100 % total for amount in amounts]
    by_remainder = sorted(range(len(amounts)), key=lambda place: -remainders[place])
    for place in by_remainder[: 100 - sum(shares)]:
        shares[place] += 1
    return shares


def shared_lines(lines: Iterable[BudgetLine]) -> list[SharedLine]:
    """The lines of one budget in their order, with shares that add up to 100."""
    lines = list(lines)
    shares = whole_percents([line.amount for line in lines])
    return [SharedLine(line, share) for line, share in zip(lines, shares, strict=True)]


def by_size(lines: Iterable[SharedLine]) -> list[SharedLine]:
    """The largest amount first."""
    return sorted(lines, key=lambda row: -row.line.amount)


def group_totals(lines: Sequence[SharedLine]) -> list[GroupTotal]:
    """The groups that have lines, each the sum of its lines."""
    totals = []
    for group in BudgetLine.Group:
        if of_group := [row for row in lines if row.line.group == group]:
            amount = sum(row.line.amount for row in of_group)
            totals.append(GroupTotal(group.value, group.label, amount, sum(row.share for row in of_group)))
    return totals


def disagreement(budget: Budget, lines: Iterable[BudgetLine]) -> str:
    """Danish sentence when the lines do not round to the stated total; empty when they do.

    The stated total is in mia. kr. and is taken as rounded to its last written decimal: 7,8 covers 7.750 to 7.850.
    """
    total = sum(line.amount for line in lines)
    stated = budget.stated_total.normalize()
    last_digit = Decimal(1).scaleb(min(0, int(stated.as_tuple().exponent)))
    difference = total - stated * MILLIONS_PER_BILLION
    if abs(difference) <= last_digit * MILLIONS_PER_BILLION / 2:
        return ""
    return (
        f"Linjerne giver tilsammen {format_number(total)} mio. kr. Det passer ikke med de oplyste "
        f"{format_number(stated)} mia. kr.: Forskellen er {format_number(abs(difference))} mio. kr."
    )
