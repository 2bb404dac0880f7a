"""What a reader or a writer is told when the database is away, slow or full: nothing is lost, try again."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import render_to_string

from portal.page_cache.middleware import DATABASE_AWAY

WATCHED = ("/healthz", "/readyz")
"""What a machine asks, which know themselves what to answer without a database."""
RETRY_AFTER = "5"
SECRET_FIELDS = ("password", "token", "otp", "csrf")
LONGEST_SHOWN = 200_000


class DatabaseAwayMiddleware:
    """Answers at once what cannot be answered without a database that is known to be away: each try would hold a thread
    for as long as a silent database is waited for, and everybody behind it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get(DATABASE_AWAY) and request.path_info not in WATCHED:
            return unavailable(request)
        return self.get_response(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a request that failed: 503 with the writer's text where the database is at fault, else 500."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError) or is_full(error):
        return unavailable(request, full=is_full(error))
    return HttpResponseServerError(render_to_string("500.html"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what cannot be read. Django's own view looks for a form token first, in what cannot be read."""
    too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return HttpResponse(render_to_string("400.html", {"too_much": too_much}), status=413 if too_much else 400)


def is_full(error: BaseException | None) -> bool:
    """True where the disk had no room (SQLite, PostgreSQL class 53100, or the system's own word)."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    if not isinstance(error, DatabaseError):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state == "53100" or "disk is full" in str(error) or "disk I/O error" in str(error)


def unavailable(request: HttpRequest, full: bool = False) -> HttpResponse:
    """A 503 that says what was kept. A writer gets back what was typed, secrets excepted."""
    written = [
        (name, value[:LONGEST_SHOWN])
        for name, values in (request.POST.lists() if request.method == "POST" else ())
        for value in values
        if value.strip() and not any(secret in name.lower() for secret in SECRET_FIELDS)
    ]
    page = render_to_string("503.html", {"full": full, "wrote": request.method == "POST", "written": written})
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"})
