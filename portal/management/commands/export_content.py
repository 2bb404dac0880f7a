"""Write all content to a folder: for another database, another portal, or the next term."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import DatabaseError

from portal.management.base import DatabaseCommand
from portal.transfer.transfer import NotEmptyError, export_content


class Command(DatabaseCommand):
    help = "Skriver alt indhold til en mappe, som import_content kan lægge i en portal. Ingen konti, ingen historik."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="mappen; den oprettes, hvis den ikke findes")
        parser.add_argument("--overwrite", action="store_true", help="skriv oven i en tidligere eksport")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["folder"]
        try:
            count = export_content(folder, options["overwrite"])
        except NotEmptyError:
            raise SystemExit(
                f"Der ligger indhold i {folder} i forvejen, så intet er skrevet. "
                "Vælg en anden mappe, eller brug --overwrite."
            ) from None
        except DatabaseError as error:
            raise SystemExit(f"Indholdet kan ikke læses fra databasen, så intet er skrevet ({error}).") from None
        except OSError as error:
            raise SystemExit(f"{folder} kan ikke skrives ({error.strerror}).") from None
        self.stdout.write(f"{count} poster er skrevet til {folder}.")
