"""Every test, in four shares, of which one more runs at once than there are cores: `python -m tests [options]`.

What asks the database is run on SQLite and on PostgreSQL. What does not, and what brings processes and databases of its
own, is run once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import pytest

from tests import postgresql

PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
SHARES = {
    "SQLite": "not process and not browser",
    "PostgreSQL": "database and not process and not browser",
    "processes of their own": "process",
    "Chromium": "browser",
}
"""Where the tests run, and which they are; what takes longest comes first."""


def main(options: list[str]) -> int:
    with (
        postgresql.running() as address,
        tempfile.TemporaryDirectory() as prepared,
        ThreadPoolExecutor(min(len(SHARES), (os.cpu_count() or 1) + 1)) as lanes,  # some wait for processes of theirs
    ):
        shares = {}
        for name in SHARES:
            environment = os.environ | {"TEST_PREPARED": prepared} | _compiled_in(prepared)
            if name == "PostgreSQL":
                environment["TEST_DATABASE_URL"] = address
            shares[lanes.submit(run, SHARES[name], options, environment)] = name
        statuses = {}
        for done in as_completed(shares):
            name = shares[done]
            statuses[name], told, seconds = done.result()
            print(f"Tests on {name}, {seconds:.0f} seconds\n{told}", flush=True)
    statuses = {name: status for name, status in statuses.items() if status != pytest.ExitCode.NO_TESTS_COLLECTED}
    failed = [name for name, status in statuses.items() if status]
    if failed:
        print(f"Failed: the tests on {', '.join(failed)}. See above.")
    return 1 if failed or not statuses else 0


def run(share: str, options: list[str], environment: dict[str, str]) -> tuple[int, str, float]:
    """Run a share to its end; answer its status, what it said, and how long it took."""
    started = time.monotonic()
    done = subprocess.run(
        [*PYTEST, "-m", share, *options],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, time.monotonic() - started


def _compiled_in(folder: str) -> dict[str, str]:
    """Where Python shall leave no compiled modules in the tree (PYTHONDONTWRITEBYTECODE), it leaves them in the folder:
    else each of the hundred processes that the tests start would compile the portal again."""
    if not sys.dont_write_bytecode:
        return {}
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
