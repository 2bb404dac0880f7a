"""The glossary."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.models import Term


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Every term.

    Template `portal/glossary.html`; context: `terms`.
    """
    return render(request, "portal/glossary.html", {"terms": Term.objects.all()})
