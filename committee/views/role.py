"""The member's role: rights, duties and the walks of questions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from committee.models import MemberDuty, MemberRight, Walk, WalkStep


def role(request: HttpRequest) -> HttpResponse:
    """Rights, duties and ways into the walks.

    Template `committee/role.html`; context: `rights`, `duties`, `walks`.
    """
    context = {
        "rights": MemberRight.objects.all(),
        "duties": MemberDuty.objects.all(),
        "walks": Walk.objects.all(),
    }
    return render(request, "committee/role.html", context)


def walk(request: HttpRequest, walk_slug: str) -> HttpResponse:
    """The first question of a walk.

    Template `committee/walk.html`; context: `walk`, `step`.
    """
    found = get_object_or_404(Walk, slug=walk_slug)
    return render(request, "committee/walk.html", {"walk": found, "step": found.steps.first()})


def walk_step(request: HttpRequest, walk_slug: str, slug: str) -> HttpResponse:
    """One question of a walk, or the answer at its end.

    Template `committee/walk.html`; context: `walk`, `step`.
    """
    step = get_object_or_404(WalkStep.objects.select_related("walk"), walk__slug=walk_slug, slug=slug)
    return render(request, "committee/walk.html", {"walk": step.walk, "step": step})
