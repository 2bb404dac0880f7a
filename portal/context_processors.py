"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from committee.models import Committee
from portal.lib import clock
from portal.pages.prose import Prose


def page(request: HttpRequest) -> dict[str, Any]:
    """`committee`: the committee, read from the database when a template uses it.
    `members_only`: True where one must sign in to read. `today`: the day in Denmark.
    `preview`: what a page says of itself while it shows a draft (`portal.views.preview_link`), else None.
    `prose`: what `{% prose %}` makes HTML with."""
    day = clock.today()
    return {
        "committee": SimpleLazyObject(Committee.current),
        "members_only": settings.MEMBERS_ONLY,
        "today": day,
        "preview": getattr(request, "preview", None),
        "prose": Prose(day),
    }
