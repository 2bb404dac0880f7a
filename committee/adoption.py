"""Adopting a plan: it and its meetings' own notes as one change, and the texts that still call it a proposal."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

import reversion
from django.db import models, transaction

from committee.models import Meeting, MeetingPlan
from committee.next_plan import PROPOSED
from portal.content.records import ContentRecord, record_models
from portal.text.danish import short_date

PARAGRAPH = re.compile(r"\n\s*\n")


def adopt(plan: MeetingPlan, day: dt.date, by: str) -> None:
    """Make the proposal the adopted plan, and take the notes of its meetings that the proposal made: a date that is
    adopted awaits nobody."""
    with transaction.atomic(), reversion.create_revision():
        plan.status, plan.confirm_note = MeetingPlan.Status.ADOPTED, ""
        plan.adopted_on, plan.adopted_by = day, by
        plan.save()
        for meeting in Meeting.objects.filter(plan=plan, confirm_note__startswith=PROPOSED):
            meeting.confirm_note = ""
            meeting.save()
        reversion.set_comment(f"Mødeplanen er vedtaget den {short_date(day)} af {by}.")


def is_of_proposal(note: str) -> bool:
    """True for the note that a meeting has got from the proposal, and that goes with it."""
    return note.startswith(PROPOSED)


def calling_it_a_proposal(models_read: Iterable[type[ContentRecord]] | None = None) -> Iterator[tuple[Any, str]]:
    """Return the records with a paragraph that speaks of a meeting plan and of a proposal, and that paragraph."""
    for model in models_read if models_read is not None else record_models():
        if not hasattr(model, "get_absolute_url"):
            continue
        names = [field.name for field in model._meta.fields if isinstance(field, models.TextField)]
        speaking = models.Q()
        for name in names:
            speaking |= models.Q(**{f"{name}__icontains": "forslag"}) & models.Q(**{f"{name}__icontains": "mødeplan"})
        for record in model._default_manager.filter(speaking) if names else ():
            if found := next((text for name in names if (text := _paragraph(getattr(record, name)))), ""):
                yield record, found


def _paragraph(text: str) -> str:
    """Return the first paragraph that speaks of both; empty for none."""
    for paragraph in PARAGRAPH.split(text or ""):
        if "forslag" in paragraph.casefold() and "mødeplan" in paragraph.casefold():
            return " ".join(paragraph.split())
    return ""
