"""The service is killed before, at and after moments of publication: all becomes public in time, and once."""

from __future__ import annotations

import random
import time

from tests.prove.publishing import APART
from tests.prove.service import Service, scaled

TIMES = scaled(50)
AHEAD = 8
IN_TIME = 60
"""Seconds after its moment, or after the start of a service that was down then."""


def test_all_is_public_in_time_once_and_with_one_line_of_news(service: Service) -> None:
    planned = service.run("tests.prove.publishing", "plan", str(TIMES), str(AHEAD))
    chance = random.Random(2026)
    starts: list[float] = []
    while time.time() < planned["last"] + 2:
        service.start()
        starts.append(time.time())
        time.sleep(chance.random() * 2)
        service.kill()
        time.sleep(chance.random())
    service.start()
    starts.append(time.time())
    state = service.run("tests.prove.publishing", "told")
    while time.time() < starts[-1] + IN_TIME and not all(record["public"] for record in state["records"]):
        time.sleep(1)
        state = service.run("tests.prove.publishing", "told")
    wrong = []
    for number, record in enumerate(state["records"]):
        moment = planned["first"] + number * APART
        if not record["public"] or (len(record["at"]), record["news"], record["hits"]) != (1, 1, 1):
            wrong.append(f"not once: {record}")
        elif record["at"][0] < moment:
            wrong.append(f"too soon: {record}")
        elif record["at"][0] > max(moment, max(s for s in starts if s < record["at"][0] + 2)) + IN_TIME:
            wrong.append(f"too late: {record}")
    assert (wrong, len(state["records"]), state["waiting"]) == ([], TIMES, 0)
