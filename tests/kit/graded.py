"""Graded queries: which titles count as right answers."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "data"
RIGHT = 2
"""A record of this grade or more is an answer; below it only belongs to the subject."""


def queries(*names: str) -> list[dict[str, Any]]:
    """The graded queries of the named files of `data`; of the open and our own without a name."""
    chosen = names or ("search_queries", "search_own")
    return [query for name in chosen for query in json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))]


def is_right(query: dict[str, Any], title: str) -> bool:
    """Whether the title is that of a record that answers the query."""
    return any(_matches(record, title) for record in query["relevant"] if record["grade"] >= RIGHT)


def _matches(record: dict[str, Any], title: str) -> bool:
    """`must` holds alternatives; in each `a+b+!c` means: with a and b, without c. A number is matched whole."""
    text = _plain(title)
    return any(
        all(
            (part.strip("!") in text if not _number(part) else _has(part.strip("!"), text)) != part.startswith("!")
            for part in must.split("+")
        )
        for must in record["must"]
    )


def _plain(title: str) -> str:
    text = unicodedata.normalize("NFC", title).replace("\u00a0", " ").casefold()
    text = re.sub(r"(§+)\s*", r"\1 ", text)
    return re.sub(r"(\d)\s+([a-h])\b", r"\1\2", text) if "§" in text else text


def _number(part: str) -> bool:
    return bool(re.search(r"^\!?\d|\d[a-z]?$", part))


def _has(part: str, text: str) -> bool:
    before = r"(?<![\w,.])" if part[0].isdigit() else ""
    after = r"(?!\w|[.,]\d)" if re.search(r"\d[a-zæøå]?$", part) else ""
    return re.search(before + re.escape(part) + after, text) is not None
