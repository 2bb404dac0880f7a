"""What a cached page costs beside a bare Django view, on the same server with the same threads, in one run.

    python -m tests.bench.serving [--rounds 5] [--seconds 4] [--connections 32]

`--sizes` measures instead whether a cached page costs more when there are 20,000 records than when there are 200.
Needs `wrk` (Debian: apt install wrk). Servers and load run on this machine only. Prints CPU per request (user and
system, all processes of the service), requests a second and p99, and their ratios; rounds are interleaved.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.kit import postgresql
from tests.kit.server import Server, environment, free_port, run

TICK = os.sysconf("SC_CLK_TCK")
BARS = {"cached page": "CPU 0.5, req/s 2, p99 1", "304": "CPU 0.5", "on PostgreSQL": "CPU 1.5"}
"""The most CPU and p99 and the fewest requests a second, as ratios to the bare view."""
COMPRESSED = {"Accept-Encoding": "br"}


class Service(Server):
    """A server under load: one worker with one thread."""

    grace = 10.0

    def __init__(self, target: str, path: str, environment: dict[str, str]) -> None:
        self.first = path
        port = free_port()
        command = [sys.executable, "-m", "granian", "--host", "127.0.0.1", "--port", str(port)]
        command += ["--workers", "1", "--blocking-threads", "1", "--runtime-mode", "mt", "--no-ws", "--no-access-log"]
        command += ["--interface", "asgi" if "asgi" in target else "wsgi", target]
        super().__init__(command, environment, port, Path(os.devnull))

    def cpu(self) -> float:
        """Return the seconds of CPU that it has used, all its processes."""
        total = 0
        for pid in self.processes():
            with suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                total += int(fields[11]) + int(fields[12])
        return total / TICK


@dataclass(frozen=True)
class Load:
    """What is asked of a service."""

    name: str
    service: Service
    headers: dict[str, str]


@dataclass(frozen=True)
class Round:
    microseconds: float
    per_second: float
    p99: float


def measure(load: Load, seconds: int, connections: int) -> Round:
    """One round of wrk against a service: CPU µs a request, requests a second, p99 in ms."""
    headers = [part for name, value in load.headers.items() for part in ("-H", f"{name}: {value}")]
    service = load.service
    before = service.cpu()
    output = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *headers, f"{service.url}{service.first}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    used = service.cpu() - before
    requests = int(re.search(r"(\d+) requests in", output)[1])
    if bad := re.search(r"Non-2xx or 3xx responses: (\d+)", output):
        raise SystemExit(f"{load.name}: {bad[1]} bad answers")
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", output).groups()
    milliseconds = float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    return Round(used / requests * 1e6, requests / seconds, milliseconds)


def measured_in_turn(loads: list[Load], rounds: int, seconds: int, connections: int) -> dict[str, list[Round]]:
    """Return the rounds of each load; one of each is measured before the next of any."""
    measured: dict[str, list[Round]] = {}
    for _ in range(rounds):
        for load in loads:
            measured.setdefault(load.name, []).append(measure(load, seconds, connections))
    return measured


def portal_environment(folder: str, database: str = "") -> dict[str, str]:
    """Settings for a portal of its own, filled with the shipped content; on SQLite where no database is named."""
    settings = environment(
        DATABASE_URL=database or f"sqlite:///{folder}/portal.sqlite3",
        SECRET_KEY="bench-" + "x" * 60,
        VAR_DIR=folder,
        HTTPS="0",
        ALLOWED_HOSTS="127.0.0.1",
        DJANGO_SETTINGS_MODULE="portal.settings",
    )
    for command in (["migrate", "-v0"], ["load_content"], ["collectstatic", "--noinput", "-v0"]):
        run(*command, seconds=300, **settings).check_returncode()
    return settings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--path", default="/guide/socialomraadet/")
    parser.add_argument("--sizes", action="store_true")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing: apt install wrk")
    if options.sizes:
        sizes(options.rounds, options.seconds, options.connections)
        return
    with tempfile.TemporaryDirectory() as folder, postgresql.running() as database:
        settings = portal_environment(folder)
        bare = Service("tests.bench.hello:application", "/", environment())
        cached = Service("portal.asgi:application", options.path, settings)
        elsewhere = Service("portal.asgi:application", options.path, portal_environment(folder, database))
        with bare, cached, elsewhere:
            with urllib.request.urlopen(f"{cached.url}{cached.first}") as answer:
                etag = answer.headers["ETag"]
            loads = [
                Load("bare view", bare, {}),
                Load("cached page", cached, COMPRESSED),
                Load("304", cached, {"If-None-Match": etag}),
                Load("on PostgreSQL", elsewhere, COMPRESSED),
            ]
            measured = measured_in_turn(loads, options.rounds, options.seconds, options.connections)
    report(measured)


GROW = """
from committee.models import AnnualCase
from portal.content.records import ContentRevision
AnnualCase.objects.bulk_create(
    AnnualCase(title=f"Sag {n}", slug=f"sag-{n}", quarter=n %% 4 + 1, kind="drift", body="Tekst.")
    for n in range(%d)
)
ContentRevision.bump()
"""
FEW, MANY, SIZE_BAR = 200, 20_000, 1.1


def sizes(rounds: int, seconds: int, connections: int) -> None:
    """A cached page with so many more records than the shipped ones, and with a hundred times as many."""
    with ExitStack() as stack:
        loads = []
        for records in (FEW, MANY):
            settings = portal_environment(stack.enter_context(tempfile.TemporaryDirectory()))
            run("shell", "--no-imports", "-c", GROW % records, seconds=300, **settings).check_returncode()
            service = stack.enter_context(Service("portal.asgi:application", "/moeder/", settings))
            loads.append(Load(f"{records} more", service, COMPRESSED))
        measured = measured_in_turn(loads, rounds, seconds, connections)
    small, large = measured.values()
    ratio = statistics.median(b.microseconds / a.microseconds for a, b in zip(small, large, strict=True))
    for name, of_one in measured.items():
        print(f"cached, {name:12} {statistics.median(r.microseconds for r in of_one):8.0f} µs")
    print(f"ratio {ratio:.2f}, bar {SIZE_BAR}")


def report(measured: dict[str, list[Round]]) -> None:
    print(f"{'':14}{'CPU µs':>10}{'req/s':>10}{'p99 ms':>10}   medians; ratios to the bare view, and their bars")
    for name, rounds in measured.items():
        pairs = list(zip(rounds, measured["bare view"], strict=True))
        ratios = [
            statistics.median(mine / theirs for mine, theirs in values)
            for values in (
                [(a.microseconds, b.microseconds) for a, b in pairs],
                [(a.per_second, b.per_second) for a, b in pairs],
                [(a.p99, b.p99) for a, b in pairs],
            )
        ]
        middle = [
            statistics.median(getattr(r, field) for r in rounds) for field in ("microseconds", "per_second", "p99")
        ]
        print(
            f"{name:14}{middle[0]:>10.0f}{middle[1]:>10.0f}{middle[2]:>10.2f}"
            f"   CPU {ratios[0]:.2f} ×   req/s {ratios[1]:.2f} ×   p99 {ratios[2]:.2f} ×   {BARS.get(name, '')}"
        )


if __name__ == "__main__":
    main()
