"""Write the search index anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal.content import rebuild_search


class Command(BaseCommand):
    help = "Skriver søgeindekset forfra, når indhold er lagt ind uden om portalen."

    def handle(self, *args: Any, **options: Any) -> None:
        documents = rebuild_search()
        if options["verbosity"]:
            self.stdout.write(f"{documents} poster kan findes i søgningen.")
