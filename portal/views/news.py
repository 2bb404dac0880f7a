"""What is new: every change to the plan and the content, newest first, and the same as a feed."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from committee.models import Committee
from portal.models import NewsItem
from portal.text.cleaning import clean_line

PAGE_SIZE = 30


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Changes, newest first, `?side=` at a time; an unknown page shows the nearest one.

    Template `portal/news.html`; context: `page` of NewsItem, `newest` (when the newest was made, or None).
    """
    page = Paginator(NewsItem.objects.all(), PAGE_SIZE).get_page(request.GET.get("side"))
    newest = page[0].at if page else None
    return render(request, "portal/news.html", {"page": page, "newest": newest})


class PlainAtom(Atom1Feed):
    """Atom whose texts are text, and whose ids name the site that made them (RFC 4287 § 3.1, RFC 4151)."""

    def add_item_elements(self, handler: Any, item: Any) -> None:
        site = urlsplit(str(self.feed["link"])).hostname
        tag = f"tag:{site},{item['pubdate']:%Y-%m-%d}:{item['unique_id']}"
        super().add_item_elements(handler, {**item, "unique_id": tag, "description": None})
        if item["description"]:
            handler.addQuickElement("summary", item["description"], {"type": "text"})


class NewsFeed(Feed):
    """The newest changes as Atom (RFC 4287). Addresses begin with SITE_URL where the settings name it."""

    feed_type = PlainAtom
    title = "Nyt på portalen"
    subtitle = "Ændringer i mødeplanen og i teksterne"
    language = "da"

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('portal:news')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('portal:news_feed')}"

    def author_name(self) -> str:
        committee = Committee.current()
        return f"{committee.name}, {committee.municipality}" if committee else "Portalen"

    def items(self) -> Any:
        return NewsItem.objects.all()[:PAGE_SIZE]

    def item_title(self, item: NewsItem) -> str:
        return clean_line(f"{item.get_kind_display()}: {item.title}")

    def item_description(self, item: NewsItem) -> str:
        return clean_line(item.text)

    def item_link(self, item: NewsItem) -> str:
        return f"{settings.SITE_URL}{item.address or reverse('portal:news')}"

    def item_guid(self, item: NewsItem) -> str:
        return f"nyt/{item.pk}"

    def item_pubdate(self, item: NewsItem) -> dt.datetime:
        return item.at

    def item_updateddate(self, item: NewsItem) -> dt.datetime:
        return item.at
