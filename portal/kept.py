"""What a page says, kept with all that it was made of: a list as HTML is made once for the same values and answers.

`@kept` stands on a function of plain values that asks the database and answers a page's context. What it asked and was
answered is kept beside what it made. The next reader asks the same questions, in their SQL, and is given the same where
every answer is the same; else it is made anew. So nothing that is kept is ever old, whoever has changed the database
and how. What is saved is all work between an answer and the HTML: putting queries together, records, templates.

For that to be true the function must know nothing else. Its arguments are plain values, it cannot ask the clock, and it
may only read.
"""

from __future__ import annotations

import datetime as dt
import sys
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import wraps
from itertools import islice
from types import NoneType
from typing import Any, NamedTuple, ParamSpec

from django.conf import settings
from django.db import connection

from portal import clock

MOST = 300
"""How many are kept: ten times the pages and choices that are read every day."""
MOST_BYTES = 12_000_000
"""How much they hold together, answers and HTML: three times all that the portal says."""
PLAIN = frozenset({str, int, bool, NoneType, Decimal, dt.date, dt.datetime, dt.time})
"""Values that are the same where they read the same."""

P = ParamSpec("P")
Context = dict[str, Any]
Rows = list[tuple[Any, ...]]


class Question(NamedTuple):
    """A query as the database gets it."""

    sql: str
    values: Any


Answered = tuple[tuple[Question, Rows], ...]


class Kept(NamedTuple):
    """What was asked and answered, in order, and what was made of it."""

    answered: Answered
    said: Context


def kept(make: Callable[P, Context]) -> Callable[P, Context]:
    """Keep what the function makes: HTML, and values and records that nobody changes.

    TypeError for an argument that is no plain value: a record is equal to its older self.
    """

    @wraps(make)
    def found(*args: P.args, **kwargs: P.kwargs) -> Context:
        key = (make, _told(args), _told(sorted(kwargs.items())))
        before = None if settings.DEBUG else STORE.get(key)  # who writes a template must see it
        is_same, at_hand = _ask_again(before.answered) if before else (False, [])
        if before and is_same:
            return dict(before.said)
        listener = _Listener(at_hand)
        with _heard_by(listener), clock.hidden():
            said = make(*args, **kwargs)
        STORE.put(key, Kept(tuple(listener.answered), said))
        return dict(said)

    return found


class Store:
    """The newest of what was made for each key, bounded by number and by bytes; what was used last goes last."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._held: OrderedDict[Hashable, tuple[Kept, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: Hashable) -> Kept | None:
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key][0]

    def put(self, key: Hashable, made: Kept) -> None:
        size = _size_of((made.answered, made.said))
        with self._lock:
            _, replaced = self._held.pop(key, (None, 0))
            self._held[key] = made, size
            self._bytes += size - replaced
            while len(self._held) > self._most or self._bytes > self._most_bytes:
                _, (_, gone) = self._held.popitem(last=False)
                self._bytes -= gone

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self._bytes = 0


STORE = Store(MOST, MOST_BYTES)


class _Listener:
    """Notes what is asked and answered; a question whose answer is at hand is not asked again."""

    def __init__(self, at_hand: Iterable[tuple[Question, Rows]]) -> None:
        self._at_hand = deque(at_hand)
        self.answered: list[tuple[Question, Rows]] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> None:
        cursor = context["cursor"]
        if isinstance(cursor.cursor, _Answer):  # asked a second time
            cursor.cursor = cursor.cursor.cursor
        question = Question(sql, params)
        if self._at_hand and self._at_hand[0][0] == question:
            rows = self._at_hand.popleft()[1]
        else:
            self._at_hand.clear()
            execute(sql, params, many, context)
            if cursor.description is None:
                raise RuntimeError(f"What is kept only reads: {sql}")
            rows = cursor.fetchall()
        self.answered.append((question, rows))
        cursor.cursor = _Answer(rows, cursor.cursor)


@contextmanager
def _heard_by(listener: _Listener) -> Iterator[None]:
    """Let the listener hear what is asked. Django's own `execute_wrapper` takes away whoever joined last: whoever
    joins with the connection, where that is opened by the first question."""
    connection.execute_wrappers.append(listener)
    try:
        yield
    finally:
        connection.execute_wrappers.remove(listener)


class _Answer:
    """A cursor whose rows are at hand."""

    def __init__(self, rows: Rows, cursor: Any) -> None:
        self.cursor = cursor
        self._rows = iter(rows)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self._rows

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> Rows:
        return list(islice(self._rows, size))

    def fetchall(self) -> Rows:
        return list(self._rows)

    def __getattr__(self, name: str) -> Any:
        """What else Django wants to know of a cursor: on PostgreSQL what was last asked, where queries are counted."""
        return getattr(self.cursor, name)


def _ask_again(answered: Answered) -> tuple[bool, list[tuple[Question, Rows]]]:
    """Whether the database answers all as it did; the questions with their answers now, to the first other one."""
    now: list[tuple[Question, Rows]] = []
    with connection.cursor() as cursor:
        for question, before in answered:
            cursor.execute(*question)
            now.append((question, cursor.fetchall()))
            if now[-1][1] != before:
                return False, now
    return True, now


def _told(values: Iterable[Any]) -> str:
    """The values so that different ones never read the same."""
    values = tuple(values)
    for value in values:
        if isinstance(value, tuple):
            _told(value)
        elif type(value) not in PLAIN:
            raise TypeError(f"What is kept is made of plain values, not of {type(value).__name__}.")
    return repr(values)


def _size_of(value: Any) -> int:
    """Roughly, in bytes."""
    size = sys.getsizeof(value)
    if isinstance(value, dict):
        return size + sum(map(_size_of, value.values()))
    return size + sum(map(_size_of, value)) if isinstance(value, tuple | list) else size
