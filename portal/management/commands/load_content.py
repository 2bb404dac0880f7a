"""Load the shipped content, or a folder of one's own, into an empty portal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from portal.content.records import ContentRevision
from portal.management.base import DatabaseCommand
from portal.transfer.loading.writing import load


class Command(DatabaseCommand):
    help = "Indlæser indholdet i en tom portal: alt eller intet. En fejl nævnes med fil, post og felt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BASE_DIR / "fixtures", help="mappen")

    def handle(self, *args: Any, **options: Any) -> None:
        if ContentRevision.current():
            raise SystemExit("Portalen har allerede indhold, så intet er indlæst, og intet er ændret.")
        count = load(options["folder"])
        if options["verbosity"]:
            self.stdout.write(f"{count} poster er indlæst.")
