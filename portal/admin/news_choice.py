"""”Skal medlemmerne vide det?”: what a record's form asks at saving, kept with the change in the history."""

from __future__ import annotations

import reversion
from django.http import HttpRequest

from portal.models import NewsChoice
from portal.text.cleaning import clean_line

LONGEST = 300
NEWS, SMALL = "ja", "nej"


def shown(request: HttpRequest) -> dict[str, str]:
    """What the form shows as chosen: what was sent, when it comes back with errors."""
    return {"value": request.POST.get("news_choice", ""), "sentence": request.POST.get("news_sentence", "")[:LONGEST]}


def keep(request: HttpRequest) -> None:
    """Keep the answer with the change that is being saved; without one the portal decides (`portal.notices.news`)."""
    sentence = clean_line(request.POST.get("news_sentence", ""))[:LONGEST]
    choice = request.POST.get("news_choice", "")
    if "news_choice" not in request.POST and "news_sentence" not in request.POST:
        return
    is_news = {NEWS: True, SMALL: False}.get(choice, True if sentence else None)
    reversion.add_meta(NewsChoice, is_news=is_news, sentence=sentence)
