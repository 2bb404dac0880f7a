"""The law: the acts by group and theme, and each act with its provisions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from committee.models import Law, Provision
from portal.content import provenance
from portal.filters import Filter, Selection


@require_safe
def law_index(request: HttpRequest) -> HttpResponse:
    """The acts, narrowed by group and by theme.

    Template `committee/law_index.html`, fragment `#result`; context: `groups` (label, then acts with
    provisions), `shown`, `laws`, `selection`, `filters`.
    """
    laws = list(Law.objects.with_provisions())
    selection = Selection(_filters(laws), request.GET)
    shown = selection.select(laws)
    context = {
        "groups": _grouped(shown, selection.chosen.get("tema", "")),
        "shown": shown,
        "laws": laws,
        "selection": selection,
        "filters": selection.options(laws),
        **provenance(*laws),
    }
    return render(request, f"committee/law_index.html{'#result' if request.htmx else ''}", context)


@require_safe
def law(request: HttpRequest, slug: str) -> HttpResponse:
    """One act with its provisions, the services they carry and their figures.

    Template `committee/law.html`; context: `law`, `provisions`.
    """
    provisions = list(Provision.objects.of(slug).with_what_it_carries())
    found = provisions[0].law if provisions else get_object_or_404(Law, slug=slug)
    return render(request, "committee/law.html", {"law": found, "provisions": provisions})


def _filters(laws: list[Law]) -> list[Filter[Law]]:
    themes = {theme for law in laws for provision in law.provisions.all() for theme in provision.themes.all()}
    in_order = {theme.slug: theme.name for theme in sorted(themes, key=lambda theme: (theme.order, theme.pk))}
    return [
        Filter("gruppe", "Slags lov", dict(Law.Group.choices), lambda law, group: law.group == group),
        Filter("tema", "Tema", in_order, lambda law, theme: bool(law.provisions_on(theme))),
    ]


def _grouped(laws: list[Law], theme: str) -> list[tuple[str, list[tuple[Law, list[Provision]]]]]:
    """The acts by group, each with its provisions, those of the theme alone where one is chosen."""
    shown = [(law, law.provisions_on(theme) if theme else list(law.provisions.all())) for law in laws]
    by_group = [(group.label, [pair for pair in shown if pair[0].group == group]) for group in Law.Group]
    return [(label, of_group) for label, of_group in by_group if of_group]
