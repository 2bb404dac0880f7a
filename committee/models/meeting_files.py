"""Agenda and minutes as files, where no other system has them."""

from __future__ import annotations

import uuid

from django.db import models
from django.urls import reverse

from committee.models.meetings import Meeting


class MeetingFile(models.Model):
    """A PDF that a meeting's agenda or minutes lead to. In the database and not in a folder: one backup holds all.

    It is never changed, so that a meeting that goes back to an earlier version has the file of that version.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="files", verbose_name="møde")
    content = models.BinaryField("indhold")
    at = models.DateTimeField("lagt ind")

    class Meta:
        ordering = ["at", "id"]
        verbose_name = "fil til et møde"
        verbose_name_plural = "filer til møder"

    def __str__(self) -> str:
        return f"{self.meeting}: {self.id}"

    def get_absolute_url(self) -> str:
        return reverse("committee:file", args=[self.id])
