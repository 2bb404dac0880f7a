"""The member's role: rights, duties and the walks of questions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from committee.models import MemberDuty, MemberRight, Walk
from committee.walk_paths import resolve
from portal.content.records import provenance
from portal.pages.awaiting import awaits


@require_safe
def role(request: HttpRequest) -> HttpResponse:
    """The links to the decision guides, the duties with what may and may not be disclosed, and the rights as wishes.

    Template `committee/role.html`; context: `rights`, `groups` of duties, `walks`, `awaiting`, `updated`, `source`.
    """
    rights = MemberRight.objects.published().with_published("provisions__law")
    duties = MemberDuty.objects.published().with_published("provisions__law")
    walks = Walk.objects.published()
    context = {
        "rights": rights,
        "groups": [
            (group, of_group)
            for group in MemberDuty.Group
            if (of_group := [duty for duty in duties if duty.group == group])
        ],
        "walks": walks,
        "awaiting": awaits(*rights, *duties, *walks),
        **provenance(*rights, *duties),
    }
    return render(request, "committee/role.html", context)


@require_safe
def walk(request: HttpRequest, walk_slug: str) -> HttpResponse:
    """A walk from its first question; one that has no questions says so.

    Template `committee/walk.html`; context: as `walk_step`.
    """
    return _walk_page(request, walk_slug, "")


@require_safe
def walk_step(request: HttpRequest, walk_slug: str, slug: str) -> HttpResponse:
    """One question of a walk, or the answer at its end; `?svar=1.2` says which answers led there.

    A step that is no longer there leads to the walk's first question: an old answer must not be met without the
    questions that lead to the new one.

    Template `committee/walk.html`; context: `walk`, `at_start`, `resolved` (a ResolvedStep, None without steps),
    `awaiting`.
    """
    return _walk_page(request, walk_slug, slug)


def _walk_page(request: HttpRequest, walk_slug: str, slug: str) -> HttpResponse:
    walk = get_object_or_404(Walk.objects.published(), slug=walk_slug)
    steps = list(walk.steps.published().with_published("duty", "answers"))
    step = next((candidate for candidate in steps if candidate.slug == slug or not slug), None)
    if slug and step is None:
        return redirect(walk)
    resolved = resolve(steps, step, request.GET.get("svar", "")) if step else None
    context = {
        "walk": walk,
        "at_start": not slug,
        "resolved": resolved,
        "awaiting": awaits(walk, *([step] if step else [])),
    }
    return render(request, "committee/walk.html", context)
