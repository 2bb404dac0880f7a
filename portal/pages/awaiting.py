"""What awaits the secretariat: what readers see of it, and where on a page the mark stands.

A record awaits while its `confirm_note` says something. Readers see a mark and, once a page, what it means; the note's
own words are for the secretariat. A mark stands at each record that awaits, and once at the
heading of a list where every record of the list does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

MARK = "afventer sekretariatet"
NOTE = (
    f"Det, der er mærket ”{MARK}”, står ikke helt sådan i velkomstfolderen, "
    "og sekretariatet har ikke bekræftet det endnu."
)


class Record(Protocol):
    """A record, or an entry of a book."""

    @property
    def awaits_confirmation(self) -> bool: ...


def awaits(*records: Record) -> bool:
    """Whether the secretariat must confirm something of one of them: their page then says what the mark means."""
    return any(record.awaits_confirmation for record in records)


def is_marked(shown: Any, *above: Any) -> bool:
    """Whether the mark stands at what is shown, a record or a list of records; not where it stands at a list among
    `above` that it is part of. A record's mark says nothing of its parts: each has its own."""
    return _awaits(shown) and not any(_awaits(other) for other in above if not hasattr(other, "awaits_confirmation"))


def _awaits(shown: Any) -> bool:
    """A record that awaits, or a list that has nothing else."""
    own = getattr(shown, "awaits_confirmation", None)
    if own is not None:
        return bool(own)
    records = list(shown) if isinstance(shown, Iterable) else []
    return bool(records) and all(record.awaits_confirmation for record in records)
