"""The parts of an entry, and which records hold which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import QuerySet, Value

from committee.models import Provision
from portal.book import Block, Facts, Figure, Link, Text
from portal.models import KeyFigure

Record = TypeVar("Record")
Holders = Mapping[tuple[str, int], list[Record]]


def held(records: Sequence[Any], *relations: Any) -> Holders[Any]:
    """Which of the records each holder has, in the order of the records, by the holder's kind and key: one query."""
    by_key = {record.pk: (place, record) for place, record in enumerate(records)}
    queries: list[QuerySet[Any, Any]] = []
    for relation in relations:
        field = relation.field
        rows = relation.through.objects.order_by().annotate(holder=Value(field.model.__name__))
        queries.append(
            rows.values_list("holder", f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id")
        )
    found: dict[tuple[str, int], list[Any]] = {}
    pairs = queries[0].union(*queries[1:], all=True)
    for kind, holder, key in sorted(pairs, key=lambda row: by_key[row[2]][0]):
        found.setdefault((kind, holder), []).append(by_key[key][1])
    return found


def of(holders: Holders[Any], holder: Any) -> list[Any]:
    """What the record holds."""
    return holders.get((type(holder).__name__, holder.pk), [])


def facts(*rows: tuple[str, Any]) -> list[Block]:
    """The rows that say something: words, or a list of records to lead to. No block without any."""
    told = [(name, _words_or_links(value)) for name, value in rows if value]
    return [Facts(told)] if told else []


def texts(*bodies: str) -> list[Block]:
    """The texts that are not empty."""
    return [Text(body) for body in bodies if body.strip()]


def figures_of(figures: Iterable[KeyFigure]) -> list[Block]:
    """Each figure as a block."""
    return [Figure(figure) for figure in figures]


def _words_or_links(value: Any) -> list[Link | str]:
    return [value] if isinstance(value, str) else [Link(_named(record), record.get_absolute_url()) for record in value]


def _named(record: Any) -> str:
    return f"{record.citation}: {record.title}" if isinstance(record, Provision) else str(record)
