"""Four processes: after every confirmed edit, each of them answers its very next request with the new content."""

from __future__ import annotations

from collections import Counter
from http.client import HTTPConnection
from typing import NamedTuple

from tests.prove.service import Service, scaled

EDITS = scaled(500)
PROCESSES = 4


class Read(NamedTuple):
    status: int
    text: str
    etag: str


def read(port: int, path: str, etag: str = "") -> Read:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={"If-None-Match": etag} if etag else {})
        answer = connection.getresponse()
        return Read(answer.status, answer.read().decode(), answer.headers["ETag"])
    finally:
        connection.close()


def others(service: Service, count: int) -> list[Service]:
    """More servers on the same database, each one process that can be asked by name: other machines, in small."""
    found = []
    for _ in range(count):
        another = Service(service.log.parent, service.environment["DATABASE_URL"], workers=1)
        another.start()
        found.append(another)
    return found


def test_no_process_answers_with_what_was_before_an_edit(service: Service, people) -> None:
    meetings, (editor, *_) = people
    service.workers = 1
    service.start()
    portals = [service, *others(service, PROCESSES - 1)]
    try:
        address = f"/admin/committee/meeting/{meetings[0]}/change/"
        page = "/moeder/moede-0/"
        seen = {portal.port: read(portal.port, page).etag for portal in portals}
        wrong: list[str] = []
        answered: Counter[int] = Counter()
        for number in range(EDITS):
            portal = portals[number % PROCESSES]
            editor.port = portal.port
            text = f"Rettelse nummer {number}."
            fields = editor.get(address).fields() | {"note": text}
            saved = editor.post(address, fields)
            assert saved.status == 302, saved.text[:2000]
            for reader in portals:
                new = read(reader.port, page, seen[reader.port])
                if new.status != 200 or text not in new.text or new.etag == seen[reader.port]:
                    wrong.append(f"edit {number}: {reader.port} answered {new.status} with what was before")
                again = read(reader.port, page, new.etag)
                wrong += [] if again.status == 304 else [f"edit {number}: {reader.port} knows its own page by no tag"]
                seen[reader.port] = new.etag
                answered[reader.port] += 1
        print(f"{EDITS} edits, each read at once in {len(answered)} processes")
        assert wrong == []
    finally:
        for portal in portals[1:]:
            portal.stop()


def test_the_workers_of_one_server_are_as_fresh(service: Service, people) -> None:
    """Many connections at once, so that every worker answers some of them."""
    meetings, (editor, *_) = people
    service.workers = PROCESSES
    service.start()
    address, page = f"/admin/committee/meeting/{meetings[0]}/change/", "/moeder/moede-0/"
    wrong: list[str] = []
    for number in range(EDITS // 5):
        text = f"Rettelse nummer {number}."
        fields = editor.get(address).fields() | {"note": text}
        assert editor.post(address, fields).status == 302
        wrong += [
            f"edit {number}: an old page" for _ in range(3 * PROCESSES) if text not in read(service.port, page).text
        ]
    assert wrong == []
