"""A draft as readers will see it, for whoever has been sent the link."""

from __future__ import annotations

import copy
from contextlib import nullcontext
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import resolve
from django.views.decorators.http import require_safe

from portal.content import publication
from portal.content.pending import PendingVersion, undone
from portal.content.preview_link import PreviewLink
from portal.content.records import ContentRecord, seeing_drafts
from portal.lib import clock

HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True)
class Preview:
    """What a page says of itself while it shows a draft: `record`, its place on the page, `state`, and `link`."""

    record: ContentRecord
    anchor: str
    state: str
    link: PreviewLink


@require_safe
def preview_link(request: HttpRequest, token: str) -> HttpResponse:
    """The record's page with the draft, its draft parts and its neighbours; once all of it is public, to the page.

    Template: that of the page, with `preview` in its context; `portal/preview_gone.html` (404) where the link opens
    nothing.
    """
    link = PreviewLink.objects.that_opens(token, clock.now())
    record = link.record if link else None
    if link is None or record is None or not hasattr(record, "get_absolute_url"):
        return _with_headers(render(request, "portal/preview_gone.html", status=404))
    waiting = PendingVersion.objects.of(record)
    if record.is_published and waiting is None:
        return _with_headers(redirect(record))
    with undone() if waiting else nullcontext(), seeing_drafts():
        try:
            if waiting:
                waiting.try_on(record)
        except ValidationError:
            pass  # the desk says what does not fit; the page is shown as it is
        address = urlsplit(type(record)._base_manager.get(pk=record.pk).get_absolute_url())
        state = publication.state_of(record, clock.now(), waiting)
        inner = _request_for(request, address.path, address.query)
        inner.preview = Preview(record, address.fragment, state, link)  # type: ignore[attr-defined]  # for the template
        match = resolve(address.path)
        try:
            return _with_headers(match.func(inner, *match.args, **match.kwargs))
        except Http404:
            return _with_headers(render(request, "portal/preview_gone.html", status=404))


def _request_for(request: HttpRequest, path: str, query: str) -> HttpRequest:
    """The request as if it had asked for the page itself."""
    inner = copy.copy(request)
    inner.path = inner.path_info = path
    inner.META = {**request.META, "PATH_INFO": path, "QUERY_STRING": query}
    inner.GET = QueryDict(query)
    return inner


def _with_headers(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
