"""The law: the acts by group and theme, the search of its own, and each act with its provisions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from committee.models import Law, LawTheme, Provision
from portal.content.records import provenance
from portal.http import HtmxHttpRequest
from portal.lib import clock
from portal.pages.awaiting import awaits
from portal.pages.filters import Filter, Selection
from portal.pages.search_page import SearchPage
from portal.search.query import misses
from portal.search.query.parsing import LONGEST_QUERY
from portal.views.search import address_header

FIELD = "lovfelt"
"""The id of the search field: HTMX names it when it asks while one types."""


@require_safe
def law_index(request: HtmxHttpRequest) -> HttpResponse:
    """The acts narrowed by group and theme, or the hits of `q` among them narrowed by act and theme.

    Template `committee/law_index.html`, fragment `#result`; context: `selection`, `filters`, and either `groups`,
    `result_text`, `awaiting`, `updated` and `source`, or for a search `page` (a SearchPage).
    """
    if query := request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY]:
        return _search(request, query)
    laws = list(Law.objects.published().with_themes())
    selection = Selection(_filters(laws), request.GET)
    shown = selection.select(laws)
    every = f"Alle {len(laws)} love vises."
    context = {
        "groups": _grouped(shown, selection.value("tema")),
        "selection": selection,
        "filters": selection.options(laws),
        "result_text": every if shown == laws else f"{len(shown)} af {len(laws)} love passer til dit valg.",
        "awaiting": awaits(*shown),
        **provenance(*laws),
    }
    return render(request, _template(request), context)


@require_safe
def law(request: HttpRequest, slug: str) -> HttpResponse:
    """One act with its provisions, the services they carry, their figures and where else they are used.

    Template `committee/law.html`; context: `law`, `awaiting`.
    """
    found = get_object_or_404(Law.objects.published().with_uses(), slug=slug)
    provisions = found.provisions.all()
    figures = [figure for provision in provisions for figure in provision.figures.all()]
    return render(request, "committee/law.html", {"law": found, "awaiting": awaits(found, *provisions, *figures)})


def _search(request: HtmxHttpRequest, query: str) -> HttpResponse:
    laws = {law.slug: law.title for law in Law.objects.published().with_any_provision()}
    narrowing: list[Filter[Provision]] = [Filter("lov", "Lov", laws), Filter("tema", "Tema", _themes())]
    selection = Selection(narrowing, request.GET, extra_params={"q": query})
    page = SearchPage(
        request.GET,
        reverse("committee:law_index"),
        clock.today(),
        area="jura",
        group=laws.get(selection.value("lov"), ""),
        theme=selection.value("tema"),
        extra_params=selection.chosen,
    )
    context = {"page": page, "selection": selection, "filters": selection.options(())}
    response = render(request, _template(request), context)
    if page.is_vain:
        response.headers["Cache-Control"] = "no-store"
        if request.htmx.trigger != FIELD and not selection.chosen:
            misses.record(page.query, clock.today())
    if request.htmx:
        response.headers[address_header(request)] = request.get_full_path()
    return response


def _template(request: HtmxHttpRequest) -> str:
    return "committee/law_index.html#result" if request.htmx else "committee/law_index.html"


def _themes() -> dict[str, str]:
    return {theme.slug: theme.name for theme in LawTheme.objects.published().of_provisions()}


def _filters(laws: list[Law]) -> list[Filter[Law]]:
    slugs = {
        law: {theme.slug for provision in law.provisions.all() for theme in provision.themes.all()} for law in laws
    }
    return [
        Filter("gruppe", "Type", dict(Law.Group.choices), lambda law, group: law.group == group),
        Filter("tema", "Tema", _themes(), lambda law, theme: theme in slugs[law]),
    ]


def _grouped(laws: list[Law], theme: str) -> list[tuple[str, list[tuple[Law, list[Provision]]]]]:
    """Return the acts by group, each with its provisions, those of the theme alone where one is chosen."""
    shown = [(law, law.provisions_on(theme) if theme else list(law.provisions.all())) for law in laws]
    by_group = [(group.label, [pair for pair in shown if pair[0].group == group]) for group in Law.Group]
    return [(label, of_group) for label, of_group in by_group if of_group]
