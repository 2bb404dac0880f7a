"""The meeting plan to subscribe to, and each meeting alone."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from committee import calendar as ical
from committee.models import Meeting, MeetingKind, WithdrawnSession
from portal.accounts.members_only import opened_by_key
from portal.lib import clock

CONTENT_TYPE = "text/calendar; charset=utf-8"
LONGEST_FEED = 2000
"""Meetings in one feed at the most: some ninety years of plans."""


@require_safe
@opened_by_key
def calendar(request: HttpRequest) -> HttpResponse:
    """Every meeting of every plan, or those of the kinds in `?art=` (more than one may be given).

    Kinds that are not in the public feed are left out of it, whatever is asked for.
    """
    kinds = request.GET.getlist("art")
    known = {kind.slug: kind for kind in MeetingKind.objects.published()}
    if not set(kinds) <= known.keys():
        raise Http404("Mødetypen findes ikke.")
    in_feed = [slug for slug, kind in known.items() if kind.in_public_feed and (not kinds or slug in kinds)]
    found = list(Meeting.objects.published().for_calendar().filter(kind__in=in_feed)[:LONGEST_FEED])
    withdrawn = WithdrawnSession.objects.told_on(clock.today()).filter(kind__in=in_feed)
    site = _site(request)
    subscription = ical.Subscription(
        name=f"{found[0].plan.committee}s møder" if found else "Møder",
        page=f"{site}{reverse('committee:plan')}",
        source="" if "noegle" in request.GET else f"{site}{_address(kinds)}",
    )
    return _answer(ical.calendar(found, site, subscription, withdrawn), "moedeplan")


@require_safe
def meeting_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting, to put into a calendar."""
    meeting = get_object_or_404(Meeting.objects.published().for_calendar(), slug=slug)
    return _answer(ical.calendar([meeting], _site(request)), meeting.slug)


@require_safe
@opened_by_key
def without_slash(request: HttpRequest, slug: str = "") -> HttpResponse:
    """To the calendar, for a program that ends every address with a slash."""
    return HttpResponsePermanentRedirect(request.get_full_path().replace(".ics/", ".ics", 1))


def _address(kinds: list[str]) -> str:
    address = reverse("committee:calendar")
    return f"{address}?{urlencode({'art': kinds}, doseq=True)}" if kinds else address


def _site(request: HttpRequest) -> str:
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def _answer(calendar: bytes, filename: str) -> HttpResponse:
    return HttpResponse(
        calendar,
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'inline; filename="{filename}.ics"'},
    )
