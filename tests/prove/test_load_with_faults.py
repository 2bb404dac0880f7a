"""A minute of load while PostgreSQL is killed twice and one of two app processes once: nobody notices, nothing is lost.

Two services answer for one database, as two machines behind a proxy; whoever gets no answer from one tries the other
once, as the proxy does. First the throughput is measured, then four fifths of it are asked for.
"""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.kit import postgresql
from tests.kit.person import Person
from tests.prove.service import Service, scaled

SECONDS = max(10, scaled(60))
SHARE = 0.8
READERS = 8
PAGES = ["/", "/moeder/", "/guide/", "/jura/", "/om/", "/privatliv/", "/nyt/", "/soeg/?q=m%C3%B8de", "/aarshjul/"]
AWAY = 1.0
"""Seconds from a kill until what was killed is started again."""


@dataclass
class Tally:
    """What the readers met."""

    answered: int = 0
    retried: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0


class Reader(threading.Thread):
    """Asks for page after page, `pause` seconds apart on average (as fast as can be when 0), until told to stop."""

    def __init__(self, ports: list[int], number: int, pause: float, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.ports, self.number, self.pause, self.stop = ports, number, pause, stop
        self.connections: dict[int, HTTPConnection] = {}
        self.tally = Tally()

    def run(self) -> None:
        started = time.monotonic()
        for turn in count():
            if self.stop.is_set():
                return
            time.sleep(max(0.0, started + turn * self.pause - time.monotonic()))
            self._read(PAGES[(self.number + turn) % len(PAGES)], turn)

    def _read(self, path: str, turn: int) -> None:
        began = time.monotonic()
        first = self._ask(self.ports[turn % 2], path)
        if first != "200":
            self.tally.retried += 1
            if (second := self._ask(self.ports[(turn + 1) % 2], path)) != "200":
                self.tally.failed[f"{path}: {first}, then {second}"] += 1
        self.tally.answered += 1
        self.tally.slowest = max(self.tally.slowest, time.monotonic() - began)

    def _ask(self, port: int, path: str) -> str:
        connection = self.connections.setdefault(port, HTTPConnection("127.0.0.1", port, timeout=10))
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return str(answer.status)
        except (OSError, HTTPException) as error:
            connection.close()
            return type(error).__name__


class Writer(threading.Thread):
    """Writes a meeting's note again and again at either service; remembers what was confirmed."""

    def __init__(self, people: list[Person], meeting: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.people, self.stop = people, stop
        self.address = f"/admin/committee/meeting/{meeting}/change/"
        self.meeting = meeting
        self.confirmed: list[str] = []

    def run(self) -> None:
        for turn in count():
            if self.stop.wait(0.2):
                return
            person, text = self.people[turn % 2], f"omgang {turn}"
            try:
                fields = person.get(self.address).fields()
                if "note" in fields and person.post(self.address, fields | {"note": text}).status == 302:
                    self.confirmed.append(text)
            except (OSError, HTTPException):
                continue


def read(ports: list[int], seconds: float, pause: float) -> Tally:
    """What the readers meet in so many seconds."""
    stop = threading.Event()
    readers = [Reader(ports, number, pause, stop) for number in range(READERS)]
    for reader in readers:
        reader.start()
    time.sleep(seconds)
    stop.set()
    together = Tally()
    for reader in readers:
        reader.join(30)
        together.answered += reader.tally.answered
        together.retried += reader.tally.retried
        together.failed += reader.tally.failed
        together.slowest = max(together.slowest, reader.tally.slowest)
    return together


def kill_database(server: Any) -> None:
    """SIGKILL to every process of it; the files that name the dead one go, as when a machine starts anew."""
    postmaster = int((server.pgdata / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGSTOP)  # so that it makes no more children
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for pid in [postmaster, *map(int, children)]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (server.pgdata / name).unlink()


@pytest.fixture
def services(empty: Path, tmp_path: Path) -> Iterator[tuple[Any, list[Service], dict[str, list[str]]]]:
    """A database, and two services on it with one worker each; every page has been read at both."""
    shutil.copytree(empty, tmp_path, dirs_exist_ok=True)
    with postgresql.server() as server:
        both = [Service(tmp_path, server.get_uri(), workers=1) for _ in range(2)]
        try:
            both[0].manage("migrate", "-v0")
            seeded = both[0].run("tests.prove.seed", "2", "2")
            for service in both:
                service.start()
                warm(service)
            yield server, both, seeded
        finally:
            for service in both:
                service.stop()


def warm(service: Service) -> None:
    reader = Person(service.port, "")
    assert {path: reader.get(path).status for path in PAGES} == dict.fromkeys(PAGES, 200)


def test_faults_under_load_lose_no_edit_and_cost_readers_one_retry(services) -> None:
    server, both, seeded = services
    ports = [service.port for service in both]
    measured = read(ports, max(2.0, SECONDS / 10), 0)
    rate = SHARE * measured.answered / max(2.0, SECONDS / 10)
    stop = threading.Event()
    writers = [
        Writer([Person(port, session) for port in ports], meeting, stop)
        for meeting, session in zip(seeded["meetings"], seeded["sessions"], strict=True)
    ]

    def faults() -> None:
        began = time.monotonic()
        for share, fault in ((0.15, "database"), (0.45, "service"), (0.7, "database")):
            time.sleep(max(0.0, began + share * SECONDS - time.monotonic()))
            if fault == "database":
                kill_database(server)
                time.sleep(AWAY)
                server.start()
            else:
                both[1].kill()
                time.sleep(AWAY)
                both[1].start()

    breaking = threading.Thread(target=faults, daemon=True)
    for thread in (*writers, breaking):
        thread.start()
    met = read(ports, SECONDS, READERS / rate)
    breaking.join(60)
    time.sleep(2)
    stop.set()
    for writer in writers:
        writer.join(30)
    state = both[0].run("tests.prove.whole")
    lost = [
        text for writer in writers for text in writer.confirmed if text not in state["versions"][str(writer.meeting)]
    ]
    confirmed = sum(len(writer.confirmed) for writer in writers)
    print(f"{measured.answered} measured; {met.answered} read at {rate:.0f}/s, {met.retried} retried, ", end="")
    print(f"slowest {met.slowest:.1f} s; {confirmed} edits confirmed")
    assert (met.failed, lost, state["wrong"]) == (Counter(), [], [])
    assert confirmed > 0
    assert met.retried > 0  # the faults were felt; how much was read depends on what else the machine does
