"""What the desk's first page tells: what members lack to reach the secretariat, the next meeting, the plan, what awaits
confirmation or review, the latest changes and the searches that found nothing. Each person sees what that person may
look at."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.timezone import localtime

from committee.models import Committee, Meeting, MeetingPlan, Person
from portal.content import history, publication
from portal.content.folder import is_of_folder
from portal.content.pending import PendingVersion
from portal.content.records import ContentRecord, record_models
from portal.models import NewsItem
from portal.search.query.misses import SearchMiss
from portal.text.danish import short_date

LISTED = 8
REVIEWED_WITHIN = dt.timedelta(days=365)
KEPT_AFTER = dt.timedelta(days=365)
"""So long after a person's last day in the committee the desk asks for the deletion."""


@dataclass(frozen=True)
class Waiting:
    """A record that waits for somebody."""

    record: ContentRecord
    address: str
    why: str


@dataclass
class AdminOverview:
    without_contact: Waiting | None = None
    """The committee whose members do not know how to reach their secretariat: the first thing on the page."""
    next_meeting: Meeting | None = None
    plans: list[MeetingPlan] = field(default_factory=list)
    unconfirmed: list[Waiting] = field(default_factory=list)
    """The plan and its meetings first, LISTED at the most, of `unconfirmed_in_all`."""
    unconfirmed_in_all: int = 0
    unreviewed: list[Waiting] = field(default_factory=list)
    drafts: list[Waiting] = field(default_factory=list)
    """What is not public, or whose new wording is not; LISTED at the most."""
    departed: list[Waiting] = field(default_factory=list)
    """People whose personal data nobody may need any more."""
    news: list[NewsItem] = field(default_factory=list)
    misses: list[Any] = field(default_factory=list)


def for_user(user: Any, now: dt.datetime) -> AdminOverview:
    """The overview for somebody at `now`; an empty list where the person may not look."""
    seen = AdminOverview()
    if user.has_perm("committee.view_meeting"):
        seen.next_meeting = next_meeting(now)
        seen.plans = list(MeetingPlan.objects.filter(year__gte=now.year))
    allowed = allowed_to(user)
    seen.without_contact = without_contact(allowed)
    seen.unconfirmed = unconfirmed(allowed, LISTED)
    seen.unconfirmed_in_all = sum(counts([model.objects.awaiting_confirmation() for model in allowed]))
    seen.unreviewed = unreviewed(allowed, now.date() - REVIEWED_WITHIN, LISTED)
    seen.drafts = drafts(allowed, now, LISTED)
    seen.departed = departed(allowed, now.date() - KEPT_AFTER, LISTED)
    seen.news = list(NewsItem.objects.all()[:LISTED])
    if user.has_perm("portal.view_searchmiss"):
        seen.misses = list(SearchMiss.objects.by_words(now.date())[:LISTED])
    return seen


def next_meeting(now: dt.datetime) -> Meeting | None:
    """The first meeting that is not over and not cancelled."""
    today, time = now.date(), now.time()
    to_come = models.Q(sessions__date__gt=today) | models.Q(sessions__date=today, sessions__end__gt=time)
    meetings = Meeting.objects.published().filter(to_come, sessions__is_cancelled=False, status=Meeting.Status.PLANNED)
    return meetings.with_sessions().first()


def unconfirmed(allowed: list[type[ContentRecord]], limit: int | None = None) -> list[Waiting]:
    """Records with something to confirm, kind by kind, the plans and their meetings first, `limit` of them in all."""
    plan_first = sorted(allowed, key=lambda model: model not in (MeetingPlan, Meeting))
    found = first_of([_called(model).awaiting_confirmation() for model in plan_first], limit)
    return [Waiting(record, change_address(record), record.confirm_note) for record in found]


