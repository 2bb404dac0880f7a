"""A name for each request that Django answers, so that its answer and what is logged of it can be put together."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.config.log_format import request_id

HEADER = "X-Request-ID"


class RequestIdMiddleware:
    """Gives each request an id, which stands in its answer and in every line that is logged while it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(secrets.token_hex(8))
        try:
            response = self.get_response(request)
            response.headers[HEADER] = request_id.get()
            return response
        finally:
            request_id.reset(token)
