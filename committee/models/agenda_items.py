"""What a meeting is about: the cases on its agenda."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import models

from committee.models.meetings import Meeting
from portal.content.records import RecordPart


def portal_addresses(text: str) -> None:
    """Raise ValidationError where a line is no address inside the portal."""
    for line in text.splitlines():
        if not line.startswith("/") or line.startswith("//") or " " in line:
            raise ValidationError(
                f"”{line}” er ikke en adresse på portalen. Den begynder med /, fx /ordbog/#budgetnotat."
            )


class AgendaItem(RecordPart):
    """A case on the agenda of a meeting, with the pages of the portal that explain it.

    They are kept as addresses, which are for ever, as in every text of the portal: one field leads to acts and
    services, figures and terms alike.
    """

    record_field = "meeting"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda_items", verbose_name="møde")
    order = models.PositiveSmallIntegerField("punkt", default=0, help_text="Nummeret på dagsordenen.")
    title = models.CharField("titel", max_length=200, help_text="Som på dagsordenen.")
    summary = models.CharField("hvad sagen er, i én sætning", max_length=300, blank=True)
    links = models.TextField(
        "læs på portalen",
        blank=True,
        validators=[portal_addresses],
        help_text=(
            "Adresser på det, der forklarer sagen: love, indsatser, tal, ord og afsnit. Én på hver linje, som de står "
            "i browseren, fx /ordbog/#budgetnotat."
        ),
    )
    uid = models.UUIDField("nøgle", default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "sag på dagsordenen"
        verbose_name_plural = "sager på dagsordenen"

    def __str__(self) -> str:
        return f"{self.order}. {self.title}" if self.order else self.title

    @property
    def addresses(self) -> list[str]:
        return self.links.splitlines()
