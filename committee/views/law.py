"""The law: the acts by group and theme, the search of its own, and each act with its provisions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from committee.law_uses import uses_of
from committee.models import Committee, Law, Provision
from portal import clock
from portal.awaiting import awaits
from portal.content import provenance
from portal.filters import Asked, Filter, Selection, asked
from portal.kept import kept
from portal.prose import Prose
from portal.requests import PortalRequest
from portal.search import misses
from portal.search.page import SearchPage
from portal.search.query import LONGEST_QUERY
from portal.views.search import address_header
from services.models import Service

FIELD = "lovfelt"
"""The id of the search field: HTMX names it when it asks while one types."""


@require_safe
def law_index(request: PortalRequest) -> HttpResponse:
    """The acts narrowed by group and theme, or the hits of `q` among them narrowed by act and theme.

    Template `committee/law_index.html`, fragment `#result`; context: `result`, `page` (of the hits), `updated`,
    `source`.
    """
    if query := request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY]:
        return _search(request, query)
    said = _acts(asked(request.GET, "gruppe", "tema"), bool(request.htmx))
    return HttpResponse(said["result"]) if request.htmx else render(request, "committee/law_index.html", said)


@kept
def _acts(choice: Asked, fragment: bool) -> dict[str, Any]:
    """The acts that are chosen, by group, each with its provisions."""
    laws = list(Law.objects.with_provisions())
    selection = Selection(_filters(laws), dict(choice))
    shown = selection.select(laws)
    every = f"Alle {len(laws)} love vises."
    context = {
        "groups": _grouped(shown, selection.value("tema")),
        "selection": selection,
        "filters": selection.options(laws),
        "said": every if shown == laws else f"{len(shown)} af {len(laws)} love passer til dit valg.",
        "fragment": fragment,
        "awaiting": awaits(*shown),
    }
    return {"result": render_to_string("committee/law_index.html#result", context), **provenance(*laws)}


@require_safe
def law(request: PortalRequest, slug: str) -> HttpResponse:
    """One act with its provisions, the services they carry, their figures and where else they are used.

    Template `committee/law.html`; context: `law`, `aside`, `main`, `awaiting`.
    """
    return render(request, "committee/law.html", _act(slug, clock.today()))


@kept
def _act(slug: str, today: dt.date) -> dict[str, Any]:
    """An act, and its provisions, each with its uses."""
    provisions = list(Provision.objects.of(slug).with_what_it_carries(Service.objects.as_links()))
    found = provisions[0].law if provisions else get_object_or_404(Law, slug=slug)
    uses, prose = uses_of(found), Prose(today)
    pairs = [(provision, uses.get(provision.pk, [])) for provision in provisions]
    context = {"law": found, "provisions": pairs, "prose": prose}
    aside, main = (render_to_string(f"committee/law.html#{name}", context) for name in ("aside", "main"))
    figures = (figure for provision in provisions for figure in provision.numbers)
    awaiting = awaits(found, *provisions, *figures)
    return {"law": found, "aside": aside, "main": main, "awaiting": awaiting, "explained": prose.explained()}


def _search(request: PortalRequest, query: str) -> HttpResponse:
    laws, themes = Provision.objects.laws_and_themes()
    narrowing: list[Filter[Provision]] = [Filter("lov", "Lov", laws), Filter("tema", "Tema", themes)]
    selection = Selection(narrowing, request.GET, kept={"q": query})
    page = SearchPage(
        request.GET,
        reverse("committee:law_index"),
        area="jura",
        group=laws.get(selection.value("lov"), ""),
        theme=selection.value("tema"),
        kept=selection.chosen,
    )
    context = {"page": page, "selection": selection, "filters": selection.options(()), "fragment": bool(request.htmx)}
    context["committee"] = SimpleLazyObject(Committee.current)
    result = render_to_string("committee/law_index.html#result", context)
    said = {"page": page, "result": result, "committee": context["committee"]}
    response = HttpResponse(result) if request.htmx else render(request, "committee/law_index.html", said)
    if page.is_vain:
        response.headers["Cache-Control"] = "no-store"
        if request.htmx.trigger != FIELD and not selection.chosen:
            misses.note(page.query, clock.today())
    if request.htmx:
        response.headers[address_header(request)] = request.get_full_path()
    return response


def _filters(laws: list[Law]) -> list[Filter[Law]]:
    of_law = {law: {theme for provision in law.rules for theme in provision.about} for law in laws}
    themes = {theme for of_one in of_law.values() for theme in of_one}
    in_order = {theme.slug: theme.name for theme in sorted(themes, key=lambda theme: (theme.order, theme.pk))}
    slugs = {law.pk: {theme.slug for theme in of_one} for law, of_one in of_law.items()}
    return [
        Filter("gruppe", "Slags lov", dict(Law.Group.choices), lambda law, group: law.group == group),
        Filter("tema", "Tema", in_order, lambda law, theme: theme in slugs[law.pk]),
    ]


def _grouped(laws: list[Law], theme: str) -> list[tuple[str, list[tuple[Law, list[Provision]]]]]:
    """The acts by group, each with its provisions, those of the theme alone where one is chosen."""
    shown = [(law, law.provisions_on(theme) if theme else law.rules) for law in laws]
    by_group = [(group.label, [pair for pair in shown if pair[0].group == group]) for group in Law.Group]
    return [(label, of_group) for label, of_group in by_group if of_group]
