"""Next year's budget, begun from this year's: a draft with the same lines, texts and relations."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

import reversion
from django.db import models, transaction
from django.urls import reverse

from budget.models import Budget, BudgetLine
from portal.content.records import ContentRecord

RELATIONS = ("steps", "services", "laws")
COPIED = ("title", "slug", "order", "amount", "group", "body", "search_words", "legal_source")


@dataclass(frozen=True)
class NamingText:
    """A text of a record that names a year: the label of its field, and the paragraph."""

    record: ContentRecord
    label: str
    paragraph: str

    @property
    def edit_address(self) -> str:
        """Where the desk corrects it."""
        return reverse(
            f"admin:{self.record._meta.app_label}_{self.record._meta.model_name}_change", args=[self.record.pk]
        )


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


def texts_naming(year: int, budget: Budget) -> list[NamingText]:
    """The paragraphs of the budget and its lines that name the year; what awaits the secretariat is left out."""
    return [text for record in (budget, *budget.lines.all()) for text in _naming(year, record)]


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


def _naming(year: int, record: ContentRecord) -> Iterator[NamingText]:
    for field in record._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField) and field.name not in ("confirm_note", "slug"):
            for paragraph in getattr(record, field.name).splitlines():
                if re.search(rf"\b{year}\b", paragraph):
                    yield NamingText(record, str(field.verbose_name), paragraph)
