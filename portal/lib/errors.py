"""The answers to readers and writers when the database is away, slow, full or read-only, and when something else went
wrong: nothing is saved by halves, and no text is lost."""

from __future__ import annotations

import errno
import sqlite3
import sys
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, ValidationError
from django.db import Error as DatabaseError
from django.db import IntegrityError, InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

DATABASE_AWAY = "X-Portal-Database-Away"
"""Internal header of a request that is answered while the database does not answer; no client can send it."""
BEGUN = "begun"
"""Its value where Django had begun to answer: what a writer sent may still be saved when the database comes back."""
BODY_REFUSED = "X-Portal-Body-Refused"
"""Internal header of a request whose body was too large or did not come: the status of its answer, 413 or 408."""
WATCHED = ("/healthz", "/readyz")
"""What a machine asks, which know themselves what to answer without a database."""
RETRY_AFTER = "5"
SECRET_FIELDS = ("password", "token", "otp", "csrf", "code")
LONGEST_SHOWN = 200_000


class DatabaseAwayMiddleware:
    """Answers at once what cannot be answered without a database that is known to be away: each try would hold a thread
    for as long as a silent database is waited for, and everybody behind it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        state = request.headers.get(DATABASE_AWAY)
        if state and request.path_info not in WATCHED:
            return unavailable(request, unsure=state == BEGUN)
        return self.get_response(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request that failed: 503 where the database is at fault, 409 where somebody else has saved what does not
    go with it, else 500; a writer gets back what was typed."""
    error = sys.exc_info()[1]
    if is_databases_fault(error):
        return unavailable(request, full=is_full(error), read_only=is_read_only(error))
    is_overtaken = isinstance(error, IntegrityError) or (isinstance(error, ValidationError) and is_stale(error))
    if is_overtaken and request.method == "POST":
        return HttpResponse(render_to_string("409.html", {"written": written(request)}), status=409)
    return HttpResponse(render_to_string("500.html", {"written": written(request)}), status=500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what cannot be read. Django's own view looks for a form token first, in what cannot be read."""
    too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return HttpResponse(render_to_string("400.html", {"too_much": too_much}), status=413 if too_much else 400)


def refused_body(status: int) -> HttpResponse:
    """Answer a request whose body was refused before Django could read it (RFC 9110 § 15.5.9 and 15.5.14)."""
    page = render_to_string("400.html", {"too_much": status == 413, "not_received": True})
    return HttpResponse(page, status=status, headers={"Cache-Control": "private, no-store"})


def is_databases_fault(error: BaseException | None) -> bool:
    """True where the database, and not what it was asked, is at fault."""
    return isinstance(error, OperationalError | InterfaceError | InternalError) or is_full(error) or is_damaged(error)


def is_damaged(error: BaseException | None) -> bool:
    """True where SQLite finds that its file is none, or is broken."""
    code = getattr(getattr(error, "__cause__", None), "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def is_stale(error: ValidationError) -> bool:
    """True where a record has been saved by somebody else since it was read."""
    return getattr(error, "code", "") == "stale"


def is_read_only(error: BaseException | None) -> bool:
    """True where the database may be read and not written: a standby, a disk that is mounted so."""
    cause = getattr(error, "__cause__", None)
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    return code == sqlite3.SQLITE_READONLY or getattr(cause, "sqlstate", None) == "25006"


def is_full(error: BaseException | None) -> bool:
    """True where the disk had no room (SQLite, PostgreSQL class 53100, or the system's own word)."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    if not isinstance(error, DatabaseError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state == "53100" or "disk is full" in str(error) or "disk I/O error" in str(error)


def written(request: HttpRequest) -> list[tuple[str, str]]:
    """What somebody has typed into the form that was sent, field by field, secrets excepted."""
    return [
        (name, value[:LONGEST_SHOWN])
        for name, values in (request.POST.lists() if request.method == "POST" else ())
        for value in values
        if value.strip() and not is_secret(name)
    ]


def is_secret(name: str) -> bool:
    """True for a field whose value is given back to nobody."""
    return any(secret in name.lower() for secret in SECRET_FIELDS)


def unavailable(
    request: HttpRequest, full: bool = False, read_only: bool = False, unsure: bool = False
) -> HttpResponse:
    """Return a 503 that says what was saved, or that this is unknown. A writer gets back what was typed."""
    state = {"full": full, "read_only": read_only, "unsure": unsure}
    context = {**state, "wrote": request.method == "POST", "written": written(request)}
    page = render_to_string("503.html", context)
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"})
