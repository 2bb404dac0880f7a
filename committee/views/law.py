"""The law: the acts by group and theme, and each act with its provisions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from committee.models import Law, LawTheme
from portal.filters import Filter, Selection


@require_safe
def law_index(request: HttpRequest) -> HttpResponse:
    """The acts, narrowed by group and by theme.

    Template `committee/law_index.html`, fragment `#result`; context: `groups` (label and acts), `shown`, `laws`,
    `selection`, `filters`, `theme` (its slug).
    """
    laws = list(Law.objects.with_provisions())
    selection = Selection(_filters(), request.GET)
    shown = selection.select(laws)
    groups = [(group.label, [law for law in shown if law.group == group]) for group in Law.Group]
    context = {
        "groups": [(label, of_group) for label, of_group in groups if of_group],
        "shown": shown,
        "laws": laws,
        "selection": selection,
        "filters": selection.options(laws),
        "theme": selection.chosen.get("tema", ""),
    }
    return render(request, f"committee/law_index.html{'#result' if request.htmx else ''}", context)


@require_safe
def law(request: HttpRequest, slug: str) -> HttpResponse:
    """One act with its provisions, the services they carry and their figures.

    Template `committee/law.html`; context: `law`.
    """
    found = get_object_or_404(Law.objects.with_what_it_carries(), slug=slug)
    return render(request, "committee/law.html", {"law": found})


def _filters() -> list[Filter[Law]]:
    themes = {theme.slug: theme.name for theme in LawTheme.objects.all()}
    return [
        Filter("gruppe", "Slags lov", dict(Law.Group.choices), lambda law, group: law.group == group),
        Filter("tema", "Tema", themes, lambda law, theme: bool(law.provisions_on(theme))),
    ]
