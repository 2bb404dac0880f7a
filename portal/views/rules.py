"""Rules that change on a day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.models import UpcomingChange


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Every dated rule with its wording before and after.

    Template `portal/rules.html`; context: `rules`.
    """
    return render(request, "portal/rules.html", {"rules": UpcomingChange.objects.all()})
