"""The checksum of a copy: a last line with the SHA-256 of all before it, so that copy and sum never part.

Neither SQLite nor `pg_restore` reads what comes after the end of its own format.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from portal.backup.contents import BackupError

LINE = re.compile(rb"\nsha256 ([0-9a-f]{64})\n\Z")
LENGTH = len("\nsha256 ") + 64 + len("\n")
PART = 1 << 20


def add(copy: Path) -> None:
    """Write the last line."""
    line = f"\nsha256 {_sum(copy, copy.stat().st_size)}\n".encode()
    with copy.open("ab") as file:
        file.write(line)


def check(copy: Path, is_demanded: bool = True) -> None:
    """Compare the copy with its last line. BackupError where it is another, or where there must be one and is none."""
    with copy.open("rb") as file:
        file.seek(max(copy.stat().st_size - LENGTH, 0))
        line = LINE.search(file.read())
    if line is None and is_demanded:
        raise BackupError(
            f"{copy} er beskadiget, for den ender ikke med sin kontrolsum. Er kopien hel, men taget med en udgave af "
            "portalen, der ikke skrev kontrolsummer, så brug --no-checksum."
        )
    if line and line[1].decode() != _sum(copy, length(copy)):
        raise BackupError(f"{copy} er beskadiget: Den svarer ikke til sin kontrolsum.")


def length(copy: Path) -> int:
    """Bytes of the copy without its last line."""
    size = copy.stat().st_size
    with copy.open("rb") as file:
        file.seek(max(size - LENGTH, 0))
        return size - LENGTH if LINE.search(file.read()) else size


def _sum(copy: Path, count: int) -> str:
    """Of the first `count` bytes."""
    digest = hashlib.sha256()
    with copy.open("rb") as file:
        while part := file.read(min(PART, count)):
            digest.update(part)
            count -= len(part)
    return digest.hexdigest()
