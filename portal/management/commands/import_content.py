"""Put a folder of content, as `export_content` wrote it, into the portal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.db import DatabaseError

from portal.lib.startup_lock import migrate, startup_lock
from portal.management.base import DatabaseCommand
from portal.transfer.loading.comparing import name_of
from portal.transfer.transfer import NotEmptyError, WouldDeleteError, import_content

LISTED = 20


class Command(DatabaseCommand):
    help = "Lægger en mappe med indhold i portalen: alt eller intet. Konti og historik bliver, som de er."
    makes_database = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="mappen, som export_content har skrevet")
        parser.add_argument("--replace", action="store_true", help="sæt indholdet i stedet for det, der er")
        parser.add_argument("--delete", action="store_true", help="slet det, som portalen har og mappen ikke har")
        parser.add_argument("--dry-run", action="store_true", help="vis kun, hvad der ville blive ændret")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run = options["dry_run"]
        try:
            with startup_lock(self.report):
                migrate(self.report)
                diff = import_content(options["folder"], options["replace"], dry_run, options["delete"])
        except NotEmptyError:
            raise SystemExit(
                "Portalen har allerede indhold, så intet er ændret. Se med --dry-run, hvad mappen ville ændre. "
                "Tag en kopi med manage.py backup, og brug --replace, hvis den skal træde i stedet."
            ) from None
        except WouldDeleteError as error:
            listed = [f"- {name_of(entry)}" for entry in error.gone[:LISTED]]
            more = [f"og {len(error.gone) - LISTED} til"] if len(error.gone) > LISTED else []
            raise SystemExit(
                "\n".join([*listed, *more, f"Mappen mangler {len(error.gone)} poster, som portalen har, så intet er "])
                + "ændret. Se alt med --dry-run. Brug --replace --delete, hvis de skal slettes."
            ) from None
        except DatabaseError as error:
            raise SystemExit(f"Databasen tog ikke imod indholdet, så intet er ændret ({error}).") from None
        if dry_run:
            for sign, entries in (("+", diff.new), ("~", diff.changed), ("-", diff.gone)):
                for entry in entries:
                    self.stdout.write(f"{sign} {name_of(entry)}")
        self.stdout.write(
            f"{len(diff.new)} nye poster, {len(diff.changed)} ændrede, {len(diff.gone)} slettede, "
            f"{len(diff.same)} som før." + (" Intet er ændret endnu." if dry_run else "")
        )
