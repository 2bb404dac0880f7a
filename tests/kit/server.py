"""The portal as it really runs: `manage.py serve` in a process of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
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


def run(*command: str, seconds: int = 60, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command of `manage.py` to its end, with just these settings; given up after so many seconds."""
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


class Portal:
    """A running portal. `url` is its address."""

    def __init__(self, settings: dict[str, str], *command: str) -> None:
        self.settings = settings
        self.command = command or (sys.executable, "manage.py", "serve")
        self.url = f"http://127.0.0.1:{settings['PORT']}"
        self.log = Path(settings["VAR_DIR"]) / "server.log"

    def __enter__(self) -> Self:
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.settings, stdout=log, stderr=log, start_new_session=True
            )
        while self.url not in self.output:
            if self.process.poll() is not None:
                raise RuntimeError(f"The portal did not start:\n{self.output}")
            time.sleep(0.02)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """End it as a service manager does (SIGTERM) or a terminal's Ctrl-C (SIGINT); answer its status."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, sign)
        return self.process.wait(timeout=30)

    @property
    def output(self) -> str:
        """What it has written until now, on stdout and stderr."""
        return self.log.read_text()

    @property
    def passwords(self) -> dict[str, str]:
        """The users' passwords, as the first start showed them."""
        shown = self.log.with_name("first.log")
        return passwords(shown.read_text() if shown.exists() else self.output)


def passwords(told: str) -> dict[str, str]:
    """The users' passwords that a start has shown."""
    return dict(re.findall(r"^ {4}(\w+) +(\S+)$", told, re.MULTILINE))
