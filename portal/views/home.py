"""The front page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.models import Chapter


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The ways in: the chapters as a contents page.

    Template `portal/home.html`; context: `chapters`.
    """
    return render(request, "portal/home.html", {"chapters": Chapter.objects.all()})
