"""What is new: every change to the plan and the content, newest first, and the same as a feed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from portal.models import NewsItem
from portal.text import clean_line

PAGE_SIZE = 30


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Changes, newest first, `?side=` at a time; an unknown page shows the nearest one.

    Template `portal/news.html`; context: `page` of NewsItem, `newest` (when the newest was made, or None).
    """
    page = Paginator(NewsItem.objects.all(), PAGE_SIZE).get_page(request.GET.get("side"))
    newest = page[0].at if page else None
    return render(request, "portal/news.html", {"page": page, "newest": newest})


class NewsFeed(Feed):
    """The newest changes as Atom (RFC 4287)."""

    feed_type = Atom1Feed
    title = "Nyt på portalen"
    link = reverse_lazy("portal:news")
    subtitle = "Ændringer i mødeplanen og i teksterne"
    language = "da"

    def items(self) -> Any:
        return NewsItem.objects.all()[:PAGE_SIZE]

    def item_title(self, item: NewsItem) -> str:
        return clean_line(f"{item.get_kind_display()}: {item.title}")

    def item_description(self, item: NewsItem) -> str:
        return clean_line(item.text)

    def item_link(self, item: NewsItem) -> str:
        return item.address or reverse("portal:news")

    def item_guid(self, item: NewsItem) -> str:
        return f"urn:nyt:{item.pk}"

    def item_pubdate(self, item: NewsItem) -> dt.datetime:
        return item.at

    def item_updateddate(self, item: NewsItem) -> dt.datetime:
        return item.at
