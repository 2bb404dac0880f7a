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
    own = [field for field in entry.model._meta.fields if field.name not in COMMON]
    common = [field for field in entry.model._meta.fields if field.name in COMMON]
    for field in (*own, *entry.model._meta.many_to_many, *common):
        value = entry.fields.get(field.name)
        if value in ("", None, []) or (value is False and field.get_default() is False):
            continue  # goes without saying
        if field.many_to_many:
            text = f"[{', '.join(map(_key, value))}]"
        else:
            text = _key(value) if field.is_relation else _value(value)
        lines.append(f"    {field.name}: {text}")
    return "\n".join([*lines, ""])


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
