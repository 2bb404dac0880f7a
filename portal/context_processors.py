"""What every template knows."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from committee.models import Committee
from committee.term import note_on
from portal.lib import clock
from portal.pages.prose import Prose


def page(request: HttpRequest) -> dict[str, Any]:
    """`committee`: the committee, read from the database when a template uses it.
    `members_only`: True where one must sign in to read. `today`: the day in Denmark.
    `preview`: what a page says of itself while it shows a draft (`portal.views.preview_link`), else None.
    `term_note`: what every page says when the term is over, or of a copy that is kept of it (`manage.py freeze_term`).
    `prose`: what `{% prose %}` makes HTML with."""
    day = clock.today()
    committee = SimpleLazyObject(Committee.current)
    ended = SimpleLazyObject(lambda: note_on(cast(Committee, committee), day))
    return {
        "committee": committee,
        "members_only": settings.MEMBERS_ONLY,
        "today": day,
        "preview": getattr(request, "preview", None),
        "term_note": getattr(request, "frozen", None) or ended,
        "prose": Prose(day),
    }
