"""Four processes: after every confirmed edit, each of them answers its very next request with the new content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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


@contextmanager
def servers(service: Service, count: int, workers: int = 1) -> Iterator[list[Service]]:
    """Servers on the same database, each on a port of its own: other machines, in small."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(Service(service.log.parent, service.environment["DATABASE_URL"], workers))
            for _ in range(count)
        ]


def test_no_process_answers_with_what_was_before_an_edit(service: Service, people) -> None:
    meetings, (editor, *_) = people
    address, page = f"/admin/committee/meeting/{meetings[0]}/change/", "/moeder/moede-0/"
    wrong: list[str] = []
    answered: Counter[int] = Counter()
    with servers(service, PROCESSES) as portals:
        seen = {portal.port: read(portal.port, page).etag for portal in portals}
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


def test_the_workers_of_one_server_are_as_fresh(service: Service, people) -> None:
    """Many connections at once, so that every worker answers some of them."""
    meetings, (editor, *_) = people
    address, page = f"/admin/committee/meeting/{meetings[0]}/change/", "/moeder/moede-0/"
    wrong: list[str] = []
    with servers(service, 1, workers=PROCESSES) as [portal]:
        editor.port = portal.port
        for number in range(EDITS // 5):
            text = f"Rettelse nummer {number}."
            fields = editor.get(address).fields() | {"note": text}
            assert editor.post(address, fields).status == 302
            wrong += [
                f"edit {number}: an old page" for _ in range(3 * PROCESSES) if text not in read(portal.port, page).text
            ]
    assert wrong == []
