"""The member's role: rights, duties and the walks of questions."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from committee.models import MemberDuty, MemberRight, Provision, Walk
from committee.walk_paths import visit
from portal.content import provenance


@require_safe
def role(request: HttpRequest) -> HttpResponse:
    """The rights as wishes, the duties with what may and may not be told, and the ways into the walks.

    Template `committee/role.html`; context: `rights` and `groups` of duties, each record with the provisions
    that it rests on, `walks`.
    """
    rights, duties = list(MemberRight.objects.all()), list(MemberDuty.objects.all())
    law_of_rights, law_of_duties = Provision.objects.by_right_and_duty()
    context = {
        "rights": [(right, law_of_rights.get(right.pk, [])) for right in rights],
        "groups": [
            (group, [(duty, law_of_duties.get(duty.pk, [])) for duty in duties if duty.group == group])
            for group in MemberDuty.Group
            if any(duty.group == group for duty in duties)
        ],
        "walks": Walk.objects.all(),
        **provenance(*rights, *duties),
    }
    return render(request, "committee/role.html", context)


@require_safe
def walk(request: HttpRequest, walk_slug: str) -> HttpResponse:
    """A walk from its first question.

    Template `committee/walk.html`; context: as `walk_step`.
    """
    return _walk_page(request, get_object_or_404(Walk, slug=walk_slug), "")


@require_safe
def walk_step(request: HttpRequest, walk_slug: str, slug: str) -> HttpResponse:
    """One question of a walk, or the answer at its end; `?svar=1.2` says which answers led there.

    Template `committee/walk.html`; context: `walk`, `visit` (None while the walk is empty), `at_start`.
    """
    return _walk_page(request, get_object_or_404(Walk, slug=walk_slug), slug)


def _walk_page(request: HttpRequest, walk: Walk, slug: str) -> HttpResponse:
    steps = list(walk.steps.select_related("walk", "duty").prefetch_related("answers"))
    step = next((candidate for candidate in steps if candidate.slug == slug or not slug), None)
    if step is None and slug:
        raise Http404("Det trin findes ikke.")
    found = visit(steps, step, request.GET.get("svar", "")) if step else None
    return render(request, "committee/walk.html", {"walk": walk, "visit": found, "at_start": not slug})
