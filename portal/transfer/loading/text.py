"""Entries to YAML that people can read and `reading` reads back: the same entries give the same bytes."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from portal.content.records import ContentRecord
from portal.transfer.loading.reading import Entry, Key

COMMON = {field.name for field in ContentRecord._meta.fields}
"""Fields that every record has: they stand last."""
PRINTABLE = re.compile("[\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*")
"""What YAML 1.1 (§ 5.1) lets stand unescaped, without the line breaks that are not ours."""
PLAIN = re.compile(r"(?!(?:null|true|false)$)\w(?:(?!: | #|[\t\n]).)*(?<!:)")
"""A line that means itself without quotation marks."""
WORD = re.compile(r"(?!(?:null|true|false)$)[\w-]*\w")

LONGEST_QUOTED = 80


def file_text(entries: Iterable[Entry]) -> str:
    """The text of a file that holds the entries."""
    return "\n".join(map(_item, entries))


def _item(entry: Entry) -> str:
    lines = [f"- model: {entry.model._meta.label_lower}", "  fields:"]
    fields = sorted(entry.model._meta.fields, key=lambda field: field.name in COMMON)
    relations = [relation.name for relation in entry.model._meta.many_to_many]
    own = [field.name for field in fields if field.name not in COMMON]
    common = [field.name for field in fields if field.name in COMMON]
    for name in (*own, *relations, *common):
        if name in entry.one:
            lines.append(f"    {name}: {_key(entry.one[name])}")
        elif entry.many.get(name):
            lines.append(f"    {name}: [{', '.join(map(_key, entry.many[name]))}]")
        elif name in entry.values and not _goes_without_saying(entry, name):
            lines.append(f"    {name}: {_value(entry.values[name])}")
    return "\n".join([*lines, ""])


def _goes_without_saying(entry: Entry, name: str) -> bool:
    """True for an empty value, and for a mark that is not set."""
    value, field = entry.values[name], entry.model._meta.get_field(name)
    default = field.get_default()  # type: ignore[union-attr]  # no relation
    return value in ("", None) or (value is False and default is False)


def _key(key: Key) -> str:
    return f"[{', '.join(part if WORD.fullmatch(part) else _quoted(part) for part in key)}]"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.time):
        return value.isoformat("auto" if value.second or value.microsecond else "minutes")
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return _text(str(value))


def _text(text: str) -> str:
    if not PRINTABLE.fullmatch(text):
        return _quoted(text)
    if PLAIN.fullmatch(text):
        return text
    if "\n" in text or len(text) > LONGEST_QUOTED:
        return "|\n" + "\n".join(f"      {line}" if line else "" for line in text.split("\n"))
    return _quoted(text)


def _quoted(text: str) -> str:
    """In double quotation marks, with JSON's escapes (YAML has them all)."""
    written = json.dumps(text, ensure_ascii=False)
    return "".join(char if PRINTABLE.fullmatch(char) else f"\\u{ord(char):04x}" for char in written)
