"""Publish what waits for a moment that has come."""

from __future__ import annotations

from typing import Any

from portal.content.publication import publish_due
from portal.lib import clock
from portal.management.base import DatabaseCommand


class Command(DatabaseCommand):
    help = "Offentliggør det, hvis tidspunkt er kommet. Tjenesten gør det selv, når den kører."

    def handle(self, *args: Any, **options: Any) -> None:
        names = publish_due(clock.now())
        if options["verbosity"]:
            self.report("\n".join(f"Offentliggjort: {name}" for name in names) or "Der er intet at offentliggøre nu.")
