"""The portal's records as one printable text in reading order: the print page and the PDF are made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from portal.content.records import ContentRecord
from portal.models import KeyFigure
from portal.pages.awaiting import awaits
from portal.text import markdown


@dataclass(frozen=True)
class Link:
    """Words that lead to a published address."""

    words: str
    address: str


@dataclass(frozen=True)
class Text:
    """Prose, in Markdown."""

    kind: ClassVar[str] = "text"
    body: str


@dataclass(frozen=True)
class Facts:
    """Names with what they stand for: plain words or links, as many as there are."""

    kind: ClassVar[str] = "facts"
    rows: list[tuple[str, list[Link | str]]]


@dataclass(frozen=True)
class BulletList:
    """A short list under a title of its own."""

    kind: ClassVar[str] = "points"
    title: str
    items: list[str]


@dataclass(frozen=True)
class Table:
    """A table of plain words; the first cell of a row names it. The last `numbers` columns hold numbers."""

    kind: ClassVar[str] = "table"
    caption: str
    head: list[str]
    rows: list[list[str]]
    numbers: int = 0
    awaits_confirmation: bool = False
    """Some row is marked: `afventer sekretariatet`."""


@dataclass(frozen=True)
class Figure:
    """A key figure with its explanation."""

    kind: ClassVar[str] = "figure"
    record: KeyFigure

    @property
    def awaits_confirmation(self) -> bool:
        return self.record.awaits_confirmation


Block = Text | Facts | BulletList | Table | Figure


@dataclass(frozen=True)
class PrintSection:
    """A chapter, a section or a record. `address` is its place on the portal; empty when it has none there."""

    title: str
    address: str = ""
    lead: str = ""
    blocks: list[Block] = field(default_factory=list)
    entries: list[PrintSection] = field(default_factory=list)
    is_index: bool = False
    """Its entries are looked up, not read through: the contents leave them out."""
    record: ContentRecord | None = None
    """The record that it shows; None for a chapter of records."""

    @property
    def place(self) -> str:
        return place(self.address)

    @property
    def awaits_confirmation(self) -> bool:
        """The secretariat must confirm something of its record, or of all that stands in it where it has none."""
        if self.record is not None:
            return self.record.awaits_confirmation
        return bool(self.entries) and not self.blocks and all(entry.awaits_confirmation for entry in self.entries)

    @property
    def legal_source(self) -> str:
        return self.record.legal_source if self.record else ""


@dataclass(frozen=True)
class PrintDocument:
    """All entries, and the wording of each dated rule on the day that the document is made for."""

    entries: list[PrintSection]
    wordings: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def places(self) -> dict[str, str]:
        """The published addresses that stand in the document, each with its place there."""
        return {entry.address: entry.place for entry in walk(self.entries) if entry.address}

    @cached_property
    def awaiting(self) -> bool:
        """Whether something in it is marked."""
        blocks = (block for entry in walk(self.entries) for block in entry.blocks if isinstance(block, Table | Figure))
        return awaits(*walk(self.entries), *blocks)

    def link(self, address: str) -> str:
        """The address, or `#` and the place in the document where that stands there."""
        return f"#{self.places[address]}" if address in self.places else address

    def html(self, text: str, first_heading: int) -> str:
        """The Markdown text as HTML, its links leading to places in the document where they can."""
        return markdown.render(markdown.parse(text, self.wordings, first_heading, self.link))


def walk(entries: list[PrintSection]) -> Iterator[PrintSection]:
    """The entries with all that stands under them, in reading order."""
    for entry in entries:
        yield entry
        yield from walk(entry.entries)


def place(address: str) -> str:
    """An anchor that no other address has: `guide.din-rolle.aktindsigt` for `/guide/din-rolle/#aktindsigt`."""
    return re.sub("[/?=#]+", ".", address).strip(".")
