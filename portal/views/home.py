"""The front page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import make_aware
from django.views.decorators.http import require_safe

from portal import clock
from portal.awaiting import awaits
from portal.models import Chapter
from portal.publishing.middleware import true_until
from portal.views.now import now_at


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The next meeting, the search, what matters now, and the chapters as a contents page.

    Template `portal/home.html`; context: `now`, `committee`, `chapters`, `awaiting`.
    """
    now = now_at(clock.wall_clock())
    chapters = Chapter.in_order()
    told = [*([now.next.meeting] if now.next else []), *([now.stage] if now.stage else [])]
    context = {
        "now": now,
        "committee": now.committee,
        "chapters": chapters,
        "awaiting": awaits(*told, *now.cases, *now.rules, *chapters),
    }
    response = render(request, "portal/home.html", context)
    return true_until(response, make_aware(now.turns_at) if now.turns_at else None)
