"""The server: granian, with the application loaded before its workers are forked from this process."""

from __future__ import annotations

import ctypes
import errno
import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections
from django.urls import resolve
from granian import Granian
from granian.constants import Interfaces, RuntimeModes
from granian.log import LogLevels

PR_SET_PDEATHSIG = 1
"""linux/prctl.h"""
SECONDS_TO_FINISH = 15
"""How long a stopping worker may take to finish the requests that it has begun."""
LOG_CONFIG: dict[str, Any] = {
    "formatters": {
        "generic": {"()": "portal.config.log_format.JSONFormatter"},
        "access": {"()": "portal.config.log_format.AccessFormatter"},
    },
}


def port_problem(host: str, port: int) -> str:
    """Return why the address cannot be listened on, in one sentence; empty when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return f"Port {port} er optaget: Stop det, der bruger den, eller vælg en anden, fx PORT={port + 1}."
            return f"Portalen kan ikke lytte på {host} port {port} ({error.strerror}): Vælg andre med HOST og PORT."
    return ""


def serve(when_ready: Callable[[], object]) -> None:
    """Run until a signal stops it, and call `when_ready` when the first worker answers. One that dies is replaced."""
    import portal.asgi  # noqa: F401 (loaded here, so that the workers share its memory)

    resolve("/healthz")
    connections.close_all()
    gc.freeze()
    server = Granian(
        "portal.management.server:application_in_worker",
        factory=True,
        address=settings.HOST,
        port=settings.PORT,
        interface=Interfaces.ASGI,
        runtime_mode=RuntimeModes.mt,
        websockets=False,
        workers=settings.WORKERS,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_level=LogLevels.error,
        log_access=True,
        log_dictconfig=LOG_CONFIG,
    )
    os.register_at_fork(after_in_child=_end_at_a_signal)
    server.on_startup(threading.Thread(target=_wait_until_ready, args=(when_ready,), daemon=True).start)
    server.serve()


def _end_at_a_signal() -> None:
    """Let a signal end a worker until the server gives it handlers of its own: the parent's, which it is forked with,
    would only note it, and the parent would wait for it."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def application_in_worker() -> Any:
    """Return the application, asked for by a worker. It leaves the terminal's process group, as only the parent shall
    end it, and gets a signal to stop where the parent is killed (prctl(2))."""
    from portal.asgi import application

    os.setpgid(0, 0)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    return application


def _wait_until_ready(when_ready: Callable[[], object]) -> None:
    while True:
        try:
            socket.create_connection((settings.HOST, settings.PORT), timeout=1).close()
        except OSError:
            time.sleep(0.01)
        else:
            when_ready()
            return
