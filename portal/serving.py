"""The server: granian with the application loaded once, before its workers are forked from this process."""

from __future__ import annotations

import errno
import gc
import os
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


class PortalServer(MPServer):
    """Says so when the first worker answers."""

    when_ready: Callable[[], object]

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
    """The application, asked for by a worker: out of the terminal's reach, as only the parent shall end it."""
    os.setpgid(0, 0)
    access_log.keep_flushing()
    return application()


def application() -> Any:
    """The application with its addresses read; made in the parent, so that the workers share its memory."""
    from portal.rsgi import application

    resolve("/healthz")
    return application
