"""A whole portal of its own for a proof: its database, its processes, and people who use it over HTTP."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import html5lib

from portal.management.server import SECONDS_TO_FINISH

ROOT = Path(__file__).resolve().parent.parent.parent
HTML = "{http://www.w3.org/1999/xhtml}"


def scaled(times: int) -> int:
    """How often a proof repeats itself: all the times by hand, a part of them where PROVE_SCALE says so (0.1 in CI)."""
    return max(4, round(times * float(os.environ.get("PROVE_SCALE", "1"))))


class Answer(NamedTuple):
    status: int
    text: str
    headers: dict[str, str]

    def json(self) -> Any:
        return json.loads(self.text)

    def fields(self) -> dict[str, str]:
        """What a browser would send back from the page's form, as it stands."""
        document = html5lib.parse(self.text)
        sent: dict[str, str] = {}
        for field in document.iter():
            if field.tag not in {f"{HTML}input", f"{HTML}textarea", f"{HTML}select"}:
                continue
            name, kind = field.get("name"), field.get("type", "text")
            if not name or kind in {"submit", "button", "file"} or name.startswith(("_", "action", "select_across")):
                continue
            if field.tag == f"{HTML}select":
                chosen = [o.get("value", "") for o in field.iter(f"{HTML}option") if o.get("selected") is not None]
                sent |= {name: chosen[0]} if chosen else {}
            elif kind not in {"checkbox", "radio"} or field.get("checked") is not None:
                sent[name] = field.get("value", "on") if kind == "checkbox" else field.get("value", field.text or "")
        return sent


class Person:
    """Somebody at a browser: keeps cookies, sends forms."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.cookies = {"session": session}

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def download(self, path: str) -> bytes:
        """A file, as a browser fetches it."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            content: bytes = answer.read()
            return content

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        origin = f"http://127.0.0.1:{self.port}"
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin, "Referer": origin + path}
        return self._ask("POST", path, urlencode(fields), headers)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)
            connection.request(method, path, body, headers | ({"Cookie": cookie} if cookie else {}))
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []):
                name, _, value = line.partition("=")
                self.cookies[name] = value.partition(";")[0]
            return Answer(answer.status, answer.read().decode(), dict(answer.headers))
        finally:
            connection.close()


class Service:
    """The portal on granian, as `make run` starts it, on a database of its own."""

    def __init__(self, folder: Path, database: str, workers: int = 2) -> None:
        self.port = free_port()
        self.workers = workers
        self.log = folder / "service.log"
        self.environment = os.environ | {
            "DATABASE_URL": database,
            "SECRET_KEY": "proof-" + "x" * 60,
            "ALLOWED_HOSTS": "127.0.0.1",
            "HTTPS": "0",
            "VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }
        self.environment.pop("DEBUG", None)
        self.before: tuple[str, ...] = ()
        """A program that starts the service, with its arguments."""
        self.process: subprocess.Popen[bytes] | None = None

    def manage(self, *command: str) -> None:
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, check=True)

    def run(self, module: str, *arguments: str) -> Any:
        """Run `python -m module` in the portal's environment; its standard output is JSON."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(done.stderr)
        return json.loads(done.stdout)

    def start(self) -> None:
        command = [*self.before, sys.executable, "-m", "granian", "--interface", "asgi", "--runtime-mode", "mt"]
        command += ["--host", "127.0.0.1", "--port", str(self.port), "--workers", str(self.workers)]
        command += ["--no-ws", "--no-access-log", "--workers-kill-timeout", str(SECONDS_TO_FINISH)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "portal.asgi:application"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_until_ready()

    def wait_until_ready(self, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if Person(self.port, "").get("/healthz").status == 200:
                    return
            except (OSError, HTTPException):
                time.sleep(0.05)
        raise AssertionError(f"the portal did not start: {self.log.read_text()[-2000:]}")

    def processes(self) -> list[int]:
        """The process ids of the server and its workers."""
        assert self.process is not None
        group = self.process.pid
        stats = [path.read_text().rpartition(")") for path in Path("/proc").glob("[0-9]*/stat")]
        return [int(head.split()[0]) for head, _, rest in stats if int(rest.split()[2]) == group]

    def kill(self) -> None:
        """SIGKILL to every process of the service at once."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            self.process.wait(SECONDS_TO_FINISH + 15)
            self.process = None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
