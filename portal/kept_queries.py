"""Queries whose SQL is worked out once: to put a query together costs Django more than it costs to answer it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_ANY = -7_043_121
"""Stands for the record's key in the SQL: no record has it."""


class KeptQuery:
    """The rows of a query of plain values that is asked of one record after another.

    `ask` makes the query for a record's key. Rows come as the database has them: numbers and texts, but no dates.
    """

    def __init__(self, ask: Callable[[int], QuerySet[Any, Any]]) -> None:
        self._ask = ask

    def rows(self, key: int = _ANY) -> list[tuple[Any, ...]]:
        """What the database answers now."""
        sql, values = self._sql
        with connection.cursor() as cursor:
            cursor.execute(sql, [key if value == _ANY else value for value in values])
            return cursor.fetchall()

    @cached_property
    def _sql(self) -> tuple[str, tuple[Any, ...]]:
        sql, values = self._ask(_ANY).query.get_compiler(connection=connection).as_sql()
        return sql, tuple(values)
