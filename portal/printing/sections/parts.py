"""The parts of an entry."""

from __future__ import annotations

from typing import Any

from committee.models import Provision
from portal.models import KeyFigure
from portal.printing.document import Block, Facts, Link, Text


def facts(*rows: tuple[str, Any]) -> list[Block]:
    """Return the rows that are not empty, each words, links, or records to link to; no block when all are empty."""
    shown = [(name, _words_or_links(value)) for name, value in rows if value]
    return [Facts(shown)] if shown else []


def texts(*bodies: str) -> list[Block]:
    """Return a block for each text that is not empty."""
    return [Text(body) for body in bodies if body.strip()]


def _words_or_links(value: Any) -> list[Link | str]:
    return [value] if isinstance(value, str) else [_link(record) for record in value]


def _link(record: Any) -> Link:
    return record if isinstance(record, Link) else Link(_named(record), record.get_absolute_url())


def _named(record: Any) -> str:
    """A paragraph is named by its citation and a key figure by its title: the rest stands where the link leads."""
    if isinstance(record, KeyFigure):
        return record.title
    if not isinstance(record, Provision):
        return str(record)
    return record.citation if record.paragraph else f"{record.citation}: {record.title}"
