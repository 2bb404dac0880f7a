"""What the portal's own commands have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from portal.backup.contents import BackupError
from portal.transfer.loading.errors import ContentErrors

ADVICE = "Se efter, at den findes, kører og svarer til DATABASE_URL, og prøv igen."


class DatabaseCommand(BaseCommand):
    """A command that says first which database it works on, and says in a sentence why it could not."""

    requires_system_checks = ()
    makes_database = False
    """Whether the command may begin with a database that is not there yet."""
    is_quiet = False

    def execute(self, *args: Any, **options: Any) -> Any:
        place = database_name()
        if not self.is_quiet and options["verbosity"]:
            (options.get("stdout") or self.stdout).write(f"Database: {place}\n")
        name = connection.settings_dict["NAME"]
        if isinstance(name, Path) and not name.exists() and not self.makes_database:
            raise SystemExit(f"Databasen {place} findes ikke. {ADVICE}")
        try:
            return super().execute(*args, **options)
        except DatabaseError as error:
            raise SystemExit(f"Portalen kan ikke bruge databasen {place} ({reason(error)}). {ADVICE}") from None
        except (BackupError, ContentErrors) as error:
            raise SystemExit(str(error)) from None
        except OSError as error:
            if error.filename is None:
                raise
            raise SystemExit(f"Portalen kan ikke bruge {error.filename} ({error.strerror}).") from None

    def report(self, line: str) -> None:
        """Write the line so that it is seen at once."""
        self.stdout.write(line)
        self.stdout.flush()


def database_name() -> str:
    """Where the database is, without its password."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(known["NAME"])
    host = known["HOST"] or known["OPTIONS"].get("host", "localhost")
    return f"{known['NAME']} på {host}:{known['PORT'] or 5432}"


def reason(error: Exception) -> str:
    """The first line of what the database says."""
    return (str(error).strip().splitlines() or ["uden forklaring"])[0]
