"""Write the search index anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from portal.content import ContentRecord, ContentRevision
from portal.search import index


class Command(BaseCommand):
    help = "Skriver søgeindekset forfra: efter en ny udgave af portalen, eller når indhold er lagt ind uden om den."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            documents = index.rebuild(_records())
            ContentRevision.raise_by_one()
        self.stdout.write(f"{documents} poster kan findes i søgningen.")


def _records() -> Iterator[ContentRecord]:
    """Every record of every kind, with all that it says to the search."""
    for model in apps.get_models():
        if issubclass(model, ContentRecord):
            yield from model.objects.searchable().iterator(chunk_size=500)
