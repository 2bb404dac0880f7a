"""The server: granian with the application loaded once, before its workers are forked from this process."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import queue
import signal
import socket
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections
from django.urls import resolve
from granian.constants import Interfaces, RuntimeModes
from granian.log import LogLevels
from granian.server.mp import MPServer

from portal.publishing import access_log

SECONDS_TO_FINISH = 15
"""How long a stopping worker may take to finish the requests that it has begun."""


def port_problem(host: str, port: int) -> str:
    """Why the address cannot be listened on, in one sentence; empty when it can."""
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


class Wake:
    """What the server's main loop uses of threading.Event. A signal may call `set` at any moment, also while the thread
    that it interrupts is inside of it: an Event's lock is then waited for without end; SimpleQueue's is not."""

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[None] = queue.SimpleQueue()

    def set(self) -> None:
        self._calls.put(None)

    def wait(self) -> None:
        self._calls.get()
        self.set()  # until it is cleared

    def clear(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._calls.get_nowait()


class PortalServer(MPServer):
    """Says so when the first worker answers, and stops however many signals tell it to."""

    when_ready: Callable[[], object]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.main_loop_interrupt: Any = Wake()

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        super().startup(spawn_target, target_loader)
        while not self.interrupt_signal and not self.interrupt_children:
            try:
                socket.create_connection((self.bind_addr, self.bind_port), timeout=1).close()
            except OSError:
                time.sleep(0.01)
            else:
                self.when_ready()
                return


def serve(when_ready: Callable[[], object]) -> None:
    """Run until a signal stops it. A worker that dies is replaced."""
    application()
    connections.close_all()
    gc.freeze()
    server = PortalServer(
        "portal.rsgi:application",
        address=settings.HOST,
        port=settings.PORT,
        interface=Interfaces.RSGI,
        runtime_mode=RuntimeModes.mt,
        websockets=False,
        workers=settings.WORKERS,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_level=LogLevels.error,
    )
    server.when_ready = when_ready
    server.serve(target_loader=in_worker)


def in_worker(target: str) -> Any:
    """The application, asked for by a worker: out of the terminal's reach, as only the parent shall end it. Until it
    has handlers of its own, a signal ends it at once; the parent's, which it was born with, would only be noted."""
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, signal.SIG_DFL)
    os.setpgid(0, 0)
    access_log.keep_flushing()
    return application()


def application() -> Any:
    """The application with its addresses read; made in the parent, so that the workers share its memory."""
    from portal.rsgi import application

    resolve("/healthz")
    return application
