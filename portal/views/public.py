"""Every public page with the day of its newest text: for the sitemap, and for the copy that is read without a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import F, Max, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from budget.models import BudgetLine, ProcessStep
from committee.models import (
    AdvisoryCouncil,
    AnnualCase,
    Centre,
    Law,
    Meeting,
    MeetingPlan,
    MemberDuty,
    MemberRight,
    Provision,
    SupervisoryBody,
    Walk,
)
from portal.content import ContentRecord
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
    "portal:glossary": (Term,),
    "portal:rules": (UpcomingChange,),
    "portal:introduction": (Chapter, Section),
    "portal:about": (),
    "portal:privacy": (),
    "portal:accessibility": (),
}
"""The pages that show all records of some kinds, the kinds that say when they were changed."""
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
    """Every page that has an address of its own, overviews first: two queries, however many records."""
    newest = dict(_together(_newest(model) for model in {model for models in OVERVIEWS.values() for model in models}))
    overviews = [
        PublicPage(reverse(name), max(filter(None, (newest[model.__name__] for model in models)), default=None))
        for name, models in OVERVIEWS.items()
    ]
    rows = _together(_of_records(name, model, parts) for name, (model, parts) in OF_RECORDS.items())
    return overviews + [PublicPage(reverse(name, args=[slug]), modified) for name, slug, modified in sorted(rows)]


def _newest(model: type[ContentRecord]) -> QuerySet[Any, Any]:
    rows = model.objects.order_by().annotate(of_kind=Value(model.__name__)).values("of_kind")
    return rows.annotate(newest=Max("modified_at")).values_list("of_kind", "newest")


def _of_records(name: str, model: type[ContentRecord], parts: str) -> QuerySet[Any, Any]:
    own = F("modified_at")
    newest = Greatest(own, Coalesce(Max(f"{parts}__modified_at"), own)) if parts else own
    rows = model.objects.order_by().annotate(of_page=Value(name), newest=newest)
    return rows.values_list("of_page", "slug", "newest")


def _together(queries: Iterable[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    first, *others = queries
    return first.union(*others, all=True)
