"""What has happened to planned meetings: the notices that members read."""

from __future__ import annotations

from django.db import models

from committee.models.meetings import Meeting
from portal.text.clean_model import CleanTextModel


class MeetingChange(CleanTextModel):
    """What happened to a meeting after it was planned: the public notice of it."""

    class Kind(models.TextChoices):
        MOVED = "flyttet", "flyttet"
        CANCELLED = "aflyst", "aflyst"
        RESTORED = "genoprettet", "genoprettet"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="changes", verbose_name="møde")
    kind = models.CharField("hvad", max_length=12, choices=Kind)
    before = models.CharField("før", max_length=400, help_text="Tidspunkterne, som de var.")
    after = models.CharField("nu", max_length=400, blank=True, help_text="Tidspunkterne, som de er nu.")
    reason = models.CharField("begrundelse", max_length=300)
    at = models.DateTimeField("hvornår")
    by = models.CharField("af", max_length=150)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "ændring af møde"
        verbose_name_plural = "ændringer af møder"

    def __str__(self) -> str:
        return f"{self.meeting}: {self.kind}"

    @property
    def sentence(self) -> str:
        """What members read: what happened, from when to when, and why."""
        sentences = {
            self.Kind.MOVED: f"Flyttet fra {self.before} til {self.after}.",
            self.Kind.CANCELLED: f"Aflyst. Det skulle være holdt {self.before}.",
            self.Kind.RESTORED: f"Holdes alligevel {self.after}.",
        }
        stop = "" if self.reason.endswith((".", "!", "?")) else "."
        return f"{sentences[self.Kind(self.kind)]} Begrundelse: {self.reason}{stop}"
