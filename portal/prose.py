"""The texts of a page as its reader meets them: rules in the wording of the day, words explained where they stand.

A page asks the database once for the glossary and the dated rules. What is made of them, and of each text with them, is
kept by the process under all that it was made of, so it is never old: it is used again where that reads the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.utils.safestring import SafeString, mark_safe

from portal import markdown
from portal.awaiting import MARK
from portal.models import Term, UpcomingChange

MOST_TEXTS = 2_000
"""How many texts are kept as HTML: twice what the portal has."""
_ASKED = f"""
    SELECT slug, confirm_note, name, aliases, definition, NULL, NULL FROM {Term._meta.db_table} UNION ALL
    SELECT slug, confirm_note, title, before, after, starts_on, month_only FROM {UpcomingChange._meta.db_table}
    ORDER BY 1
"""  # noqa: S608 (the names of our own tables)
Row = tuple[str, str, str, str, str, Any, Any]


class Prose:
    """Makes HTML of a page's texts on `day`."""

    def __init__(self, day: dt.date) -> None:
        self._day = day
        self._found: set[str] = set()
        self._given: set[str] = set()
        self.awaits_confirmation = False
        """A rule in the texts that it has made says that it awaits the secretariat."""

    def html(self, text: str, first_heading: int = markdown.FIRST_HEADING, known: str = "") -> SafeString:
        """The Markdown text as HTML, safe to put into a page. The term `known` is what the text itself is about."""
        said = tuple((slug, self._wordings.get(slug, "")) for slug in markdown.rules_in(text))
        self.awaits_confirmation |= any(MARK in wording for _, wording in said)
        made = _made(self._written.glossary, text, said, first_heading, known)
        self._found |= made.explained
        return made.html

    def explained(self) -> list[markdown.Word]:
        """The words that the texts have come to explain since this was last asked."""
        new = self._found - self._given
        self._given |= new
        return [word for word in self._written.words if word.key in new] if new else []

    @cached_property
    def _written(self) -> Written:
        with connection.cursor() as cursor:
            cursor.execute(_ASKED)
            return _written(tuple(cursor.fetchall()))

    @cached_property
    def _wordings(self) -> dict[str, str]:
        return wordings(self._written.rules, self._day)


class Written(NamedTuple):
    """The glossary, and the dated rules, as they are written now."""

    words: list[markdown.Word]
    glossary: markdown.Glossary
    rules: list[UpcomingChange]


@lru_cache(maxsize=2)
def _written(rows: Sequence[Row]) -> Written:
    words, rules = [], []
    for slug, note, name, first, second, starts_on, month_only in rows:
        if starts_on is None:
            term = Term(slug=slug, name=name, aliases=first, definition=second)
            words.append(markdown.Word(slug, (name, *term.alias_list), term.get_absolute_url(), second, bool(note)))
        else:
            day = dt.date.fromisoformat(str(starts_on))  # text in SQLite
            rule = UpcomingChange(slug=slug, confirm_note=note, title=name, before=first, after=second, starts_on=day)
            rule.month_only = bool(month_only)
            rules.append(rule)
    words.sort(key=lambda word: word.name)
    return Written(words, markdown.Glossary(words), rules)


class Made(NamedTuple):
    """A text as HTML, and the keys of the words that it explains."""

    html: SafeString
    explained: frozenset[str]


@lru_cache(maxsize=MOST_TEXTS)
def _made(
    glossary: markdown.Glossary, text: str, wordings: Sequence[tuple[str, str]], first_heading: int, known: str
) -> Made:
    found = {known}
    html = markdown.to_html(text, wordings=dict(wordings), glossary=glossary, found=found, first_heading=first_heading)
    return Made(mark_safe(html), frozenset(found - {known}))  # noqa: S308 (Markdown made with HTML off)


def wordings(rules: Iterable[UpcomingChange], day: dt.date) -> dict[str, str]:
    """What each rule says on `day`, by slug, in Markdown; until the rule changes, with a link to what comes. A rule
    that awaits the secretariat says so."""
    return {rule.slug: _wording(rule, day) for rule in rules}


def _wording(rule: UpcomingChange, day: dt.date) -> str:
    wording, mark = rule.wording(day), f"({MARK})" if rule.awaits_confirmation else ""
    if rule.starts_on <= day:
        return f"{wording} [{mark}]({rule.get_absolute_url()})" if mark else wording
    when = f"{'i' if rule.month_only else 'den'} {rule.shown_date}"
    return f"{wording} [Se, hvad der ændres {when}.]({rule.get_absolute_url()}) {mark}".rstrip()
