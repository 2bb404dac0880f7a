"""Zero-result queries: words and counts, nothing of who searched."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from threading import Lock
from typing import Self

from django.db import DatabaseError, models, transaction
from django.db.models import F, OuterRef, Subquery, Sum

from portal.lib.write_lock import without_waiting
from portal.search.index.models import Synonym
from portal.text.cleaning import clean_line

KEPT_DAYS = 90
MOST_A_DAY = 300
"""How many different misses a day holds; what comes after is only counted where it is known, so garbage is bounded."""
LONGEST = 80
MOST_WAITING = 200
"""How many different misses wait in memory for a database that is busy or cannot be written."""

_waiting: Counter[tuple[dt.date, str]] = Counter()
_lock = Lock()
_PRIVATE = re.compile(r"\d{5}|\d{6}-?\d{4}|@")


class SearchMissQuerySet(models.QuerySet["SearchMiss"]):
    """Queries over the misses, for the lists of staff."""

    def since(self, day: dt.date) -> Self:
        return self.filter(day__gte=day)

    def by_words(self, today: dt.date) -> Self:
        """One row for each miss of the last 90 days, the most frequent first: the newest, with `times`, how often in
        all of them, and `synonym_id`, the synonym that staff has added for it."""
        kept = SearchMiss.objects.since(today - dt.timedelta(days=KEPT_DAYS))
        same = kept.filter(words=OuterRef("words")).order_by("-day")
        times = same.order_by().values("words").annotate(times=Sum("count")).values("times")
        synonym = Synonym.objects.filter(word__iexact=OuterRef("words")).values("pk")[:1]
        newest = self.filter(pk=Subquery(same.values("pk")[:1]))
        return newest.annotate(times=Subquery(times), synonym_id=Subquery(synonym)).order_by("-times", "words")


class SearchMiss(models.Model):
    """Words that found nothing, and how many times that day."""

    day = models.DateField("dag")
    words = models.CharField("søgt efter", max_length=LONGEST)
    count = models.PositiveIntegerField("gange", default=1)

    objects = SearchMissQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "words"]
        verbose_name = "søgning uden resultat"
        verbose_name_plural = "søgninger uden resultat"
        constraints = [models.UniqueConstraint(fields=["day", "words"], name="miss_once_a_day")]

    def __str__(self) -> str:
        return self.words


def record(query: str, today: dt.date) -> None:
    """Count a search that found nothing. The search waits for no writer: where one is at work, and where the
    database will not have it, the miss waits in memory for the next."""
    words = normalised(query)
    if not words:
        return
    with _lock:
        _waiting[today, words] += 1
        pending = _waiting.copy()
        _waiting.clear()
    try:
        with without_waiting(), transaction.atomic():
            for (day, missed), times in pending.items():
                _count(missed, day, times)
    except DatabaseError:
        with _lock:
            _waiting.update(dict(pending.most_common(MOST_WAITING - len(_waiting))))


def normalised(query: str) -> str:
    """The query as it is counted: small letters, single spaces; empty when it may be personal, or is no words."""
    query = clean_line(query)
    if _PRIVATE.search(query):
        return ""
    words = re.findall(r"§|[^\W_]+(?:-[^\W_]+)*", query.lower())
    text = " ".join(words)
    return text if len(text) <= LONGEST and any(character.isalpha() for character in text) else ""


def _count(words: str, today: dt.date, times: int) -> None:
    misses = SearchMiss.objects
    if misses.filter(day=today, words=words).update(count=F("count") + times):
        return
    if not misses.filter(day=today).exists():
        misses.filter(day__lt=today - dt.timedelta(days=KEPT_DAYS)).delete()
    if misses.filter(day=today).count() < MOST_A_DAY:
        misses.get_or_create(day=today, words=words, defaults={"count": times})
