"""References between entries: who is named by which key, and who must be written before whom."""

from __future__ import annotations

from portal.transfer.loading.errors import ContentError, ContentErrors
from portal.transfer.loading.reading import Entry, Place

Directory = dict[Place, Entry]


def directory(entries: list[Entry]) -> Directory:
    """Every entry by its model and natural key. ContentErrors for a key that is used twice or leads nowhere."""
    found: Directory = {}
    errors: list[ContentError] = []
    for entry in entries:
        place = entry.place
        first = found.setdefault(place, entry) if place else entry
        if place and first is not entry:
            errors.append(entry.error(f"Posten ”{' / '.join(place[1])}” står også i {first.file}, linje {first.line}."))
    for entry in entries:
        errors += _dangling(entry, found)
    if errors:
        raise ContentErrors(errors)
    return found


def in_order(entries: list[Entry], known: Directory) -> list[Entry]:
    """The entries as they stand, but each after those that its own columns refer to."""
    done: dict[Entry, bool] = {}
    ordered: list[Entry] = []

    def put(entry: Entry) -> None:
        if done.get(entry) is False:
            raise ContentErrors([entry.error("Posten henviser i ring til sig selv.")])
        if entry in done:
            return
        done[entry] = False
        for other in entry.one.values():
            put(known[other])
        done[entry] = True
        ordered.append(entry)

    for entry in entries:
        put(entry)
    return ordered


def _dangling(entry: Entry, known: Directory) -> list[ContentError]:
    named = [*entry.one.items(), *((name, place) for name, places in entry.many.items() for place in places)]
    return [
        entry.error(f"Henvisningen [{', '.join(place[1])}] peger på noget, der ikke findes.", name)
        for name, place in named
        if place not in known
    ]
