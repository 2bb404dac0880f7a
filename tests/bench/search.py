"""How quick the search is, and how good beside the databases' own: `python -m tests.bench.search [records]`.

Prints, on SQLite and on PostgreSQL, with the shipped content and then with generated meetings and cases of many years:
the search itself, the whole request, saving one record, and the first search after a change. Beside them, over the same
records in the same run, SQLite's FTS5 and PostgreSQL's `danish`, with the share of the graded queries that each
answers with the right record first. Times are in milliseconds of the clock; they explain, and are not asserted.
"""

from __future__ import annotations

import os
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

from tests.kit.graded import is_right, queries

RECORDS = 20_000
SAVES = 40
Timed = tuple[float, list[str]]
"""Milliseconds, and the titles found."""
FIRST_YEAR = 2100
MEETINGS_A_YEAR = 25
WORDS_A_TEXT = 40


def main(records: int) -> None:
    """Run the benchmark once on each database."""
    from tests.kit import postgresql

    with tempfile.TemporaryDirectory() as folder:
        _measured(f"sqlite:///{folder}/bench.sqlite3", records)
    with postgresql.running() as address:
        _measured(address, records)


def _measured(address: str, records: int) -> None:
    environment = os.environ | {"TEST_DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-m", "tests.bench.search", "--here", str(records)]
    subprocess.run(command, env=environment, check=True)


def measure(records: int) -> None:
    """Measure on the configured database, with the shipped content and with `records` records."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0)
    graded = queries()
    print(f"\n{connection.vendor}, {len(graded)} queries")
    print(f"{'':44}{'records':>8}{'median':>9}{'p95':>9}{'first':>8}")
    _report(graded, graded=True)
    _generate(records - _count(), random.Random(7))
    call_command("rebuild_search", verbosity=0)
    connection.cursor().execute("ANALYZE")
    _report(graded, graded=False)


def _report(queries: list[dict], *, graded: bool) -> None:
    from django.test import Client

    from portal.search.query.engine import search

    client = Client(headers={"host": "127.0.0.1"})
    count = _count()
    _print("search", count, _timed(lambda q: [hit.title for hit in search(q).hits], queries), queries if graded else [])
    _print("whole request", count, _timed(lambda q: [client.get("/soeg/", {"q": q}).reason_phrase], queries), [])
    _print("first search after a change", count, _after_changes(lambda: search("tavshedspligt")), [])
    _print("saving one record", count, _saves(), [])
    for name, peer in _peers():
        _print(name, count, _timed(peer, queries), queries if graded else [])


def _print(name: str, count: int, timed: list[Timed], graded: list[dict]) -> None:
    times = sorted(milliseconds for milliseconds, _ in timed)
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
    first = f"{_first(graded, [titles for _, titles in timed]):8.2f}" if graded else ""
    print(f"{name:44}{count:8}{statistics.median(times):9.2f}{p95:9.2f}{first}", flush=True)


def _timed(answer: Callable[[str], list[str]], queries: list[dict]) -> list[Timed]:
    """How long each query takes, at best of three times (other work on the machine only adds), and what it finds."""
    timed = []
    for query in queries:
        tries = []
        for _ in range(3):
            start = time.perf_counter()
            titles = answer(query["q"])
            tries.append((time.perf_counter() - start) * 1000)
        timed.append((min(tries), titles))
    return timed


def _first(graded: list[dict], answers: list[list[str]]) -> float:
    """The share of the graded queries whose first hit is a right one."""
    ranked = [(query, titles) for query, titles in zip(graded, answers, strict=True) if query["relevant"]]
    return sum(bool(titles) and is_right(query, titles[0]) for query, titles in ranked) / len(ranked)


def _count() -> int:
    from portal.search.index.models import SearchDocument

    return SearchDocument.objects.count()


def _saves() -> list[Timed]:
    """Saving with everything that belongs to it: lock, history, search terms, revision."""
    from committee.models import Provision

    provision = Provision.objects.order_by("pk")[0]
    text = provision.body
    timed: list[Timed] = []
    for number in range(SAVES):
        provision.body = f"{text} Prøve nummer {number}."
        start = time.perf_counter()
        provision.save()
        timed.append(((time.perf_counter() - start) * 1000, []))
    provision.body = text
    provision.save()
    return timed


def _after_changes(look: Callable[[], object]) -> list[Timed]:
    from portal.search import index

    timed: list[Timed] = []
    for _ in range(10):
        index.forget_words()
        start = time.perf_counter()
        look()
        timed.append(((time.perf_counter() - start) * 1000, []))
    return timed


def _generate(count: int, chance: random.Random) -> None:
    """Meetings and cases of many years, in the words of the shipped content and in compounds of them."""
    import datetime as dt

    from committee.models import AnnualCase, Committee, Meeting, MeetingPlan, MeetingSession
    from portal.search.index.models import SearchWord

    words = [word for word in SearchWord.objects.values_list("shown", flat=True) if word.isalpha() and len(word) > 3]

    def text() -> str:
        chosen = chance.choices(words, k=WORDS_A_TEXT)
        return " ".join([*chosen, chosen[0] + chosen[1] if chance.random() < 0.05 else chosen[2]])

    committee = Committee.objects.get()
    years = range(FIRST_YEAR, FIRST_YEAR + count // 2 // MEETINGS_A_YEAR)
    plans = MeetingPlan.objects.bulk_create(MeetingPlan(committee=committee, year=year) for year in years)
    meetings = Meeting.objects.bulk_create(
        Meeting(plan=plan, title="Ordinært møde", slug=f"m-{plan.year}-{n}", kind_id="ordinaert", body=text())
        for plan in plans
        for n in range(MEETINGS_A_YEAR)
    )
    MeetingSession.objects.bulk_create(
        MeetingSession(
            meeting=meeting,
            date=dt.date(meeting.plan.year, 1, 3) + dt.timedelta(days=14 * (n % MEETINGS_A_YEAR)),
            start=dt.time(16, 30),
            end=dt.time(20),
        )
        for n, meeting in enumerate(meetings)
    )
    AnnualCase.objects.bulk_create(
        AnnualCase(
            title=" ".join(chance.choices(words, k=4)), slug=f"s-{n}", quarter=n % 4 + 1, kind="drift", body=text()
        )
        for n in range(count - len(meetings) - len(plans))
    )


def _peers() -> Iterator[tuple[str, Callable[[str], list[str]]]]:
    """The databases' own search over the same records: what they offer in Danish, as it comes."""
    from django.db import connection

    from portal.search.index.models import SearchDocument

    rows = list(SearchDocument.objects.values_list("title", "text"))
    if connection.vendor == "sqlite":
        yield "FTS5, any of the words, prefix on the last", _fts5(rows)
    else:
        yield "PostgreSQL danish, any of the words", _danish(rows)


