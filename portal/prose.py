"""The texts of a page as its reader meets them: rules in the wording of the day, words explained where they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property

from django.db import models
from django.db.models import Value
from django.utils.safestring import SafeString, mark_safe

from portal import markdown
from portal.models import Term, UpcomingChange


class Prose:
    """Makes HTML of a page's texts. Asks once for the glossary and the dated rules."""

    def __init__(self, day: dt.date) -> None:
        self._day = day
        self._found: set[str] = set()
        self._given: set[str] = set()

    def html(self, text: str, first_heading: int = markdown.FIRST_HEADING, known: str = "") -> SafeString:
        """The Markdown text as HTML, safe to put into a page. The term `known` is what the text itself is about."""
        found = {known}
        html = markdown.to_html(
            text,
            wordings=self._wordings if markdown.rules_in(text) else None,
            glossary=self._glossary,
            found=found,
            first_heading=first_heading,
        )
        self._found |= found - {known}
        return mark_safe(html)

    def explained(self) -> list[Term]:
        """The terms that the texts have come to explain since this was last asked."""
        new = self._found - self._given
        self._given |= new
        return [term for term in self._written[0] if term.slug in new] if new else []

    @cached_property
    def _written(self) -> tuple[list[Term], list[UpcomingChange]]:
        """The words and the dated rules, in one query: a page has few to spare."""
        words = (
            Term.objects.order_by()
            .annotate(starts_on=Value(None, models.DateField()), month_only=Value(False), is_rule=Value(False))
            .values_list("slug", "name", "aliases", "definition", "starts_on", "month_only", "is_rule")
        )
        rules = (
            UpcomingChange.objects.order_by()
            .annotate(is_rule=Value(True))
            .values_list("slug", "title", "before", "after", "starts_on", "month_only", "is_rule")
        )
        terms, changes = [], []
        for slug, name, first, second, starts_on, month_only, is_rule in words.union(rules, all=True):
            if is_rule:
                change = UpcomingChange(slug=slug, title=name, before=first, after=second, starts_on=starts_on)
                change.month_only = month_only
                changes.append(change)
            else:
                terms.append(Term(slug=slug, name=name, aliases=first, definition=second))
        return sorted(terms, key=lambda term: term.name), changes

    @cached_property
    def _glossary(self) -> markdown.Glossary:
        return markdown.Glossary(
            markdown.Word(term.slug, (term.name, *term.alias_list), term.get_absolute_url())
            for term in self._written[0]
        )

    @cached_property
    def _wordings(self) -> dict[str, str]:
        return wordings(self._written[1], self._day)


def wordings(rules: Iterable[UpcomingChange], day: dt.date) -> dict[str, str]:
    """What each rule says on `day`, by slug, in Markdown; until the rule changes, with a link to what comes."""
    return {rule.slug: _wording(rule, day) for rule in rules}


def _wording(rule: UpcomingChange, day: dt.date) -> str:
    wording = rule.wording(day)
    if rule.starts_on <= day:
        return wording
    when = f"{'i' if rule.month_only else 'den'} {rule.shown_date}"
    return f"{wording} [Se, hvad der ændres {when}.]({rule.get_absolute_url()})"
