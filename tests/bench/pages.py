"""The portal's addresses, and beside them the smallest page and an ordinary one to measure them against."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import include, path

from portal.models import Chapter, Section


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def ordinary(request: HttpRequest) -> HttpResponse:
    """What any Django site has: a record's text, and links to the others, in a template that extends the site's.

    Two queries, as Django gives them.
    """
    section = get_object_or_404(Section.objects.select_related("chapter"), slug="tavshedspligt")
    return render(request, "bench/page.html", {"section": section, "chapters": Chapter.objects.all()})


urlpatterns = [
    path("bench/hello/", hello, name="bench_hello"),
    path("bench/ordinary/", ordinary, name="bench_ordinary"),
    path("", include("portal.urls")),
]
