"""Every public page with the day of its newest text: for the sitemap, and for the copy that is read without a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from budget.models import BudgetLine, ProcessStep
from committee.models import (
    AdvisoryCouncil,
    AnnualCase,
    Centre,
    Contact,
    Law,
    Meeting,
    MeetingPlan,
    MemberDuty,
    MemberRight,
    Membership,
    Provision,
    SupervisoryBody,
    Walk,
)
from portal.content.records import ContentRecord
from portal.models import Chapter, KeyFigure, Section, Term, UpcomingChange
from services.models import Service, Step


class PublicPage(NamedTuple):
    """A page's address, and when its text was last changed; None where it is no record's."""

    address: str
    modified: dt.datetime | None


OVERVIEWS: dict[str, tuple[type[ContentRecord], ...]] = {
    "portal:home": (Chapter, Meeting, MeetingPlan),
    "portal:guide": (Chapter, Section),
    "committee:plan": (Meeting, MeetingPlan),
    "services:ladder": (Step, Service),
    "budget:overview": (BudgetLine,),
    "budget:process": (ProcessStep,),
    "committee:law_index": (Law, Provision),
    "committee:oversight": (SupervisoryBody,),
    "committee:role": (MemberRight, MemberDuty),
    "committee:year": (AnnualCase,),
    "portal:figures": (KeyFigure,),
    "committee:administration": (Centre, AdvisoryCouncil),
    "committee:people": (Membership, Contact),
    "portal:glossary": (Term,),
    "portal:rules": (UpcomingChange,),
    "portal:introduction": (Chapter, Section),
    "portal:about": (),
    "portal:privacy": (),
    "portal:accessibility": (),
}
"""The pages that show all records of some kinds, the kinds that say when they were changed."""
WHEN_FILLED = {"committee:people"}
"""Those of them that nothing leads to before there is a record to show."""
OF_RECORDS: dict[str, tuple[type[ContentRecord], str]] = {
    "portal:chapter": (Chapter, "sections"),
    "committee:meeting": (Meeting, ""),
    "services:service": (Service, ""),
    "committee:law": (Law, "provisions"),
    "committee:body": (SupervisoryBody, "reportings"),
    "committee:walk": (Walk, "steps"),
}
"""The pages of single records, with the parts that are shown there too."""


def public_pages() -> list[PublicPage]:
    """Return every page that has an address of its own, overviews first."""
    newest = {model: _newest(model) for model in set(chain.from_iterable(OVERVIEWS.values()))}
    overviews = [
        PublicPage(reverse(name), max(filter(None, map(newest.get, models)), default=None))
        for name, models in OVERVIEWS.items()
        if name not in WHEN_FILLED or any(map(newest.get, models))
    ]
    records = [
        PublicPage(reverse(name, args=[slug]), modified)
        for name, (model, parts) in sorted(OF_RECORDS.items())
        for slug, modified in _of_records(model, parts)
    ]
    return overviews + records


def _newest(model: type[ContentRecord]) -> dt.datetime | None:
    """Return when a record of the kind was last changed; None where there is none."""
    newest: dt.datetime | None = model.objects.published().aggregate(newest=Max("modified_at"))["newest"]
    return newest


def _of_records(model: type[ContentRecord], parts: str) -> Iterable[tuple[str, dt.datetime]]:
    """Return the slug of each record, and when it or one of its parts was last changed."""
    own = F("modified_at")
    public = Max(f"{parts}__modified_at", filter=Q(**{f"{parts}__is_draft": False}))
    newest = Greatest(own, Coalesce(public, own)) if parts else own
    rows: Iterable[tuple[str, dt.datetime]] = (
        model.objects.published().order_by("slug").annotate(newest=newest).values_list("slug", "newest")
    )
    return rows
