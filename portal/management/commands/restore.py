"""Put a copy back that `backup` has written, also while the portal runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from portal.backup.copies import restore
from portal.management.base import DatabaseCommand


class Command(DatabaseCommand):
    help = "Lader databasen være, som den var i en kopi: alt eller intet. Kopien bliver kontrolleret først."
    makes_database = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="filen, som manage.py backup har skrevet")
        parser.add_argument("--replace", action="store_true", help="sæt kopien i stedet for det, databasen har nu")
        parser.add_argument("--no-copy", action="store_true", help="gem ikke først det, databasen har nu")
        parser.add_argument("--no-checksum", action="store_true", help="tag også en kopi uden kontrolsum")

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["file"]
        held = restore(file, options["replace"], not options["no_copy"], self.report, not options["no_checksum"])
        self.stdout.write(
            f"Databasen er nu, som den var i {file}: {held.total} rækker i {len(held.rows)} tabeller. Alle skal logge "
            "ind igen. Er kopien fra en anden maskine eller udgave, så genstart portalen."
        )
