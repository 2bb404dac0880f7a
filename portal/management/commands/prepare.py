"""Bring the database and the static files up to this release."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from portal.management.base import DatabaseCommand
from portal.management.setup import prepare


class Command(DatabaseCommand):
    help = "Opdaterer databasen og de statiske filer til denne udgave, og lægger indhold i en tom database."
    makes_database = True
    is_quiet = settings.EMBEDDED
    """`make run` has one database."""

    def handle(self, *args: Any, **options: Any) -> None:
        prepare(self.report)
