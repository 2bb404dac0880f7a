"""The documents: the guide, parts of it, and the meeting plan."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import logging
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.core.cache.backends.filebased import FileBasedCache

from portal.printing.document import PrintDocument
from portal.printing.pdf.content import document_tree, prose
from portal.text.danish import short_date

SECONDS = 20
"""How long a document may take; the guide takes one."""
TEMPLATES = settings.BASE_DIR / "templates" / "pdf"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_log = logging.getLogger(__name__)


class PaperError(Exception):
    """The document could not be made."""


@dataclass(frozen=True)
class Cover:
    """What a document says of itself. `day` is the day it is true for; `site` begins the portal's addresses;
    `address` is where it is fetched and `revision` the content's, for the foot of each page; `meta` is what stands at
    the whole of it (`record_meta`), `note` says what the mark means."""

    title: str
    lines: list[str]
    author: str
    day: dt.date
    site: str
    address: str
    revision: int
    meta: str = ""
    note: str = ""

    def tree(self) -> dict[str, Any]:
        return asdict(self) | {"day": short_date(self.day), "date": [self.day.year, self.day.month, self.day.day]}


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
    """The document; made once for the same data, whichever process is asked for it."""
    written = json.dumps(_printable(data), ensure_ascii=False).encode()
    key = hashlib.sha256(b"\0".join([template.encode(), _layout(), written])).hexdigest()
    document = None
    with contextlib.suppress(OSError):  # a disk that is full or cannot be written: the client waits
        document = _kept().get(key)
    if document is None:
        document = _compiled(template, written)
        with contextlib.suppress(OSError):
            _kept().set(key, document)
    return document


def _printable(value: Any) -> Any:
    """The value with every text in it, but without the signs that no font has."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, dict):
        return {name: _printable(part) for name, part in value.items()}
    return [_printable(part) for part in value] if isinstance(value, list | tuple) else value


def _compiled(template: str, data: bytes) -> bytes:
    """Return what `compile` makes of the data, in a process that ends. Raise PaperError where it makes nothing."""
    command = [sys.executable, "-m", "portal.printing.pdf.compile", str(TEMPLATES / template)]
    try:
        done = subprocess.run(  # noqa: S603 (no shell)
            command, cwd=settings.BASE_DIR, input=data, capture_output=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        errors = getattr(error, "stderr", None) or b""
        raise PaperError(
            f"{template} is not made: {error} {errors.decode(errors='replace')[-2000:]}".strip()
        ) from error
    if done.stderr:
        _log.error("%s is not made by the standard: %s", template, done.stderr.decode(errors="replace"))
    return done.stdout


@cache
def _kept() -> FileBasedCache:
    """The documents made last, in files: no worker holds one in its memory, and one makes it for all."""
    return FileBasedCache(str(settings.VAR_DIR / "pdf"), {"TIMEOUT": None, "OPTIONS": {"MAX_ENTRIES": 60}})


@cache
def _layout() -> bytes:
    """A mark of all that makes the document besides its data."""
    files = [file.read_bytes() for file in sorted(TEMPLATES.glob("*.typ"))]
    return hashlib.sha256(b"\0".join([version("typst").encode(), *files])).digest()
