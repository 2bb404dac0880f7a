"""The search over the shipped content: graded queries, and the same answer from both databases."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from portal.search.engine import search
from tests.graded import is_right, queries

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
"""What is found of these queries is the same on both databases, hit for hit: the last test says so."""

OPEN = queries("search_queries")
OWN = queries("search_own")
READERS = queries("search_readers")
"""Written from the folder alone, as different readers would ask, before anybody looked at what the search found."""


@cache
def titles(query: str) -> list[str]:
    """The titles of the first ten hits; searched for once, as the shipped content stays as it is."""
    return [hit.title for hit in search(query, limit=10).hits]


def missed(graded: list[dict], among: int) -> list[str]:
    """The queries with no right record among the first hits."""
    return [q["q"] for q in graded if q["relevant"] and not any(is_right(q, title) for title in titles(q["q"])[:among])]


def test_the_open_queries_all_find_a_right_record_first(content):
    assert missed(OPEN, 1) == []


def test_our_own_queries_nearly_all_find_a_right_record_first(content):
    assert len(missed(OWN, 1)) <= len(OWN) * 0.06
    assert len(missed(OWN, 3)) <= len(OWN) * 0.03


def test_what_readers_ask_nearly_always_finds_a_right_record_first(content):
    assert len(missed(READERS, 1)) <= len(READERS) * 0.08
    assert len(missed(READERS, 3)) <= len(READERS) * 0.03


@pytest.mark.parametrize("kind", ["exact", "inflected", "compound", "paragraph", "prefix", "date", "apart", "slip"])
def test_what_needs_no_knowledge_of_the_world_is_nearly_always_found_first(content, kind):
    graded = [query for query in OWN if query["kind"] == kind]
    assert len(missed(graded, 1)) <= max(1, len(graded) * 0.04)


def test_garbage_finds_nothing(content):
    assert [q["q"] for q in OPEN + READERS if q.get("quiet") and titles(q["q"])] == []


def test_an_unknown_compound_is_not_read_by_a_beginning_that_begins_no_compound_here(content):
    assert titles("førtidspension") == []


def test_the_next_of_something_is_asked_for_by_what_it_is(content):
    assert {"Budgetseminar" in title for title in titles("hvornår er næste budgetseminar")[:2]} == {True}


def test_half_of_the_words_are_found_after_four_letters(content):
    words = [q for q in OPEN + OWN if q["kind"] in {"exact", "inflected"} and len(q["q"]) >= 5]
    assert statistics.median(letters_needed(query) for query in words) <= 4


def letters_needed(query: dict) -> int:
    """How many letters must be typed until a right record is and stays among the first three."""
    text = query["q"]
    for letters in range(len(text), 2, -1):
        if not any(is_right(query, title) for title in titles(text[:letters])[:3]):
            return letters + 1
    return 3


@pytest.mark.slow
def test_both_databases_give_the_same_hits_in_the_same_order(folder: Path, prepared_on_postgresql):
    answers = [hits_on(f"sqlite:///{folder}/portal.sqlite3"), hits_on(prepared_on_postgresql[1].copy())]
    assert answers[0] == answers[1]
    assert sum(len(hits) == 10 for hits in answers[0].values()) > len(OPEN)


def hits_on(address: str) -> dict[str, list]:
    environment = os.environ | {"TEST_DATABASE_URL": address}
    program = [sys.executable, "-m", "tests.search_hits"]
    return json.loads(subprocess.run(program, env=environment, capture_output=True, check=True).stdout)
