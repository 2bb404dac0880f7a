"""Rebuild the search index."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from portal.content.records import ContentRevision, records
from portal.management.base import DatabaseCommand
from portal.search import index


class Command(DatabaseCommand):
    help = "Skriver søgeindekset forfra, når indhold er lagt ind uden om portalen."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            documents = index.rebuild(records())
            ContentRevision.bump()
        if options["verbosity"]:
            self.stdout.write(f"{documents} poster kan findes i søgningen.")
