"""What memory the portal holds while the guide is edited and fetched as a PDF, again and again.

    python -m tests.bench.memory [--edits 50]

Two workers on SQLite. Each edit is saved at the desk, and then the guide's PDF is downloaded on four new connections,
so that both workers send it. Memory is the service's processes together (PSS: shared pages counted once), and at its
most with the process that compiles.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import threading
from pathlib import Path

from tests.bench.starting import Started, portal
from tests.kit.person import Person
from tests.kit.server import KEY, run

BAR = 250
"""Megabytes after the edits."""
DOWNLOADS = 4
STAFF = """
from portal.models import Chapter
from tests.prove.seed import signed_in
print(signed_in("redaktoer"), Chapter.objects.first().pk)
"""


class Watch(threading.Thread):
    """Looks at the memory all the time, and remembers the most."""

    def __init__(self, service: Started) -> None:
        super().__init__(daemon=True)
        self.service = service
        self.most = 0.0
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(0.1):
            with contextlib.suppress(OSError):  # a process that ends while it is looked at
                self.most = max(self.most, self.service.megabytes())


def edit(person: Person, chapter: str, number: int) -> None:
    """Save the chapter's lead at the desk, and download the guide that has it."""
    address = f"/admin/portal/chapter/{chapter}/change/"
    saved = person.post(address, person.get(address).fields() | {"lead": f"Rettet for {number}. gang."})
    if saved.status != 302:
        raise SystemExit(f"The edit was answered with {saved.status}")
    reader = Person(person.port, "")
    for _ in range(DOWNLOADS):
        if not reader.download("/velkomstguide.pdf").startswith(b"%PDF-"):
            raise SystemExit("The guide was not sent")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "secret_key").write_text(KEY)
        command = [sys.executable, "manage.py", "serve"]
        service = portal(folder, command)
        done = run("shell", "-v0", "-c", STAFF, VAR_DIR=str(folder))
        done.check_returncode()
        session, chapter = done.stdout.split()
        person = Person(service.port, session)
        watch = Watch(service)
        watch.start()
        print(f"{'edits':>6}{'memory, MB':>14}")
        print(f"{0:>6}{service.megabytes():>14.0f}", flush=True)
        for number in range(1, options.edits + 1):
            edit(person, chapter, number)
            if number == 1 or number % 10 == 0:
                print(f"{number:>6}{service.megabytes():>14.0f}", flush=True)
        watch.done.set()
        print(f"{'bar':>6}{BAR:>14}\nThe most while a PDF was compiled: {watch.most:.0f} MB")
        service.stop()


if __name__ == "__main__":
    main()
