"""Sessions that end when nobody uses them, without a write to the database for every page that is read."""

from __future__ import annotations

import time

from django.conf import settings
from django.contrib.sessions import middleware
from django.http import HttpRequest, HttpResponse

SEEN = "seen"
WRITTEN_EVERY = 60
"""Seconds: a session ends SESSION_COOKIE_AGE after the last use, or up to this much sooner."""


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's, which writes down that the session is in use once a minute and not at every request."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not request.session.is_empty():
            now = int(time.time())
            if now - request.session.get(SEEN, 0) >= WRITTEN_EVERY and not request.session.is_empty():
                request.session[SEEN] = now
        return super().process_response(request, response)
