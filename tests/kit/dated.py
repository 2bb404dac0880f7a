"""The portal in this process, on a day that the test sets: for what happens in the course of months."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from types import TracebackType
from typing import Any, Self
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from portal.lib import clock


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing of each request."""


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class DatedPortal:
    """The portal at `url`; its clock stands at `moment`, which the test moves. It uses the test's own database, so the
    test must commit (`transactional_db`)."""

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment
        self.application = StaticFilesHandler(WSGIHandler())
        self.server = make_server("127.0.0.1", 0, self._answer, server_class=_Threads, handler_class=_Quiet)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with clock.frozen(self.moment):
            answer = self.application(environ, start_response)
            try:
                return [b"".join(answer)]
            finally:
                answer.close()
                connections.close_all()

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
