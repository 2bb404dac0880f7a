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
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, replace
from pathlib import Path

from tests.kit import postgresql

ROOT = Path(__file__).resolve().parent.parent.parent
TICK = os.sysconf("SC_CLK_TCK")
BARS = {"cached page": "CPU 0.5, req/s 2, p99 1", "304": "CPU 0.5", "on PostgreSQL": "CPU 1.5"}
"""The most CPU and p99 and the fewest requests a second, as ratios to the bare view."""


@dataclass
class Service:
    """A server under load, and what it answered."""

    name: str
    target: str
    path: str
    environment: dict[str, str]
    headers: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    port: int = 0

    def start(self) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "granian", "--host", "127.0.0.1", "--port", str(self.port)]
        command += ["--workers", "1", "--blocking-threads", "1", "--runtime-mode", "mt", "--no-ws", "--no-access-log"]
        command += ["--interface", "asgi" if "asgi" in self.target else "wsgi", self.target]
        log = subprocess.DEVNULL
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | self.environment, stdout=log, stderr=log, start_new_session=True
        )
        for _ in range(200):
            try:
                with urllib.request.urlopen(self.address, timeout=1):
                    return
            except OSError:
                time.sleep(0.05)
        raise SystemExit(f"{self.name} did not start")

    def stop(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(10)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    def cpu(self) -> float:
        """Seconds of CPU that the service has used, all its processes."""
        assert self.process is not None
        group = self.process.pid
        total = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group:
                total += int(fields[11]) + int(fields[12])
        return total / TICK


@dataclass(frozen=True)
class Round:
    microseconds: float
    per_second: float
    p99: float


def load(service: Service, seconds: int, connections: int) -> Round:
    """One round of wrk against the service: CPU µs a request, requests a second, p99 in ms."""
    headers = [part for name, value in service.headers.items() for part in ("-H", f"{name}: {value}")]
    before = service.cpu()
    output = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *headers, service.address],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    used = service.cpu() - before
    requests = int(re.search(r"(\d+) requests in", output)[1])
    if bad := re.search(r"Non-2xx or 3xx responses: (\d+)", output):
        raise SystemExit(f"{service.name}: {bad[1]} bad answers")
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", output).groups()
    milliseconds = float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    return Round(used / requests * 1e6, requests / seconds, milliseconds)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def portal_environment(folder: str, database: str = "") -> dict[str, str]:
    """Settings for a portal of its own, filled with the shipped content; on SQLite where no database is named."""
    environment = {
        "DATABASE_URL": database or f"sqlite:///{folder}/portal.sqlite3",
        "SECRET_KEY": "bench-" + "x" * 60,
        "VAR_DIR": folder,
        "HTTPS": "0",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    for command in (["migrate", "-v0"], ["load_content"], ["collectstatic", "--noinput", "-v0"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=os.environ | environment, check=True)
    return environment


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
        environment = portal_environment(folder)
        bare = Service("bare view", "tests.bench.hello:application", "/", {}, {})
        cached = Service("cached page", "portal.asgi:application", options.path, environment, {"Accept-Encoding": "br"})
        elsewhere = replace(cached, name="on PostgreSQL", environment=portal_environment(folder, database))
        services = [bare, cached, elsewhere]
        try:
            for service in services:
                service.start()
            with urllib.request.urlopen(cached.address) as answer:
                etag = answer.headers["ETag"]
            unchanged = Service(
                "304", cached.target, cached.path, environment, {"If-None-Match": etag}, cached.process, cached.port
            )
            measured: dict[str, list[Round]] = {}
            for _ in range(options.rounds):
                for service in (bare, cached, unchanged, elsewhere):
                    measured.setdefault(service.name, []).append(load(service, options.seconds, options.connections))
        finally:
            for service in services:
                service.stop()
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
    measured: dict[str, list[Round]] = {}
    with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
        services = []
        try:
            for folder, records in ((few, FEW), (many, MANY)):
                environment = portal_environment(folder)
                command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", GROW % records]
                subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=True)
                headers = {"Accept-Encoding": "br"}
                services.append(Service(f"{records} more", "portal.asgi:application", "/moeder/", environment, headers))
                services[-1].start()
            for _ in range(rounds):
                for service in services:
                    measured.setdefault(service.name, []).append(load(service, seconds, connections))
        finally:
            for service in services:
                service.stop()
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
