"""What stands in tables on paper: the budget, the key figures and the glossary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from budget.comparison import ComparedAmount, Comparison
from budget.models import BudgetLine
from budget.shares import SharedLine
from portal.models import KeyFigure, Term
from portal.models.figures import with_parts
from portal.pages.awaiting import MARK, awaits
from portal.printing.document import Block, Figure, PrintSection, Table, Text
from portal.text.danish import format_number, sort_key


def budget_tables(rows: Sequence[SharedLine]) -> list[Block]:
    """A budget's lines with their shares, and what they come to."""
    body = [_budget_row(row) for row in rows]
    total = ["I alt", "", f"ca. {format_number(sum(row.line.amount for row in rows))}", "100 %"]
    caption = f"{rows[0].line.budget}. Alle beløb er ca.-tal."
    table = Table(caption, ["Budgetlinje", "Gruppe", "Mio. kr.", "Andel"], [*body, total], numbers=2)
    is_unconfirmed = any(row.line.amount_caveat for row in rows)
    caveat = Text("Beløbene er aflæst af en figur i folderen.")
    return [table, caveat] if is_unconfirmed else [table]


def comparison_entry(compared: Comparison) -> PrintSection:
    """Two budgets side by side, with what has changed in kroner and per cent."""
    earlier, later = compared.earlier, compared.later
    rows = [
        [" ".join(filter(None, [row.line.title, row.remark and f"({row.remark})"])), *_compared(row.amount)]
        for row in compared.rows
    ]
    head = ["Budgetlinje", str(earlier.year), str(later.year), "Ændring", "I procent"]
    caption = f"{compared.title}, mio. kr. Alle beløb og ændringer er ca.-tal."
    awaiting = awaits(earlier, later, *compared.lines)
    table = Table(caption, head, [*rows, ["I alt", *_compared(compared.total)]], 4, awaiting)
    address = reverse("budget:comparison", args=[later.year, earlier.year])
    return PrintSection(compared.title, address, blocks=[table, *map(Text, compared.caveats)])


def figure_entries(figures: Iterable[KeyFigure]) -> list[PrintSection]:
    """Each figure that is no part of another, its parts as a table."""
    return [
        PrintSection(
            row.figure.title,
            row.figure.get_absolute_url(),
            blocks=[Figure(row.figure), *([_parts(row.figure, row.parts)] if row.parts else [])],
        )
        for row in with_parts(figures)
    ]


def glossary_entries(terms: Iterable[Term]) -> list[PrintSection]:
    """The words from A to Å."""
    return [
        PrintSection(
            term.name,
            term.get_absolute_url(),
            term.definition,
            [Text(text) for text in (term.body, _aliases(term)) if text],
            record=term,
        )
        for term in sorted(terms, key=lambda term: sort_key(term.name))
    ]


def _budget_row(row: SharedLine) -> list[str]:
    line: BudgetLine = row.line
    return [line.title, line.get_group_display(), f"ca. {format_number(line.amount)}", f"{row.share} %"]


def _compared(amount: ComparedAmount) -> list[str]:
    known = ("–" if value is None else f"ca. {format_number(value)}" for value in (amount.before, amount.after))
    return [*known, f"ca. {amount.shown_change}", f"ca. {amount.shown_percent}" if amount.shown_percent else "–"]


def _parts(figure: KeyFigure, parts: Sequence[KeyFigure]) -> Table:
    rows = [[_title(part), part.explanation, f"{part.precision} {part.shown_number}".strip()] for part in parts]
    head = ["Del", "Hvad tallet tæller", figure.unit.capitalize() or "Tal"]
    return Table(f"{figure.title}, fordelt", head, rows, 1, awaits(*parts))


def _title(part: KeyFigure) -> str:
    return f"{part.title} ({MARK})" if part.awaits_confirmation else part.title


def _aliases(term: Term) -> str:
    return f"Kaldes også: {', '.join(term.other_names)}." if term.other_names else ""
