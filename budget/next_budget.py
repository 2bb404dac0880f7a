"""Next year's budget, begun from this year's: a draft with the same lines, texts and relations."""

from __future__ import annotations

from collections.abc import Container

import reversion
from django.db import transaction

from budget.models import Budget, BudgetLine

RELATIONS = ("steps", "services", "laws")
COPIED = ("title", "slug", "order", "amount", "group", "body", "search_words", "legal_source")


def missing_lines(budget: Budget) -> list[BudgetLine]:
    """The lines of the budget that next year's does not have, in their order; all while there is none."""
    there = BudgetLine.objects.filter(budget__year=budget.year + 1).values("slug")
    return list(budget.lines.filter(is_draft=False).exclude(slug__in=there))


def propose(budget: Budget, chosen: Container[int] | None = None) -> Budget:
    """Return the budget of the year after `budget`, made as a draft where there is none, with those of the missing
    lines whose keys are chosen, all when nobody chose.

    What is there already stays as it is. A line that is added to a public budget is a draft of its own.
    """
    year = budget.year + 1
    with transaction.atomic(), reversion.create_revision():
        proposal: Budget | None = Budget.objects.filter(year=year).first()
        lines = [line for line in missing_lines(budget) if chosen is None or line.pk in chosen]
        if proposal is None:
            proposal = Budget.objects.create(
                year=year,
                stated_total=budget.stated_total,
                note=budget.note,
                search_words=budget.search_words,
                confirm_note=f"Kopieret fra budget {budget.year}. Bekræft beløb, tekster og koblinger for {year}.",
                is_draft=True,
            )
        for line in lines:
            _copy(line, proposal)
    return proposal


def _copy(line: BudgetLine, proposal: Budget) -> None:
    doubt = f"Kopieret fra budget {line.budget.year}. Bekræft teksten og koblingerne til trin, indsatser og love."
    copy = BudgetLine.objects.create(
        budget=proposal,
        confirm_note=doubt if line.confirm_note else "",
        is_draft=not proposal.is_draft,
        **{name: getattr(line, name) for name in COPIED},
    )
    for name in RELATIONS:
        getattr(copy, name).set(getattr(line, name).all())
