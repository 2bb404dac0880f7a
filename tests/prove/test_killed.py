"""The service is killed in the middle of saves, again and again: meetings stay whole, nothing confirmed is lost."""

from __future__ import annotations

import random
import threading
import time
from http.client import HTTPException

from tests.kit.person import Person
from tests.prove.service import Service, scaled

TIMES = scaled(50)
PATIENCE = 60
"""Seconds that a cold service on a busy machine may take to confirm the first save of each writer."""


class Writer(threading.Thread):
    """Moves one meeting and writes its note again and again; remembers what was confirmed and what was under way."""

    def __init__(self, person: Person, meeting: int, turn: int, killed: threading.Event) -> None:
        super().__init__(daemon=True)
        self.person, self.meeting, self.turn, self.killed = person, meeting, turn, killed
        self.confirmed = ""
        self.under_way = ""
        self.wrong: list[str] = []

    def run(self) -> None:
        address = f"/admin/committee/meeting/{self.meeting}/change/"
        for number in range(1000):
            try:
                form = self.person.get(address)
                if form.status != 200:
                    self.wrong.append(f"the form was answered with {form.status}")
                    return
                fields = form.fields()
                self.under_way = f"omgang {self.turn} nummer {number}"
                minute = f"{16 + number % 2}.{number % 60:02}"
                fields |= {"note": self.under_way, "sessions-0-start": minute, "reason": "Prøve."}
                answer = self.person.post(address, fields)
            except (OSError, HTTPException) as error:
                if not self.killed.is_set():
                    self.wrong.append(f"a living service let the connection go: {error!r}")
                return
            if answer.status == 302:
                self.confirmed = self.under_way
            else:
                self.wrong.append(f"a save was answered with {answer.status}")


def test_kill_tears_no_meeting_and_loses_no_confirmed_edit(service: Service, people) -> None:
    meetings, persons = people
    chance = random.Random(2026)
    wrong: list[str] = []
    confirmed = 0
    for turn in range(TIMES):
        service.start()
        killed = threading.Event()
        writers = [Writer(persons[n], meetings[n], turn, killed) for n in range(3)]
        for writer in writers:
            writer.start()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not all(writer.confirmed or writer.wrong for writer in writers):
            time.sleep(0.02)
        time.sleep(chance.random() * 0.5)
        killed.set()
        service.kill()
        for writer in writers:
            writer.join(20)
        state = service.run("tests.prove.whole")
        wrong += [f"turn {turn}: {text}" for text in state["wrong"]]
        for writer in writers:
            wrong += [f"turn {turn}: {text}" for text in writer.wrong]
            confirmed += bool(writer.confirmed)
            if writer.confirmed and state["notes"][str(writer.meeting)] not in {writer.confirmed, writer.under_way}:
                wrong.append(f"turn {turn}: “{writer.confirmed}” was confirmed and is lost")
    assert wrong == []
    assert confirmed == 3 * TIMES
