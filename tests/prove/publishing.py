"""Publications at a moment: `python -m tests.prove.publishing plan 50 8` plans fifty, the first in eight seconds, half
of them new wordings of what is public; `… told` prints what has become of each."""

from __future__ import annotations

import datetime as dt
import json
import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402 (after setup)

from portal.content import history, pending  # noqa: E402
from portal.content.pending import PendingVersion  # noqa: E402
from portal.models import NewsItem, SearchDocument, Term  # noqa: E402

APART = 0.25
"""Seconds from one moment to the next."""


def plan(count: int, ahead: float) -> dict[str, float]:
    """Plan the publications; answer when the first and the last shall be."""
    first = timezone.now() + dt.timedelta(seconds=ahead)
    for number in range(count):
        at = first + dt.timedelta(seconds=number * APART)
        name = {"name": f"Ord {number}", "slug": f"ord-{number}"}
        if number % 2:
            term = Term.objects.create(**name, definition="Gammel.")
            base = pending.written(term)
            with pending.undone():
                term.definition = "Ny."
                term.save()
                content = pending.written(term)
            pending.keep(Term.objects.get(pk=term.pk), base, content, None, at)
        else:
            Term.objects.create(**name, definition="Ny.", is_draft=True, publish_at=at)
    NewsItem.objects.all().delete()
    return {"first": first.timestamp(), "last": at.timestamp()}


def told() -> dict[str, object]:
    """Of every record: what readers see, when that was published, and in how many changes, lines of news and hits."""
    found = []
    for term in Term.objects.order_by("pk"):
        at = [e.at.timestamp() for e in history.entries(term) if e.comment.startswith("Offentliggjort, som planlagt.")]
        news = NewsItem.objects.filter(title=term.name).count()
        hits = SearchDocument.objects.filter(title=term.name, text__startswith="Ny.").count()
        public = term.is_published and term.definition == "Ny."
        found.append({"name": term.name, "public": public, "at": at, "news": news, "hits": hits})
    return {"records": found, "waiting": PendingVersion.objects.count()}


if __name__ == "__main__":
    what, *numbers = sys.argv[1:]
    print(json.dumps(plan(int(numbers[0]), float(numbers[1])) if what == "plan" else told()))
