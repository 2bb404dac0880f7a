"""Queries whose SQL is worked out once: to put a query together costs Django more than it costs to answer it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

Key = int | str | dt.date
ANY = -7_043_121
"""Stands for the record's key in the SQL: no record has it."""
ANY_SLUG = "enhver-noegle-7043121"
"""Stands for it where the key is a slug."""
ANY_DAY = dt.date(1660, 10, 16)
"""Stands for the day in the SQL of a query that is asked of one day after another."""


class KeptQuery:
    """The rows of a query of values (`values_list`) that is asked of one record after another, or of no one record.

    `ask` makes the query for a record's key; for its slug or for a day where `stand_in` is ANY_SLUG or ANY_DAY.
    """

    def __init__(self, ask: Callable[[Any], QuerySet[Any, Any]], stand_in: Key = ANY) -> None:
        self._ask, self._stand_in = ask, stand_in

    def rows(self, key: Key = ANY) -> list[tuple[Any, ...]]:
        """What the database answers now."""
        compiler, sql, values = self._asked
        told, stand_in = _as_told(key), _as_told(self._stand_in)
        with connection.cursor() as cursor:
            cursor.execute(sql, [told if value == stand_in else value for value in values])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        return [tuple(row) for row in compiler.apply_converters(rows, converters)] if converters else rows

    @cached_property
    def _asked(self) -> tuple[Any, str, tuple[Any, ...]]:
        compiler = self._ask(self._stand_in).query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        return compiler, sql, tuple(values)


def _as_told(key: Key) -> Any:
    """The key as the database gets it."""
    return connection.ops.adapt_datefield_value(key) if isinstance(key, dt.date) else key


class Part:
    """Some columns of a model, all when none is named, that a query reaches by `path`, empty for its own."""

    def __init__(self, model: type[Model], path: str, *names: str) -> None:
        self.model, self.path = model, path
        fields = [
            field for field in model._meta.concrete_fields if field.primary_key or not names or field.name in names
        ]
        self.columns = [field.attname for field in fields]
        self.paths = ["__".join(filter(None, (path, column))) for column in self.columns]


class KeptRecords:
    """A kept query whose rows hold records side by side. Each record is made once, however many rows hold it, and
    knows the one that it has a key to."""

    def __init__(self, ask: Callable[[Any], QuerySet[Any, Any]], *parts: Part, stand_in: Key = ANY) -> None:
        paths = [path for part in parts for path in part.paths]
        self._query = KeptQuery(lambda key: ask(key).values_list(*paths), stand_in)
        self._parts = parts
        places = {part.path: place for place, part in enumerate(parts)}
        ways = [(place, *path.rpartition("__")[::2]) for path, place in places.items() if path]
        self._keys = [(places[owner], name, place) for place, owner, name in ways if owner in places]

    def records(self, key: Key = ANY) -> list[Any]:
        """The records of the first part, row by row."""
        return [row[0] for row in self.rows(key)]

    def rows(self, key: Key = ANY) -> Iterator[list[Any]]:
        """What the database answers now: of each part its record, None where the row has none."""
        made: dict[tuple[int, Any], Model | None] = {(place, None): None for place in range(len(self._parts))}
        for row in self._query.rows(key):
            records, new, values = [], set(), iter(row)
            for place, part in enumerate(self._parts):
                own = list(islice(values, len(part.columns)))
                if (place, own[0]) not in made:
                    made[place, own[0]] = part.model.from_db(None, part.columns, own)
                    new.add(place)
                records.append(made[place, own[0]])
            for owner, name, place in self._keys:
                if owner in new:
                    setattr(records[owner], name, records[place])
            yield records
