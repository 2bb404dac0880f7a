"""What goes wrong and what is slow, as lines of JSON that name the request they belong to.

What is asked for is reported by the server's access log, in the form of AccessFormatter.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db.backends.signals import connection_created

LONGEST_QUERY = 2000
LONGEST_PATH = 300

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The request that this thread works for; empty in a command."""
_SECRET = re.compile(r"(/konto/velkommen/|/gennemsyn/)[^\s?\"]+")
_slow = logging.getLogger("portal.slow_query")


def without_secrets(path: str) -> str:
    """The path, or a text that names one, without what opens an account: that of an invitation or a preview."""
    return _SECRET.sub(r"\1", path)


class JSONFormatter(logging.Formatter):
    """A record as one line; a traceback stands inside it, so that no reader of logs takes it for many."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": round(record.created, 3),
            "id": request_id.get(),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        line |= {name: getattr(record, name) for name in ("ms", "sql") if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


class AccessFormatter(logging.Formatter):
    """A request that was answered, as one line: when, which, how it went, how long it took. No address of a client,
    and no query, which may hold what somebody searched for."""

    def format(self, record: logging.LogRecord) -> str:
        request: Any = record.args
        line = {
            "time": round(record.created, 3),
            "method": request["method"],
            "path": without_secrets(request["path"])[:LONGEST_PATH],
            "status": request["status"],
            "ms": round(request["dt_ms"], 2),
        }
        return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Run the query, and name it where a request waits SLOW_QUERY_MS for it or longer. Its values are not logged: they
    may be words that somebody searched for."""
    if not request_id.get():
        return execute(sql, params, many, context)
    started = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        milliseconds = (time.perf_counter() - started) * 1000
        if milliseconds >= settings.SLOW_QUERY_MS:
            _slow.warning("slow query", extra={"ms": round(milliseconds, 1), "sql": str(sql)[:LONGEST_QUERY]})


def _watch_connection(connection: Any, **kwargs: Any) -> None:
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


def register_signals() -> None:
    """Watch the queries of every connection."""
    connection_created.connect(_watch_connection, dispatch_uid="slow-queries")