def _fts5(rows: list[tuple[str, str]]) -> Callable[[str], list[str]]:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE peer USING fts5(title, text, tokenize = 'unicode61')")
    database.executemany("INSERT INTO peer VALUES (?, ?)", rows)

    def answer(query: str) -> list[str]:
        words = re.findall(r"\w+", query)
        if not words:
            return []
        match = " OR ".join(f'"{word}"' for word in words) + "*"
        found = database.execute(
            "SELECT title FROM peer WHERE peer MATCH ? ORDER BY bm25(peer, 6, 1) LIMIT 20", [match]
        )
        return [title for (title,) in found]

    return answer


def _danish(rows: list[tuple[str, str]]) -> Callable[[str], list[str]]:
    from django.db import connection

    cursor = connection.cursor()
    cursor.execute("DROP TABLE IF EXISTS peer")
    cursor.execute("CREATE TEMP TABLE peer (title text, body text, words tsvector)")
    cursor.executemany("INSERT INTO peer (title, body) VALUES (%s, %s)", rows)
    cursor.execute(
        "UPDATE peer SET words = setweight(to_tsvector('danish', title), 'A') || to_tsvector('danish', body)"
    )
    cursor.execute("CREATE INDEX ON peer USING gin (words)")
    cursor.execute("ANALYZE peer")

    def answer(query: str) -> list[str]:
        words = re.findall(r"\w+", query)
        if not words:
            return []
        any_of = " || ".join(["plainto_tsquery('danish', %s)"] * len(words))
        cursor.execute(
            f"SELECT title FROM peer, (SELECT {any_of} AS q) AS asked WHERE words @@ q"
            " ORDER BY ts_rank(words, q) DESC, title LIMIT 20",
            words,
        )
        return [title for (title,) in cursor.fetchall()]

    return answer


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--here"]:
        measure(int(arguments[1]))
    else:
        main(int(arguments[0]) if arguments else RECORDS)
