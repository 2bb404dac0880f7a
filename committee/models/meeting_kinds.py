"""The kinds of meeting, which the secretariat names itself."""

from __future__ import annotations

from django.db import models

from portal.content.records import ContentRecord


class MeetingKind(ContentRecord):
    """A kind of meeting. Its slug stands in addresses (`/moeder/?art=besoeg`) and in meetings, so it never changes."""

    name = models.CharField("navn", max_length=60, unique=True, help_text="Fx Studietur.")
    slug = models.SlugField("adresse", max_length=20, unique=True, help_text="Står i adresser og ændres aldrig.")
    sign = models.CharField(
        "tegn", max_length=2, help_text="Et bogstav eller to, som kendes uden farve, fx S. Står foran navnet i planen."
    )
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    in_public_feed = models.BooleanField(
        "i den offentlige kalender",
        default=True,
        help_text="Uden flueben står møderne på siderne, men ikke i kalenderen.",
    )
    takes_cases = models.BooleanField(
        "behandler sager", default=True, help_text="Uden flueben tæller mødet ikke, når en frist for en sag regnes ud."
    )
    once_in_a_term = models.BooleanField(
        "kun én gang i perioden", default=False, help_text="Med flueben bliver mødet ikke foreslået igen næste år."
    )

    class Meta:
        ordering = ["order", "name"]
        verbose_name = "mødeart"
        verbose_name_plural = "mødearter"

    def __str__(self) -> str:
        return self.name
