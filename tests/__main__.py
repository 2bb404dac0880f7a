"""The tests, on all cores: `python -m tests [daily|rest|all] [options of pytest]`.

*daily* is what one runs while working: every test that is not slow on SQLite, those marked `both_databases` on
PostgreSQL too, and a smoke of the browser. *rest* is what *all* has beyond that.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.kit import postgresql

PYTEST = [sys.executable, "-m", "pytest", "--numprocesses=auto", "--dist=worksteal"]
SELECTIONS = {
    "daily": [("SQLite", "not slow"), ("PostgreSQL", "both_databases and not slow")],
    "rest": [("SQLite", "slow"), ("PostgreSQL", "both_databases and slow")],
    "all": [("SQLite", ""), ("PostgreSQL", "both_databases")],
}


def main(arguments: list[str]) -> int:
    name, *options = arguments if arguments[:1] and arguments[0] in SELECTIONS else ["daily", *arguments]
    statuses = [run(database, marks, options) for database, marks in SELECTIONS[name]]
    statuses = [status for status in statuses if status != pytest.ExitCode.NO_TESTS_COLLECTED]
    return max(statuses, default=int(pytest.ExitCode.NO_TESTS_COLLECTED))


def run(database: str, marks: str, options: list[str]) -> int:
    """Run the marked tests on SQLite or on a PostgreSQL of their own; return pytest's status."""
    print(f"Tests on {database}", flush=True)
    command = [*PYTEST, "-m", marks, *options]
    if database == "SQLite":
        return subprocess.run(command, check=False).returncode
    with postgresql.running() as address:
        return subprocess.run(command, env=os.environ | {"TEST_DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
