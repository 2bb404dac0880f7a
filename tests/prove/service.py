"""A whole portal of its own for a proof: its database and its processes."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from portal.management.server import SECONDS_TO_FINISH
from tests.kit.server import Server, environment, free_port, python


def scaled(times: int) -> int:
    """How often a proof repeats itself: all the times by hand, a part of them where PROVE_SCALE says so (0.1 in CI)."""
    return max(4, round(times * float(os.environ.get("PROVE_SCALE", "1"))))


class Service(Server):
    """The portal on granian, as `make run` starts it, on a database of its own."""

    first = "/healthz"
    grace = SECONDS_TO_FINISH + 15.0

    def __init__(self, folder: Path, database: str, workers: int = 2) -> None:
        port = free_port()
        command = [sys.executable, "-m", "granian", "--interface", "asgi", "--runtime-mode", "mt"]
        command += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
        command += ["--no-ws", "--no-access-log", "--workers-kill-timeout", str(SECONDS_TO_FINISH)]
        settings = environment(
            DATABASE_URL=database,
            SECRET_KEY="proof-" + "x" * 60,
            ALLOWED_HOSTS="127.0.0.1",
            HTTPS="0",
            VAR_DIR=str(folder),
            DJANGO_SETTINGS_MODULE="portal.settings",
        )
        super().__init__([*command, "portal.asgi:application"], settings, port, folder / "service.log")

    def manage(self, *command: str) -> None:
        """Run a command of `manage.py` in the portal's environment."""
        self._python("manage.py", *command)

    def run(self, module: str, *arguments: str) -> Any:
        """Run `python -m module` likewise; its standard output is JSON."""
        return json.loads(self._python("-m", module, *arguments))

    def _python(self, *arguments: str) -> str:
        done = python(*arguments, seconds=300, **self.environment)
        if done.returncode:
            raise AssertionError(done.stderr)
        return done.stdout
