"""Two people save the same meeting at the same moment, again and again: nothing is lost, and nobody sees an error."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.kit.person import Person
from tests.prove.service import Service, scaled

PAIRS = scaled(200)


def save_both(pair: int, meeting: int, people: tuple[Person, Person], pool: ThreadPoolExecutor) -> list[str]:
    """Both open the form, both save; what went wrong, in words."""
    address = f"/admin/committee/meeting/{meeting}/change/"
    opened = [person.get(address).fields() for person in people]
    texts = [f"par-{pair}-person-{number}" for number in (1, 2)]
    sent = [fields | {"note": text} for fields, text in zip(opened, texts, strict=True)]
    answers = list(pool.map(lambda job: job[0].post(address, job[1]), zip(people, sent, strict=True)))
    statuses = sorted(answer.status for answer in answers)
    if statuses != [200, 302]:
        return [f"pair {pair}: {statuses}"]
    refused = 0 if answers[0].status == 200 else 1
    page = answers[refused].text
    wrong = [] if texts[refused] in page else [f"pair {pair}: the refused text is lost"]
    wrong += [] if texts[1 - refused] in page else [f"pair {pair}: the other version is not shown"]
    again = people[refused].post(address, answers[refused].fields())
    return wrong + ([] if again.status == 302 else [f"pair {pair}: the second try gave {again.status}"])


def test_no_update_is_lost_and_every_refused_save_is_kept_on_screen(service: Service, people) -> None:
    meetings, persons = people
    service.start()
    wrong: list[str] = []
    with ThreadPoolExecutor(4) as runners, ThreadPoolExecutor(8) as pool:
        jobs = [
            runners.submit(
                lambda lane: [
                    text
                    for pair in range(lane, PAIRS, 4)
                    for text in save_both(pair, meetings[lane], (persons[2 * lane], persons[2 * lane + 1]), pool)
                ],
                lane,
            )
            for lane in range(4)
        ]
        for job in jobs:
            wrong += job.result()
    state = service.run("tests.prove.whole")
    saved = {note for notes in state["versions"].values() for note in notes}
    wrong += [t for p in range(PAIRS) for n in (1, 2) if (t := f"par-{p}-person-{n}") not in saved]
    assert wrong + state["wrong"] == []


IN_ITS_PLACE = """
CREATE TEMP TABLE as_it_was AS SELECT * FROM committee_meeting WHERE id = %s;
DELETE FROM committee_meeting WHERE id IN (SELECT id FROM as_it_was);
INSERT INTO committee_meeting SELECT * FROM as_it_was;
"""


@pytest.mark.parametrize("service", ["postgresql"], indirect=True)
def test_save_during_an_import_waits_for_it(service: Service, people) -> None:
    """An import deletes every row and writes it again; SQLite lets nobody save meanwhile."""
    [meeting, *_], [person, *_] = people
    service.start()
    address = f"/admin/committee/meeting/{meeting}/change/"
    sent = person.get(address).fields() | {"note": "Skrevet imens."}
    with psycopg.connect(service.environment["DATABASE_URL"]) as connection, ThreadPoolExecutor(1) as pool:
        connection.execute(IN_ITS_PLACE.replace("%s", str(meeting)))
        answer = pool.submit(person.post, address, sent)
        time.sleep(1)
        assert not answer.done()
        connection.commit()
        assert answer.result().status == 302
    assert person.get(address).fields()["note"] == "Skrevet imens."
