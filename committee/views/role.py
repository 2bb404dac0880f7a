"""The member's role: rights, duties and the walks of questions."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from committee.models import Committee, MemberDuty, MemberRight, Provision, Walk, WalkStep
from committee.walk_paths import visit
from portal import clock
from portal.awaiting import awaits
from portal.content import provenance
from portal.kept import kept
from portal.prose import Prose

TRAIL = re.compile(r"[0-9]{1,5}(\.[0-9]{1,5}){0,99}")
"""What a trail of answers looks like."""


@require_safe
def role(request: HttpRequest) -> HttpResponse:
    """The ways into the walks, the duties with what may and may not be told, and the rights as wishes.

    Template `committee/role.html`; context: `aside`, `main`, `awaiting`, `updated`, `source`.
    """
    return render(request, "committee/role.html", _role(clock.today()))


@kept
def _role(today: dt.date) -> dict[str, Any]:
    """The rights and the groups of duties, each record with the provisions that it rests on, and the walks."""
    rights, duties = list(MemberRight.objects.all()), list(MemberDuty.objects.all())
    law_of_rights, law_of_duties = Provision.objects.by_right_and_duty()
    walks, prose = list(Walk.objects.all()), Prose(today)
    context = {
        "every_right": rights,
        "rights": [(right, law_of_rights.get(right.pk, [])) for right in rights],
        "groups": [
            (group, [(duty, law_of_duties.get(duty.pk, [])) for duty in duties if duty.group == group])
            for group in MemberDuty.Group
            if any(duty.group == group for duty in duties)
        ],
        "walks": walks,
        "prose": prose,
    }
    aside, main = (render_to_string(f"committee/role.html#{name}", context) for name in ("aside", "main"))
    said = {"aside": aside, "main": main, "awaiting": awaits(*rights, *duties, *walks), "explained": prose.explained()}
    return said | provenance(*rights, *duties)


@require_safe
def walk(request: HttpRequest, walk_slug: str) -> HttpResponse:
    """A walk from its first question.

    Template `committee/walk.html`; context: as `walk_step`.
    """
    return _walk_page(request, walk_slug, "")


@require_safe
def walk_step(request: HttpRequest, walk_slug: str, slug: str) -> HttpResponse:
    """One question of a walk, or the answer at its end; `?svar=1.2` says which answers led there.

    A step that is no longer there leads to the walk's first question: an old answer must not be met without the
    questions that lead to the new one.

    Template `committee/walk.html`; context: `walk`, `title` of the step, `at_start`, `main`, `awaiting`.
    """
    return _walk_page(request, walk_slug, slug)


def _walk_page(request: HttpRequest, walk_slug: str, slug: str) -> HttpResponse:
    trail = request.GET.get("svar", "")
    try:
        said = _walk(walk_slug, slug, trail if TRAIL.fullmatch(trail) else "", clock.today())
    except WalkStep.DoesNotExist:
        return redirect("committee:walk", walk_slug)
    return render(request, "committee/walk.html", {**said, "at_start": not slug})


@kept
def _walk(walk_slug: str, slug: str, trail: str, today: dt.date) -> dict[str, Any]:
    """A step of a walk, the first one without `slug`, as the trail leads to it; an empty walk says that it is."""
    walk, committee, prose = get_object_or_404(Walk, slug=walk_slug), Committee.current(), Prose(today)
    steps = list(walk.steps.select_related("walk", "duty").prefetch_related("answers"))
    step = next((candidate for candidate in steps if candidate.slug == slug or not slug), None)
    if step is None and slug:
        raise WalkStep.DoesNotExist
    found = visit(steps, step, trail) if step else None
    context = {"walk": walk, "visit": found, "at_start": not slug, "committee": committee, "prose": prose}
    main = render_to_string("committee/walk.html#main", context)
    about = {"walk": walk, "title": step.title if step else "", "awaiting": awaits(walk, *([step] if step else []))}
    return {**about, "main": main, "committee": committee, "explained": prose.explained()}
