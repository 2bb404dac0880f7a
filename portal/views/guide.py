"""The guide: its contents and its chapters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.models import Chapter


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """All chapters with their sections.

    Template `portal/guide.html`; context: `chapters`.
    """
    return render(request, "portal/guide.html", {"chapters": Chapter.objects.prefetch_related("sections")})


@require_safe
def chapter(request: HttpRequest, slug: str) -> HttpResponse:
    """A chapter with its sections.

    Template `portal/chapter.html`; context: `chapter`.
    """
    found = get_object_or_404(Chapter.objects.prefetch_related("sections"), slug=slug)
    return render(request, "portal/chapter.html", {"chapter": found})
