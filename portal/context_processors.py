"""What every template knows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import Exists
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from committee.models import Committee, Contact, Membership
from portal.lib import clock
from portal.pages.prose import Prose


def page(request: HttpRequest) -> dict[str, Any]:
    """`committee`: the committee and how to reach its secretariat, read from the database when a template uses it;
    `committee.has_people` where `/udvalget/` has something to show.
    `members_only`: True where one must sign in to read. `sends_mail`: True where there is a mail server.
    `today`: the day in Denmark.
    `preview`: what a page says of itself while it shows a draft (`portal.views.preview_link`), else None.
    `prose`: what `{% prose %}` makes HTML with."""
    day = clock.today()
    return {
        "committee": SimpleLazyObject(lambda: committee_on(day)),
        "members_only": settings.MEMBERS_ONLY,
        "sends_mail": settings.SENDS_MAIL,
        "today": day,
        "preview": getattr(request, "preview", None),
        "prose": Prose(day),
    }


def committee_on(day: dt.date) -> Committee | None:
    """Return the committee with `has_people`: whether a seat or a contact is shown on the day. One query."""
    seats = Membership.objects.published()
    shown = Exists(seats.sitting(day)) | Exists(seats.announced(day)) | Exists(Contact.objects.published())
    return Committee.objects.annotate(has_people=shown).first()
