"""The texts of a page as its reader meets them: rules in the wording of the day, words explained where they stand."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from django.utils.safestring import SafeString, mark_safe

from portal import markdown
from portal.models import Term, UpcomingChange


class Prose:
    """Makes HTML of a page's texts. Asks for the glossary once, and for the dated rules once if a text holds one."""

    def __init__(self, day: dt.date) -> None:
        self._day = day
        self._found: set[str] = set()
        self._given: set[str] = set()

    def html(self, text: str, first_heading: int = markdown.FIRST_HEADING) -> SafeString:
        """The Markdown text as HTML, safe to put into a page."""
        found: set[str] = set()
        html = markdown.to_html(
            text,
            wordings=self._wordings if markdown.rules_in(text) else None,
            glossary=self._glossary,
            found=found,
            first_heading=first_heading,
        )
        self._found |= found
        return mark_safe(html)

    def explained(self) -> list[Term]:
        """The terms that the texts have come to explain since this was last asked."""
        new = self._found - self._given
        self._given |= new
        return [term for term in self._terms if term.slug in new] if new else []

    @cached_property
    def _terms(self) -> list[Term]:
        return list(Term.objects.only("slug", "name", "aliases", "definition"))

    @cached_property
    def _glossary(self) -> markdown.Glossary:
        return markdown.Glossary(
            markdown.Word(term.slug, (term.name, *term.alias_list), term.get_absolute_url()) for term in self._terms
        )

    @cached_property
    def _wordings(self) -> dict[str, str]:
        return {rule.slug: self._wording(rule) for rule in UpcomingChange.objects.all()}

    def _wording(self, rule: UpcomingChange) -> str:
        """The wording of the day; until the rule changes, with a link to what comes."""
        wording = rule.wording(self._day)
        if rule.starts_on <= self._day:
            return wording
        return f"{wording} [Reglen ændres {rule.shown_date}.]({rule.get_absolute_url()})"
