"""The index: written in the record's own transaction."""

from __future__ import annotations

from typing import Any


def store(record: Any) -> None:
    """Write the record's search terms anew."""


def forget(record: Any) -> None:
    """Take the record out of the search."""
