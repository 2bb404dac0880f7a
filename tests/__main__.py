"""Every test, on SQLite and on PostgreSQL at the same time, one to a core: `python -m tests [options of pytest]`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile

from tests import postgresql

PYTEST = [sys.executable, "-m", "pytest"]
ON_POSTGRESQL = ["-m", "not browser and not process", "-p", "no:cacheprovider"]
"""What brings processes and databases of its own is run once."""


def main(options: list[str]) -> int:
    with postgresql.running() as address, tempfile.TemporaryFile("w+") as told:
        environment = os.environ | {"TEST_DATABASE_URL": address}
        second = subprocess.Popen(
            [*PYTEST, *ON_POSTGRESQL, *options], env=environment, stdout=told, stderr=subprocess.STDOUT
        )
        try:
            print("Tests on SQLite", flush=True)
            first = subprocess.run([*PYTEST, *options], check=False)
            second.wait()
        finally:
            second.kill()
        print("Tests on PostgreSQL", flush=True)
        told.seek(0)
        shutil.copyfileobj(told, sys.stdout)
    if first.returncode:
        print("The tests on SQLite have failed: see above.")
    return first.returncode or second.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
