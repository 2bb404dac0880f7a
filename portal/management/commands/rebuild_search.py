"""Write the search index anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from portal.content import ContentRevision, records
from portal.search import index


class Command(BaseCommand):
    help = "Skriver søgeindekset forfra, når indhold er lagt ind uden om portalen."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            documents = index.rebuild(records())
            ContentRevision.raise_by_one()
        if options["verbosity"]:
            self.stdout.write(f"{documents} poster kan findes i søgningen.")
