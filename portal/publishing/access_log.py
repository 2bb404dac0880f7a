"""One line of JSON for every request: when, which, how it went, how long it took. No address of a reader, no query."""

from __future__ import annotations

import itertools
import json
import os
import sys
import time
from functools import lru_cache

_count = itertools.count(1)
_prefix = ""


def _name_process() -> None:
    global _prefix
    _prefix = f"{os.getpid():x}-{int(time.time()):x}-"


_name_process()
os.register_at_fork(after_in_child=_name_process)


def new_id() -> str:
    """An id for a request, unlike every other of this machine."""
    return f"{_prefix}{next(_count):x}"


@lru_cache(maxsize=2048)
def _quoted(path: str) -> str:
    return json.dumps(path[:300].encode("latin-1", "replace").decode("utf-8", "replace"), ensure_ascii=False)


def write(request_id: str, method: str, path: str, status: int, started: float, kept: str) -> None:
    """Write the line. `started` is from time.perf_counter; `kept` is `hit`, `304`, `old` or empty."""
    milliseconds = (time.perf_counter() - started) * 1000
    sys.stdout.write(
        f'{{"time":{time.time():.3f},"id":"{request_id}","method":{_quoted(method)},"path":{_quoted(path)},'
        f'"status":{status},"ms":{milliseconds:.2f},"kept":"{kept}"}}\n'
    )