def without_contact(allowed: list[type[ContentRecord]]) -> Waiting | None:
    """The committee, where members cannot read the name, mail and telephone of its secretariat; else None."""
    committee = Committee.current() if Committee in allowed else None
    if committee is None or not (unknown := committee.unknown_of_secretariat):
        return None
    why = f"Skriv sekretariatets {get_text_list(unknown, 'og')}."
    return Waiting(committee, change_address(committee), why)


def unreviewed(allowed: list[type[ContentRecord]], since: dt.date, limit: int | None = None) -> list[Waiting]:
    """Records that nobody has reviewed or saved since the day, the oldest first within a kind."""
    never = models.Q(reviewed_on__isnull=True) | models.Q(reviewed_on__lt=since)
    old = [_called(model).filter(never, modified_at__date__lt=since).order_by("modified_at") for model in allowed]
    return [Waiting(record, change_address(record), _age(record)) for record in first_of(old, limit)]


def drafts(allowed: list[type[ContentRecord]], now: dt.datetime, limit: int | None = None) -> list[Waiting]:
    """What could not be published first, then what waits to be: new wordings, and drafts kind by kind."""
    kinds = ContentType.objects.get_for_models(*allowed).values()
    pending = PendingVersion.objects.filter(content_type__in=kinds).select_related("by")
    pending = pending.order_by(models.F("problem").desc(), "publish_at", "pk")[:limit]
    wordings = [(found.record, found) for found in pending]
    waiting = [Waiting(record, change_address(record), _waits(found, now)) for record, found in wordings if record]
    found = first_of([_called(model).filter(is_draft=True).order_by("publish_at", "pk") for model in allowed], limit)
    states = [(record, publication.state_of(record, now)) for record in found]
    waiting += [Waiting(record, change_address(record), f"{text.capitalize()}.") for record, text in states]
    return waiting[:limit]


def _waits(found: PendingVersion, now: dt.datetime) -> str:
    if found.problem:
        return found.problem
    when = f" til {publication.spoken(found.publish_at, now)}" if found.publish_at else ""
    return f"Ny ordlyd venter{when}, skrevet af {found.written_by}."


def departed(allowed: list[type[ContentRecord]], since: dt.date, limit: int) -> list[Waiting]:
    """People who left the committee before the day."""
    left = Person.objects.left_before(since)[:limit] if Person in allowed else []
    return [Waiting(person, change_address(person), "Trådt ud for over et år siden.") for person in left]


def _age(record: ContentRecord) -> str:
    """When somebody last saved the record, as a sentence."""
    if is_of_folder(record.modified_at):
        return "Står som i velkomstfolderen, slutningen af 2025."
    return f"Sidst rettet {short_date(localtime(record.modified_at))}."


def _called(model: type[ContentRecord]) -> Any:
    """The records of a kind with all that they are called by: a meeting by its days."""
    return history.named(model).prefetch_related(*model.search_prefetch)


def first_of(questions: list[Any], limit: int | None) -> list[ContentRecord]:
    """What the questions find, one after the other, `limit` records in all; who finds nothing is not asked."""
    finding = (rows for rows, count in zip(questions, counts(questions), strict=True) if count)
    return list(islice((record for rows in finding for record in rows[:limit]), limit))


def counts(questions: list[Any]) -> list[int]:
    """How many rows each question finds, asked in one query: there are more kinds of record than rows that wait."""
    parts = [
        rows.order_by().prefetch_related(None).values_list(models.Value(place, models.IntegerField()))
        for place, rows in enumerate(questions)
    ]
    found = Counter(place for (place,) in parts[0].union(*parts[1:], all=True)) if parts else Counter()
    return [found[place] for place in range(len(questions))]


def change_address(record: ContentRecord) -> str:
    """Where staff edit the record."""
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def allowed_to(user: Any) -> list[type[ContentRecord]]:
    """The kinds of record that the person may change."""
    return [m for m in record_models() if user.has_perm(f"{m._meta.app_label}.change_{m._meta.model_name}")]
