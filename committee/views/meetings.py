"""The meeting plan and each meeting."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from committee.models import Meeting


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """A year's meetings.

    Template `committee/plan.html`; context: `meetings`.
    """
    return render(request, "committee/plan.html", {"meetings": Meeting.objects.with_sessions()})


@require_safe
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting.

    Template `committee/meeting.html`; context: `meeting`.
    """
    found = get_object_or_404(Meeting.objects.with_sessions(), slug=slug)
    return render(request, "committee/meeting.html", {"meeting": found})
