"""The front page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import make_aware
from django.views.decorators.http import require_safe

from portal.lib import clock
from portal.models import Chapter
from portal.page_cache.middleware import cache_until
from portal.pages.awaiting import awaits
from portal.views.now import now_at


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The next meeting, the search, what matters now, and the chapters as a contents page.

    Template `portal/home.html`; context: `now`, `chapters`, `awaiting`.
    """
    now = now_at(clock.local_now_naive())
    chapters = Chapter.objects.published()
    shown = [*([now.next.meeting] if now.next else []), *([now.stage] if now.stage else [])]
    context = {
        "now": now,
        "chapters": chapters,
        "awaiting": awaits(*shown, *now.cases, *now.rules, *chapters),
    }
    response = render(request, "portal/home.html", context)
    return cache_until(response, make_aware(now.turns_at) if now.turns_at else None)
