"""Sessions that end when nobody uses them, and that nobody who reads has to wait or be refused for."""

from __future__ import annotations

import logging
import time

from django.conf import settings
from django.contrib.sessions import middleware
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.db import DatabaseError
from django.db import Error as AnyDatabaseError
from django.http import HttpRequest, HttpResponse

from portal.lib.write_lock import is_taken, without_waiting

log = logging.getLogger(__name__)

SEEN = "seen"
WRITTEN_EVERY = 60
"""Seconds: a session ends SESSION_COOKIE_AGE after the last use, or up to this much sooner."""


class SessionStore(db.SessionStore):
    """Django's, which takes a database that cannot be written for a session that somebody has ended."""

    def save(self, must_create: bool = False) -> None:
        """UpdateError where the session is gone; what the database itself raises where it is at fault."""
        try:
            super().save(must_create)
        except UpdateError as gone:
            fault = gone.__context__
            if isinstance(fault, DatabaseError) and type(fault) is not DatabaseError:  # no kind of fault: no row
                raise fault from fault.__cause__
            raise


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's, which writes down that the session is in use once a minute and not at every request; and lets it be
    where that cannot be written, or not at once."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = request.session
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not session.is_empty():
            now = int(time.time())
            if now - session.get(SEEN, 0) >= WRITTEN_EVERY and not session.is_empty():
                has_more_to_write = session.modified
                session[SEEN] = now
                if not has_more_to_write:
                    session.modified = False
                    _save_if_possible(session)
        return super().process_response(request, response)


def _save_if_possible(session: SessionBase) -> None:
    try:
        with without_waiting():
            session.save()
    except UpdateError:
        pass  # somebody has ended it meanwhile
    except AnyDatabaseError as error:
        if not is_taken(error):
            log.warning("That a session is in use could not be written: %s", error)
