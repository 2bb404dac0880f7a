"""The search over the shipped content: graded queries, and the same answer from both databases."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from portal.models import Synonym
from portal.search.index.models import SearchDocument
from portal.search.query.engine import search
from tests.kit.graded import is_right, queries

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
"""What is found of these queries is the same on both databases, hit for hit: the last test says so."""

OPEN = queries("search_queries")
OWN = queries("search_own")
READERS = queries("search_readers")
"""Written from the folder alone, as different readers would ask, before anybody looked at what the search found."""

MEMBERS = queries("search_members")
"""What members type: without æøå, in one, politely, half, in words of their own, and about what is not here."""


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


def test_reader_queries_find_a_right_record_first(content):
    assert len(missed(READERS, 1)) <= len(READERS) * 0.08
    assert len(missed(READERS, 3)) <= len(READERS) * 0.03


@pytest.mark.parametrize("kind", sorted({q["kind"] for q in MEMBERS}))
def test_member_queries_find_a_right_record_first(content, kind):
    assert missed([query for query in MEMBERS if query["kind"] == kind], 1) == []


def test_query_without_content_finds_nothing(content):
    assert {q["q"]: titles(q["q"]) for q in MEMBERS if q.get("quiet") and titles(q["q"])} == {}


def test_synonym_typed_without_danish_letters_finds_the_same(content):
    words = Synonym.objects.exclude(word__contains=" ").values_list("word", flat=True)
    with_letters = [word for word in words if word.lower() != bare(word)]
    assert len(with_letters) > 100
    assert {word: bare(word) for word in with_letters if titles(bare(word))[:1] != titles(word.lower())[:1]} == {}


def bare(word: str) -> str:
    """The word as it is typed without æøå."""
    return word.lower().translate(str.maketrans({"æ": "a", "ø": "o", "å": "a"}))


@pytest.mark.parametrize("query", ["afbud", "jeg er syg", "hvad får jeg i løn", "diæter", "vederlaget", "suppleanter"])
def test_query_marked_absent_by_staff_says_so(content, query):
    found = search(query)
    assert (len(found.absent), found.hits) == (1, [])


def test_known_phrase_is_not_split_by_an_absent_word(content):
    assert (search("psykisk syg").absent, search("syge borgere").absent) == ([], [])


@pytest.mark.parametrize("query", ["afbud til mødet", "forsinket til møde", "skatterådgiver", "dagpenge"])
def test_uncertain_hit_is_no_sure_answer(content, query):
    found = search(query)
    assert (found.is_weak, found.total > 0) == (True, True)


def test_graded_right_hits_are_rarely_unsure(content):
    graded = [q for q in OPEN + OWN + READERS + MEMBERS if q["relevant"] and titles(q["q"])]
    unsure = [q["q"] for q in graded if search(q["q"]).is_weak and is_right(q, titles(q["q"])[0])]
    assert len(unsure) <= len(graded) * 0.01


def test_the_two_rights_of_insight_know_each_other(content):
    assert "Sagsindsigt" in titles("aktindsigt")
    assert "Aktindsigt" in titles("sagsindsigt")
    assert titles("sagsindsigt")[0] == "Sagsindsigt"


def test_search_excerpts_hold_no_markdown(content):
    markdown = re.compile(r"\]\(|\*\*|\[\[|(?:^|[.:] )- |#{2,}|`|\| ")
    rows = SearchDocument.objects.values_list("title", "text")
    assert [title for title, text in rows if markdown.search(text)] == []


@pytest.mark.parametrize("kind", ["exact", "inflected", "compound", "paragraph", "prefix", "date", "apart", "slip"])
def test_plain_queries_find_a_right_record_first(content, kind):
    graded = [query for query in OWN if query["kind"] == kind]
    assert len(missed(graded, 1)) <= max(1, len(graded) * 0.04)


def test_garbage_finds_nothing(content):
    assert [q["q"] for q in OPEN + READERS if q.get("quiet") and titles(q["q"])] == []


def test_unknown_compound_is_split_only_at_known_beginnings(content):
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
    program = [sys.executable, "-m", "tests.kit.search_hits"]
    return json.loads(subprocess.run(program, env=environment, capture_output=True, check=True).stdout)
