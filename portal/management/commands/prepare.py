"""Bring the database and the static files up to this release."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection

from portal.loading.mistakes import MistakesError
from portal.starting import prepare


class Command(BaseCommand):
    help = "Opdaterer databasen og de statiske filer til denne udgave, og lægger indhold i en tom database."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.prepare()

    def prepare(self) -> None:
        """Do it, or say in one sentence why it cannot be done."""
        try:
            prepare(self.tell)
        except DatabaseError as error:
            raise SystemExit(f"Portalen kan ikke bruge databasen {_database()} ({_reason(error)}). {ADVICE}") from None
        except MistakesError as error:
            raise SystemExit(f"Indholdet i fixtures kan ikke indlæses:\n{error}") from None
        except OSError as error:
            raise SystemExit(f"Portalen kan ikke skrive til {error.filename} ({error.strerror}).") from None

    def tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


ADVICE = "Se efter, at den findes, kører og svarer til DATABASE_URL, og prøv igen."


def _database() -> str:
    """Where the database is, without its password."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(known["NAME"])
    host = known["HOST"] or known["OPTIONS"].get("host", "localhost")
    return f"{known['NAME']} på {host}:{known['PORT'] or 5432}"


def _reason(error: Exception) -> str:
    """The first line of what the database says."""
    return (str(error).strip().splitlines() or ["uden forklaring"])[0]
