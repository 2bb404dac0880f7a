"""What a database or a copy of it holds, to compare one with the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

LEFT_OUT = "django_session"
"""A copy holds nobody's sign-in: who finds it cannot go on as somebody, and after it is put back all sign in again."""

Ask = Callable[[str], Iterable[tuple[Any, ...]]]


class BackupError(Exception):
    """One sentence: why it cannot be done, and what to do."""


@dataclass(frozen=True)
class Contents:
    """Rows by table (sessions left out), the content revision, and the migrations that made the tables."""

    rows: dict[str, int]
    revision: int
    migrations: frozenset[tuple[str, str]]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def contents(ask: Ask, tables: Iterable[str]) -> Contents:
    """What a database holds; `ask` answers a query's rows."""
    counted = sorted(set(tables) - {LEFT_OUT})
    queries = {table: f'SELECT count(*) FROM "{table}"' for table in counted}  # noqa: S608 (names from the database)
    rows = {table: next(iter(ask(query)))[0] for table, query in queries.items()}
    revision = next(iter(ask("SELECT number FROM portal_contentrevision WHERE id = 1")), (0,))[0]
    return Contents(rows, revision, frozenset(ask("SELECT app, name FROM django_migrations")))
