"""Meetings that were public in a proposal and have been deleted: subscribers' calendars are told for a while."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models

from committee.models.meetings import MeetingSession

TOLD_FOR = dt.timedelta(days=30)


class WithdrawnSessionQuerySet(models.QuerySet["WithdrawnSession"]):
    """Questions that the calendar asks."""

    def told_on(self, day: dt.date) -> Self:
        """Those that calendars are still told of; none that has come back with the record that it belonged to."""
        return self.filter(until__gte=day).exclude(uid__in=MeetingSession.objects.published().values("uid"))


class WithdrawnSession(models.Model):
    """What is left of a deleted session: enough to cancel it in a calendar (RFC 5545 § 3.8.1.11) until a day."""

    natural_fields = ("uid",)

    uid = models.UUIDField("kalendernøgle", unique=True)
    summary = models.CharField("titel", max_length=300)
    kind = models.CharField("art", max_length=20)
    date = models.DateField("dato")
    start = models.TimeField("fra kl.")
    end = models.TimeField("til kl.")
    sequence = models.PositiveIntegerField("nummer")
    at = models.DateTimeField("slettet")
    until = models.DateField("vises til og med")

    objects = models.Manager.from_queryset(WithdrawnSessionQuerySet)()

    class Meta:
        ordering = ["date", "start", "pk"]
        verbose_name = "trukket mødetidspunkt"
        verbose_name_plural = "trukne mødetidspunkter"

    def __str__(self) -> str:
        return self.summary
