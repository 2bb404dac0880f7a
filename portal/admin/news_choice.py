"""”Skal medlemmerne vide det?”: what a record's form asks at saving, kept with the change in the history."""

from __future__ import annotations

import reversion
from django.http import HttpRequest

from portal.content.pending import PendingVersion
from portal.content.records import ContentRecord
from portal.models import NewsChoice
from portal.notices.news import planned_choice
from portal.text.cleaning import clean_line

LONGEST = 300
NEWS, SMALL = "ja", "nej"


def shown(request: HttpRequest, planned: ContentRecord | PendingVersion | None) -> dict[str, str]:
    """What the form shows as chosen: what was sent, when it comes back with errors, else what waits for its moment with
    the draft or the waiting wording."""
    if request.method == "POST":
        sentence = request.POST.get("news_sentence", "")[:LONGEST]
        return {"value": request.POST.get("news_choice", ""), "sentence": sentence}
    found = planned_choice(planned) if planned else None
    if found is None:
        return {"value": "", "sentence": ""}
    value = "" if found.is_news is None else NEWS if found.is_news else SMALL
    return {"value": value, "sentence": found.sentence}


def answer(request: HttpRequest) -> tuple[bool | None, str]:
    """What was answered: whether members shall know, None where the portal decides (`portal.notices.news`), and the
    sentence to them."""
    sentence = clean_line(request.POST.get("news_sentence", ""))[:LONGEST]
    return {NEWS: True, SMALL: False}.get(request.POST.get("news_choice", ""), True if sentence else None), sentence


def keep(request: HttpRequest) -> None:
    """Keep the answer with the change that is being saved."""
    if "news_choice" in request.POST or "news_sentence" in request.POST:
        is_news, sentence = answer(request)
        reversion.add_meta(NewsChoice, is_news=is_news, sentence=sentence)
