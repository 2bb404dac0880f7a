"""What every template knows."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.conf import settings
from django.db.models import Exists
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from committee.models import Committee, Contact, Membership
from committee.term import note_on
from portal.lib import clock
from portal.pages.prose import Prose


def page(request: HttpRequest) -> dict[str, Any]:
    """`committee`: the committee and how to reach its secretariat, read from the database when a template uses it;
    `committee.has_people` where `/udvalget/` has something to show.
    `members_only`: True where one must sign in to read. `sends_mail`: True where there is a mail server.
    `today`: the day in Denmark.
    `preview`: what a page says of itself while it shows a draft (`portal.views.preview_link`), else None.
    `term_note`: what every page says when the term is over, or of a copy that is kept of it (`manage.py freeze_term`).
    `prose`: what `{% prose %}` makes HTML with."""
    day = clock.today()
    committee = SimpleLazyObject(lambda: committee_on(day))
    ended = SimpleLazyObject(lambda: note_on(cast(Committee, committee), day))
    return {
        "committee": committee,
        "members_only": settings.MEMBERS_ONLY,
        "sends_mail": settings.SENDS_MAIL,
        "today": day,
        "preview": getattr(request, "preview", None),
        "term_note": getattr(request, "frozen", None) or ended,
        "prose": Prose(day),
    }


def committee_on(day: dt.date) -> Committee | None:
    """Return the committee with `has_people`: whether a seat or a contact is shown on the day. One query."""
    seats = Membership.objects.published()
    shown = Exists(seats.sitting(day)) | Exists(seats.announced(day)) | Exists(Contact.objects.published())
    return Committee.objects.annotate(has_people=shown).first()
