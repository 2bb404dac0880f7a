"""One line of JSON for every request: when, which, how it went, how long it took. No address of a reader, no query."""

from __future__ import annotations

import itertools
import json
import os
import secrets
import sys
import threading
import time
from functools import lru_cache

from portal.log_lines import without_secrets

LONGEST_WAIT = 1.0
"""Seconds that a line may wait in memory for others; to write each at once would cost a call of the system a page."""
_count = itertools.count(1)
_prefix = ""


def _name_process() -> None:
    global _prefix
    _prefix = f"{secrets.token_hex(6)}-"


_name_process()
os.register_at_fork(after_in_child=_name_process)


def new_id() -> str:
    """An id for a request, unlike every other."""
    return f"{_prefix}{next(_count):x}"


@lru_cache(maxsize=2048)
def _quoted(path: str) -> str:
    shown = without_secrets(path)[:300].encode("latin-1", "replace").decode("utf-8", "replace")
    return json.dumps(shown, ensure_ascii=False)


def write(request_id: str, method: str, path: str, status: int, started: float, kept: str) -> None:
    """Write the line. `started` is from time.perf_counter; `kept` is `hit`, `304`, `old` or empty."""
    milliseconds = (time.perf_counter() - started) * 1000
    sys.stdout.write(
        f'{{"time":{time.time():.3f},"id":"{request_id}","method":{_quoted(method)},"path":{_quoted(path)},'
        f'"status":{status},"ms":{milliseconds:.2f},"kept":"{kept}"}}\n'
    )


def keep_flushing() -> None:
    """Let the lines out every LONGEST_WAIT seconds, from now on and in this process."""
    threading.Thread(target=_flush_for_ever, name="access log", daemon=True).start()


def _flush_for_ever() -> None:
    while True:
        time.sleep(LONGEST_WAIT)
        sys.stdout.flush()
