"""Prepare the portal, and serve it: what `make run` does, and what a service manager starts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from portal.management import server
from portal.management.base import DatabaseCommand
from portal.management.setup import prepare


class Command(DatabaseCommand):
    help = "Gør portalen klar og starter den. Stop den med Ctrl-C eller SIGTERM."
    makes_database = True
    is_quiet = settings.EMBEDDED

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-prepare", action="store_true", help="rør hverken database eller statiske filer")

    def handle(self, *args: Any, **options: Any) -> None:
        if problem := server.port_problem(settings.HOST, settings.PORT):
            raise SystemExit(problem)
        if not options["no_prepare"]:
            prepare(self.report)
        server.serve(self.say_where)

    def say_where(self) -> None:
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        self.report(f"Portalen kører på http://{host}:{settings.PORT}/ (stop den med Ctrl-C).")
