"""Take the content that this release has new, where staff have not touched what is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from portal.content.records import ContentRevision
from portal.lib.startup_lock import startup_lock
from portal.management.base import DatabaseCommand
from portal.transfer.loading.comparing import name_of
from portal.transfer.loading.release import Update, take_release

LONGEST_SHOWN = 300


class Command(DatabaseCommand):
    help = "Lægger det ind, som er nyt i udgavens indhold. Det, som nogen har rettet her, bliver nævnt og ikke rørt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "fixtures", help="mappen")
        parser.add_argument("--dry-run", action="store_true", help="vis kun, hvad der er nyt")
        parser.add_argument("--take", action="append", default=[], metavar="POST", help="tag også denne post")

    def handle(self, *args: Any, **options: Any) -> None:
        if not ContentRevision.current():
            raise SystemExit("Portalen har intet indhold endnu: Det kommer med den første start.")
        with startup_lock(self.report):
            found = take_release(options["folder"], options["take"], options["dry_run"])
        self.report("\n".join([*lines(found), ""]).rstrip("\n") or "Der er intet nyt.")
        self.report(
            f"{len(found.new)} nye poster, {len(found.changed)} ændrede, {len(found.undecided)} at tage stilling til."
            + (" Intet er ændret endnu." if options["dry_run"] else "")
        )


def lines(found: Update) -> list[str]:
    """What is new (+) and changed (~), what somebody must decide on (?), and what no longer comes along (-)."""
    output = [f"+ {name_of(entry)}" for entry in found.new]
    output += [f"~ {name_of(entry)}" for entry in found.changed]
    for left in found.undecided:
        output.append(f"? {name_of(left.entry)} ({left.why})")
        for label, here, there in left.fields:
            output += [f"    {label} her: {_short(here)}", f"    {label} i udgaven: {_short(there)}"]
    return output + [f"- {name_of(entry)} (følger ikke længere med; står her endnu)" for entry in found.dropped]


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= LONGEST_SHOWN else f"{one_line[:LONGEST_SHOWN]} …"
