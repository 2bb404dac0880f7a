"""Take a copy of the whole database, while the portal runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from portal.backup.copies import back_up
from portal.management.base import DatabaseCommand


class Command(DatabaseCommand):
    help = "Gemmer hele databasen i én fil, mens portalen kører, og kontrollerer filen. Ingen er logget ind i kopien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="filen, fx portal-2026-03-04.backup")
        parser.add_argument("--overwrite", action="store_true", help="skriv oven i en tidligere kopi")

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["file"]
        held = back_up(file, options["overwrite"])
        self.stdout.write(
            f"{file} er skrevet og kontrolleret: {held.total} rækker i {len(held.rows)} tabeller, "
            f"indholdsversion {held.revision}, {file.stat().st_size / 1e6:.1f} MB."
        )
