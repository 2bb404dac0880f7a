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
import urllib.request
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from tests.kit.graded import queries
from tests.kit.server import KEY, Server, environment, free_port

START_BAR, RUN_BAR, MEMORY_BAR = 0.6, 3.0, 200
WORKERS = 2
READ_FROM_EACH = 12
"""Connections that read everything: enough that each worker has had every page."""


class Started(Server):
    """A server whose start is timed."""

    poll = 0.005

    def __init__(self, command: list[str], settings: dict[str, str], port: int) -> None:
        super().__init__(command, settings, port, Path(os.devnull))
        self.seconds = self.start()
        """Until its first page was read."""

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        try:
            return super().stop(sign)
        except subprocess.TimeoutExpired:  # granian's own command sometimes waits for ever for its workers
            return super().stop(signal.SIGKILL)

    def megabytes(self) -> float:
        """Return what all its processes hold together."""
        return sum(_pss(pid) for pid in self.processes()) / 1024


def portal(folder: Path, command: list[str]) -> Started:
    port = free_port()
    return Started(command, environment(VAR_DIR=str(folder), PORT=str(port), WORKERS=str(WORKERS)), port)


def bare() -> Started:
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", str(WORKERS), "--blocking-threads", "1", "--no-access-log"]
    return Started([*command, "tests.bench.hello:application"], environment(), port)


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
