"""How soon the portal answers after its start, and what memory it takes, beside a bare Django on the same server.

    python -m tests.bench.starting [--rounds 5]

Start: from the command until the first page has been read whole, on a database and static files that are there (a
second start). Memory: the service's processes together (PSS: shared pages counted once), two workers on SQLite, after
every public page and a hundred searches have been read from each worker. Rounds are interleaved.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from tests.bench.serving import ROOT, free_port
from tests.kit.graded import queries
from tests.kit.server import KEY, environment

START_BAR, RUN_BAR, MEMORY_BAR = 0.6, 3.0, 200
WORKERS = 2
READ_FROM_EACH = 12
"""Connections that read everything: enough that each worker has had every page."""


@dataclass
class Started:
    """A service, how long it took until its first page was read, and its first process."""

    process: subprocess.Popen[bytes]
    port: int
    seconds: float

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:  # granian's own command sometimes waits for ever for its workers
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(5)

    def megabytes(self) -> float:
        """What all its processes hold together."""
        return sum(_pss(pid) for pid in _family(self.process.pid)) / 1024


def start(command: list[str], settings: dict[str, str], port: int) -> Started:
    began = time.monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                answer.read()
                return Started(process, port, time.monotonic() - began)
        except OSError:
            if process.poll() is not None:
                raise SystemExit(f"{command} did not start") from None
            time.sleep(0.005)


def portal(folder: Path, command: list[str]) -> Started:
    port = free_port()
    return start(command, environment(VAR_DIR=str(folder), PORT=str(port), WORKERS=str(WORKERS)), port)


def bare() -> Started:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += [
        "--workers",
        str(WORKERS),
        "--blocking-threads",
        "1",
        "--no-access-log",
        "tests.bench.hello:application",
    ]
    return start(command, dict(os.environ), port)


def read_everything(port: int) -> None:
    """Every public page and a hundred searches, on new connections until each worker has had them all."""
    pages = _addresses(port) + [f"/soeg/?q={quote(query['q'])}" for query in queries()[:100]]
    for _ in range(READ_FROM_EACH):
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        for page in pages:
            connection.request("GET", page, headers={"Accept-Encoding": "br"})
            connection.getresponse().read()
        connection.close()


def _addresses(port: int) -> list[str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sitemap.xml") as answer:
        text = answer.read().decode()
    return [part.partition("</loc>")[0].partition(f":{port}")[2] for part in text.split("<loc>")[1:]]


def _family(pid: int) -> list[int]:
    """The process and all that come from it, whichever of their threads has started them."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for thread in threads for child in thread.read_text().split()]
    return [pid, *(descendant for child in children for descendant in _family(child))]


def _pss(pid: int) -> int:
    """Kilobytes, each shared page counted by its share."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    serve, run = [sys.executable, "manage.py", "serve"], ["make", "run"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "secret_key").write_text(KEY)
        portal(folder, run).stop()  # makes what a start finds: database, static files, compiled code
        seconds: dict[str, list[float]] = {"bare Django": [], "portal": [], "make run": []}
        for _ in range(options.rounds):
            for kind, started in (
                ("bare Django", bare),
                ("portal", lambda: portal(folder, serve)),
                ("make run", lambda: portal(folder, run)),
            ):
                service = started()
                seconds[kind].append(service.seconds)
                service.stop()
        held = {}
        for kind, service in (("bare Django", bare()), ("portal", portal(folder, serve))):
            if kind == "portal":
                read_everything(service.port)
            held[kind] = service.megabytes()
            service.stop()
    print(f"{'':14}{'first page after, s':>22}{'× bare':>10}{'bar':>8}{'memory, MB':>14}{'bar':>8}")
    bars = {"portal": START_BAR, "make run": RUN_BAR}
    for kind, times in seconds.items():
        ratio = statistics.median(a / b for a, b in zip(times, seconds["bare Django"], strict=True))
        megabytes = f"{held[kind]:.0f}" if kind in held else ""
        print(
            f"{kind:14}{statistics.median(times):>22.2f}{ratio:>10.1f}{bars.get(kind, ''):>8}{megabytes:>14}"
            f"{MEMORY_BAR if kind == 'portal' else '':>8}"
        )


if __name__ == "__main__":
    main()
