"""Where a day stands in the committee's term, and what pages say of it.

A term is whole years: from 1 January of its first to 31 December of its last.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from committee.models import Committee, MeetingSession
from portal.text.danish import short_date

FIRST_DAYS = dt.timedelta(days=100)
LAST_MONTHS_FROM = (9, 1)
"""Month and day of the last year."""


class TermPart(Enum):
    """A part of the term."""

    BEFORE = "før perioden"
    FIRST_DAYS = "de første hundrede dage"
    ORDINARY = "den almindelige tid"
    LAST_MONTHS = "de sidste måneder"
    OVER = "efter perioden"


def term_part(committee: Committee, day: dt.date) -> TermPart:
    """Return where the day stands in the committee's term."""
    first, last = dt.date(committee.term_start, 1, 1), dt.date(committee.term_end, 12, 31)
    if day < first:
        return TermPart.BEFORE
    if day > last:
        return TermPart.OVER
    if day < first + FIRST_DAYS:
        return TermPart.FIRST_DAYS
    return TermPart.LAST_MONTHS if day >= dt.date(committee.term_end, *LAST_MONTHS_FROM) else TermPart.ORDINARY


@dataclass(frozen=True)
class TermNote:
    """What every page says of a term that is over, and the address of what has replaced the portal, where known."""

    text: str
    replaced_by: str = ""


def note_on(committee: Committee | None, day: dt.date) -> TermNote | None:
    """Return what every page says when the term is over; None until then."""
    if not committee or term_part(committee, day) is not TermPart.OVER:
        return None
    return TermNote(f"Perioden {committee.term} er slut. Portalen er skrevet til det udvalg, der sad i den periode.")


@dataclass(frozen=True)
class TermBand:
    """What the front page says of the term, and where the reader goes on: an address's name and its words."""

    title: str
    text: str
    link: str
    words: str


def band_on(committee: Committee, day: dt.date) -> TermBand | None:
    """Return what the front page says of the term on the day; None in the ordinary time, and when it is over and every
    page says so."""
    part = term_part(committee, day)
    if part in {TermPart.ORDINARY, TermPart.OVER}:
        return None
    if part is TermPart.BEFORE:
        begins = short_date(dt.date(committee.term_start, 1, 1))
        text = f"Perioden {committee.term} begynder {begins}. Du kan læse dig ind i området, før udvalget mødes."
        return TermBand("Før perioden begynder", text, "portal:introduction", "Begynd med Min introduktion")
    if part is TermPart.FIRST_DAYS:
        text = "Du behøver ikke læse det hele på én gang. Min introduktion tager guiden afsnit for afsnit."
        return TermBand("Dine første hundrede dage", text, "portal:introduction", "Begynd med Min introduktion")
    ends = short_date(dt.date(committee.term_end, 12, 31))
    count = meetings_left(committee, day)
    text = f"Perioden slutter {ends}."
    if count:
        text += f" Mødeplanen har {'ét møde' if count == 1 else f'{count} møder'} tilbage til og med den dag."
    return TermBand("Periodens sidste måneder", text, "committee:plan", "Se møderne")


def meetings_left(committee: Committee, day: dt.date) -> int:
    """Return how many meetings are planned from the day to the end of the term, cancelled ones left out."""
    end = dt.date(committee.term_end, 12, 31)
    ahead = MeetingSession.objects.published().filter(date__range=(day, end)).with_meetings()
    return len({session.meeting_id for session in ahead if not session.is_off})
