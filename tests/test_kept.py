"""What pages keep of what they have made: found where everything is as it was, made anew where anything is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.safestring import mark_safe

from committee.models import Meeting
from portal import clock
from portal.kept import STORE, Kept, Store, kept
from portal.models import Chapter, Term

pytestmark = pytest.mark.django_db


def term(name: str) -> Term:
    return Term.objects.create(name=name, slug=name.lower(), definition=f"{name} er et ord.")


class Names:
    """A kept function, and how often it was made."""

    def __init__(self, ask: Callable[[], list[str]]) -> None:
        self.made = 0

        @kept
        def names() -> dict[str, Any]:
            self.made += 1
            return {"names": ask()}

        self.now = lambda: names()["names"]


def all_names() -> list[str]:
    return [term.name for term in Term.objects.all()]


def test_what_was_made_is_found_while_the_answers_are_the_same() -> None:
    term("Alfa")
    names = Names(all_names)
    assert [names.now(), names.now(), names.made] == [["Alfa"], ["Alfa"], 1]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda: term("Beta"), ["Alfa", "Beta"]),
        (lambda: Term.objects.update(name="Gamma"), ["Gamma"]),
        (lambda: Term.objects.all().delete(), []),
        (lambda: connection.cursor().execute("UPDATE portal_term SET name = 'Delta'"), ["Delta"]),
    ],
)
def test_any_other_answer_is_seen_at_once(change: Callable[[], object], expected: list[str]) -> None:
    term("Alfa")
    names = Names(all_names)
    names.now()
    change()
    assert [names.now(), names.now(), names.made] == [expected, expected, 2]


def test_in_development_everything_is_made_anew_so_that_a_template_is_seen_as_it_is_now(settings: Any) -> None:
    settings.DEBUG = True
    names = Names(all_names)
    assert [names.now(), names.now(), names.made] == [[], [], 2]


def test_what_is_asked_only_after_a_certain_answer_is_seen_too() -> None:
    first, second = term("Alfa"), term("Beta")
    names = Names(lambda: [Term.objects.get(slug=Term.objects.get(pk=first.pk).definition).name])
    Term.objects.filter(pk=first.pk).update(definition="beta")
    assert names.now() == ["Beta"]
    Term.objects.filter(pk=second.pk).update(name="Gamma")
    assert names.now() == ["Gamma"]
    term("Delta")
    Term.objects.filter(pk=first.pk).update(definition="delta")
    assert names.now() == ["Delta"]


def test_no_question_is_asked_twice_where_an_answer_is_different() -> None:
    reached: list[str] = []

    def note(execute: Callable[..., object], sql: str, *more: Any) -> object:
        reached.append(sql.split(" FROM ")[1].split('"')[1])
        return execute(sql, *more)

    def ask() -> list[str]:
        with connection.execute_wrapper(note):
            return [*all_names(), *(chapter.title for chapter in Chapter.objects.all())]

    alfa, names = term("Alfa"), Names(ask)
    Chapter.objects.create(title="Et", slug="et", lead="Kort.")
    assert names.now() == ["Alfa", "Et"]
    assert reached == ["portal_term", "portal_chapter"]
    Term.objects.filter(pk=alfa.pk).update(name="Beta")
    reached.clear()
    assert names.now() == ["Beta", "Et"]
    assert reached == ["portal_chapter"]  # the first answer, found to be another, was at hand


def test_whoever_joins_the_connection_meanwhile_stays_and_nobody_is_left_behind() -> None:
    """As the watch for slow queries does when the first question of a thread opens its connection."""

    def joined(execute: Callable[..., object], *asked: Any) -> object:
        return execute(*asked)

    def ask() -> list[str]:
        connection.execute_wrappers.append(joined)
        return all_names()

    before = list(connection.execute_wrappers)
    assert Names(ask).now() == []
    assert connection.execute_wrappers == [*before, joined]
    connection.execute_wrappers.remove(joined)


def test_every_way_of_asking_is_answered() -> None:
    def ask() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM portal_term ORDER BY name")
            rows = cursor.fetchmany(1) + list(cursor)
            cursor.execute("SELECT count(*) FROM portal_term")
            rows.append(cursor.fetchone())
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM portal_term WHERE name = %s", ["Beta"])
            rows += cursor.fetchall()
        newest = Term.objects.order_by("-pk").first()
        return [
            *(str(value) for row in rows for value in row),
            str(Term.objects.filter(name="Gamma").exists()),
            str(newest),
            *(each.name for each in Term.objects.iterator()),
        ]

    term("Alfa"), term("Beta")
    names = Names(ask)
    expected = ask()
    assert expected == ["Alfa", "Beta", "2", "Beta", "False", "Beta", "Alfa", "Beta"]
    assert [names.now(), names.now(), names.made] == [expected, expected, 1]


def test_what_is_not_found_is_asked_for_again() -> None:
    @kept
    def one(slug: str) -> dict[str, Any]:
        return {"name": get_object_or_404(Term, slug=slug).name}

    with pytest.raises(Http404):
        one("alfa")
    term("Alfa")
    assert one("alfa") == {"name": "Alfa"}


def test_no_two_values_are_taken_for_each_other() -> None:
    @kept
    def said(value: object, more: object = None) -> dict[str, Any]:
        return {"value": (type(value), value, more)}

    values: list[Any] = [
        *(1, True, "1", Decimal("1"), Decimal("1.0"), 0, False, None, "None", "", "a', 'b", ("a", "b"), ("a, b",)),
        *(dt.date(2026, 1, 1), dt.datetime(2026, 1, 1), dt.datetime(2026, 1, 1, fold=1), dt.time(), "2026-01-01"),
        *((1, (2, 3)), (1, 2, 3), ((1, 2), 3), (True, 2, 3)),
    ]
    for _ in range(2):
        for value in values:
            assert said(value) == {"value": (type(value), value, None)}
            assert said(value, "b") == {"value": (type(value), value, "b")}
    assert len(STORE) == 2 * len(values)


@pytest.mark.parametrize(
    "value",
    [
        Term(name="Alfa", slug="alfa"),
        Term.objects.all(),
        Meeting.Kind.ORDINARY,
        mark_safe("<b>"),
        [1],
        {"a": 1},
        1.5,
        str,
        len,
        object(),
        ("a", (Term(name="Alfa"),)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_that_is_not_plain_is_refused(value: object) -> None:
    @kept
    def said(value: object) -> dict[str, Any]:
        return {}

    with pytest.raises(TypeError, match="plain values"):
        said(value)
    with pytest.raises(TypeError, match="plain values"):
        said(value=value)


def test_what_is_kept_cannot_ask_the_clock_and_cannot_write() -> None:
    @kept
    def today() -> dict[str, Any]:
        return {"today": clock.today()}

    @kept
    def write() -> dict[str, Any]:
        return {"changed": Term.objects.update(name="Beta")}

    with pytest.raises(RuntimeError, match="told the time"):
        today()
    with pytest.raises(RuntimeError, match="only reads"):
        write()
    assert clock.today()
    assert len(STORE) == 0


def test_a_reader_who_adds_to_what_was_found_adds_to_nobody_elses() -> None:
    @kept
    def said() -> dict[str, Any]:
        return {"a": 1}

    said()["b"] = 2
    said()["c"] = 3
    assert said() == {"a": 1}


def of(size: int) -> Kept:
    return Kept((), {"html": "x" * size})


def test_the_store_is_bounded_by_number_and_lets_go_of_what_was_used_longest_ago() -> None:
    store = Store(most=2, most_bytes=100_000)
    for key in "ab":
        store.put(key, of(10))
    store.get("a")
    store.put("c", of(10))
    assert [store.get(key) for key in "abc"] == [of(10), None, of(10)]
    assert len(store) == 2


def test_the_store_is_bounded_by_bytes_and_counts_what_is_replaced() -> None:
    store = Store(most=1_000, most_bytes=100_000)
    for number in range(100):
        store.put(number % 3, of(20_000))
    assert len(store) == 3
    for number in range(100):
        store.put(number, of(20_000))
    assert len(store) == 4
    store.put("too large", of(200_000))
    assert len(store) == 0
    store.put("small", of(10))
    assert len(store) == 1
