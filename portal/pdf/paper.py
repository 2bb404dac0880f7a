"""The documents: the guide and the meeting plan."""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import typst
from django.conf import settings

from portal.book import PrintDocument
from portal.danish import short_date
from portal.pdf.content import document_tree, prose

STANDARD = "ua-1"
TEMPLATES = settings.BASE_DIR / "templates" / "pdf"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Cover:
    """What a document says of itself. `day` is the day it is true for; `site` begins the portal's addresses;
    `meta` is what stands at the whole of it (`record_meta`), `note` says what the mark means."""

    title: str
    lines: list[str]
    author: str
    day: dt.date
    site: str
    meta: str = ""
    note: str = ""

    def tree(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "lines": self.lines,
            "author": self.author,
            "day": short_date(self.day),
            "date": [self.day.year, self.day.month, self.day.day],
            "site": self.site,
            "meta": self.meta,
            "note": self.note,
        }


def guide_pdf(document: PrintDocument, cover: Cover) -> bytes:
    """The document with cover, contents and page numbers."""
    return _made(
        "guide.typ",
        {**cover.tree(), "entries": document_tree(document, cover.site), "places": [*document.places.values()]},
    )


def plan_pdf(
    head: Sequence[str], rows: Sequence[Sequence[str]], note: str, calendar: str, changed: str, cover: Cover
) -> bytes:
    """The plan's table on one sheet, and under it its note (Markdown), the address of its calendar, and when it was
    `changed`, as a sentence."""
    about = prose(note, lambda address: f"{cover.site}{address}" if address.startswith("/") else address)
    under = {"about": about, "calendar": calendar, "changed": changed}
    return _made("plan.typ", {**cover.tree(), "head": head, "rows": rows, **under})


def _made(template: str, data: dict[str, Any]) -> bytes:
    """The document by the standard. What the standard refuses, as a sign that no font here has, still makes a
    document, tagged but without the claim."""
    inputs = {"data": _UNPRINTABLE.sub("", json.dumps(data, ensure_ascii=False))}
    try:
        return _compiled(template, inputs, [STANDARD])
    except typst.TypstError as refused:
        _log.error("%s is not made by %s: %s", template, STANDARD, refused)
        return _compiled(template, inputs, [])


def _compiled(template: str, inputs: dict[str, str], standards: Any) -> bytes:
    made = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=_fonts(),
        sys_inputs=inputs,
        pdf_standards=standards,
    )
    return bytes(made)


@cache
def _fonts() -> typst.Fonts:
    """The fonts that come with typst: the same document on every machine."""
    return typst.Fonts(include_system_fonts=False)
