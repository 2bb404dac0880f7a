"""Bring the database and the static files up to this release."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from portal.management.base import DatabaseCommand
from portal.management.setup import prepare
from portal.transfer.loading.errors import ContentErrors


class Command(DatabaseCommand):
    help = "Opdaterer databasen og de statiske filer til denne udgave, og lægger indhold i en tom database."
    makes_database = True
    is_quiet = settings.EMBEDDED
    """`make run` has one database."""

    def handle(self, *args: Any, **options: Any) -> None:
        self.prepare()

    def prepare(self) -> None:
        """Do it, or say in one sentence why it cannot be done."""
        try:
            prepare(self.report)
        except ContentErrors as error:
            raise SystemExit(f"Indholdet i fixtures kan ikke indlæses:\n{error}") from None
