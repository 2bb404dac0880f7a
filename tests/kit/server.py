"""Programs in processes of their own: the portal as it really runs, its commands, other servers."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parent.parent.parent
READERS = r'environment\.(?:file|text|key|flag|number|address|words|hosts|database|mail|sender)\)?\(\s*"([A-Z_]+)"'
SETTINGS = set(re.findall(READERS, (ROOT / "portal" / "settings.py").read_text(encoding="utf-8")))
"""The name of every setting that the portal reads from its environment."""
OF_THE_TESTS = {"DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"}
"""What the tests set for Django in their own process."""
KEY = "kun-til-proeverne-" + "x" * 40


MAKE_RUN = (
    *("make", "--no-print-directory", "run", f"V={Path(sys.executable).parent}"),
    *("--assume-old=.venv/run.stamp", "--assume-old=.venv/bin/python", "--assume-old=.venv/compiled.stamp"),
)
"""`make run`, with the interpreter of the tests in the place of .venv, so that nothing is installed."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(**settings: str) -> dict[str, str]:
    """This process's environment without any setting of the portal but those given."""
    return {name: value for name, value in os.environ.items() if name not in SETTINGS | OF_THE_TESTS} | settings


def embedded(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of `make run` on a machine where nothing is set, with its files in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "secret_key").write_text(KEY)
    return environment(VAR_DIR=str(folder), PORT=str(free_port())) | settings


def copy_of(prepared: Path, folder: Path) -> Path:
    """The files of a portal that has stopped, copied to the folder; what its first start said stays in `first.log`."""
    shutil.copytree(prepared, folder, dirs_exist_ok=True)
    (folder / "server.log").rename(folder / "first.log")
    return folder


def python(*arguments: str, seconds: int = 60, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run Python to its end, with just these settings of the portal; give up after so many seconds."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def run(*command: str, seconds: int = 60, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command of `manage.py` likewise."""
    return python("manage.py", *command, seconds=seconds, **settings)


class Server:
    """A program that serves at `url`, in a process group of its own. It writes its output to `log`."""

    process: subprocess.Popen[bytes] | None = None
    first = "/"
    """The path that is answered with 200 when the server is ready."""
    poll = 0.02
    """Seconds between two looks whether it is."""
    grace = 30.0
    """Seconds that it has to end. To start it has twice as many: the first start fills the database."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], port: int | str, log: Path) -> None:
        self.command, self.environment, self.port, self.log = list(command), environment, int(port), log
        self.url = f"http://127.0.0.1:{port}"

    def start(self) -> float:
        """Start it; return the seconds until it was ready. Raise RuntimeError where it ends or takes too long."""
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() - began > 2 * self.grace:
                raise RuntimeError(f"{self.command} did not start:\n{self.output[-5000:]}")
            time.sleep(self.poll)
        return time.monotonic() - began

    def is_ready(self) -> bool:
        """True when it answers."""
        try:
            with urllib.request.urlopen(f"{self.url}{self.first}", timeout=20) as answer:
                return bool(answer.read())
        except (OSError, HTTPException):
            return False

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """End it as a service manager does (SIGTERM) or a terminal's Ctrl-C (SIGINT); return its status."""
        if self.process is None:
            return 0
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, sign)
        return self.process.wait(self.grace)

    def kill(self) -> None:
        """Kill all its processes at once."""
        self.stop(signal.SIGKILL)

    def processes(self) -> list[int]:
        """The ids of its processes: all of its session, whichever group a worker puts itself in."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it has ended meanwhile
                if int(stat.read_text().rpartition(")")[2].split()[3]) == self.process.pid:
                    found.append(int(stat.parent.name))
        return found

    @property
    def output(self) -> str:
        """What it has written until now, on stdout and stderr."""
        return self.log.read_text(errors="replace")

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class Portal(Server):
    """The portal by `manage.py serve` or another command, its output anew at each start."""

    def __init__(self, settings: dict[str, str], *command: str) -> None:
        command = command or (sys.executable, "manage.py", "serve")
        super().__init__(command, settings, settings["PORT"], Path(settings["VAR_DIR"]) / "server.log")

    def start(self) -> float:
        self.log.unlink(missing_ok=True)
        return super().start()

    def is_ready(self) -> bool:
        """True when it has said where it serves."""
        return self.url in self.output

    @property
    def passwords(self) -> dict[str, str]:
        """The users' passwords, as the first start showed them."""
        shown = self.log.with_name("first.log")
        return passwords(shown.read_text() if shown.exists() else self.output)


def passwords(told: str) -> dict[str, str]:
    """The users' passwords that a start has shown."""
    return dict(re.findall(r"^ {4}(\w+) +(\S+)$", told, re.MULTILINE))
