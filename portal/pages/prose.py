"""The texts of a page as its reader meets them: rules in the wording of the day, words explained where they stand.

A page reads the glossary and the dated rules from the database. The HTML of a text is cached per process, keyed by all
its inputs, so it cannot be stale.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from portal.models import Term, UpcomingChange
from portal.pages.awaiting import MARK
from portal.text import markdown

MAX_TEXTS = 2_000
"""How many texts are cached as HTML: twice what the portal has."""


class Prose:
    """Makes HTML of a page's texts on `day`."""

    def __init__(self, day: dt.date) -> None:
        self._day = day
        self._found: set[str] = set()
        self._given: set[str] = set()
        self.awaits_confirmation = False
        """A rule in the texts rendered so far awaits the secretariat."""

    def html(self, text: str, first_heading: int = markdown.FIRST_HEADING, known: str = "") -> SafeString:
        """Return the Markdown text as HTML, safe to put into a page. The term `known`, which the text itself is about,
        is not explained."""
        used = tuple((slug, self._wordings.get(slug, "")) for slug in markdown.rules_in(text))
        self.awaits_confirmation |= any(MARK in wording for _, wording in used)
        rendered = _rendered(text, self._glossary, used, first_heading, known)
        self._found |= rendered.explained
        return rendered.html

    def explained(self) -> list[markdown.GlossaryTerm]:
        """Return the words that the texts have come to explain since this was last called."""
        new = self._found - self._given
        self._given |= new
        return [word for word in self._words if word.key in new] if new else []

    @cached_property
    def _words(self) -> tuple[markdown.GlossaryTerm, ...]:
        return tuple(
            markdown.GlossaryTerm(
                term.slug,
                (term.name, *term.alias_list),
                term.get_absolute_url(),
                term.definition,
                term.awaits_confirmation,
            )
            for term in Term.objects.published()
        )

    @cached_property
    def _glossary(self) -> markdown.Glossary:
        return _glossary(self._words)

    @cached_property
    def _wordings(self) -> dict[str, str]:
        return wordings(UpcomingChange.objects.published(), self._day)


class Rendered(NamedTuple):
    """A text as HTML, and the keys of the words that it explains."""

    html: SafeString
    explained: frozenset[str]


@lru_cache(maxsize=2)
def _glossary(words: tuple[markdown.GlossaryTerm, ...]) -> markdown.Glossary:
    return markdown.Glossary(words)


@lru_cache(maxsize=MAX_TEXTS)
def _rendered(
    text: str, glossary: markdown.Glossary, used: tuple[tuple[str, str], ...], first_heading: int, known: str
) -> Rendered:
    found = {known}
    html = markdown.to_html(text, wordings=dict(used), glossary=glossary, found=found, first_heading=first_heading)
    return Rendered(mark_safe(html), frozenset(found - {known}))  # noqa: S308 (Markdown made with HTML off)


def wordings(rules: Iterable[UpcomingChange], day: dt.date) -> dict[str, str]:
    """Return what each rule says on `day`, by slug, in Markdown; until the rule changes, with a link to what comes. A
    rule that awaits the secretariat says so."""
    return {rule.slug: _wording(rule, day) for rule in rules}


def _wording(rule: UpcomingChange, day: dt.date) -> str:
    wording, mark = rule.wording(day), f"({MARK})" if rule.awaits_confirmation else ""
    if rule.starts_on <= day:
        return f"{wording} [{mark}]({rule.get_absolute_url()})" if mark else wording
    when = f"{'i' if rule.month_only else 'den'} {rule.shown_date}"
    return f"{wording} [Se, hvad der ændres {when}.]({rule.get_absolute_url()}) {mark}".rstrip()
