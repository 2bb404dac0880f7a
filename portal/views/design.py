"""The design system, shown to staff."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.models import KeyFigure

FIGURE = KeyFigure(
    precision="ca.",
    value=Decimal(4500),
    unit="forløb",
    year="2024",
    explanation="Et eksempel på et tal med forbehold, enhed og år.",
    confirm_note="Sekretariatet bedes bekræfte.",
    legal_source="forvaltningsloven § 27",
)
CHANGED = KeyFigure(
    previous_value=Decimal(850),
    value=Decimal(766),
    unit="dage",
    explanation="Et tal, der har flyttet sig.",
    origin="Eksempel",
)
COLOURS = {
    "Papir og blæk": ["paper", "sheet", "tint", "ink", "soft", "deep", "line", "edge"],
    "Det, man kan trykke på, og det, der haster": ["link", "accent", "good", "mark"],
    "Bag beskeder": ["info-tint", "accent-tint", "good-tint"],
    "Båndet": ["band", "band-ink", "band-soft", "band-deep", "band-line", "band-accent"],
    "Trappen": ["step-1", "step-2", "step-3", "step-4"],
}
SECTIONS = [
    ("farver", "Farver"),
    ("skrift", "Skrift"),
    ("tegn", "Tegn"),
    ("datoer", "Datoer og møder"),
    ("kapitler", "Kapitler og kort"),
    ("beskeder", "Beskeder og mærker"),
    ("trappen", "Trappe og tid"),
    ("sider", "Sidernes egne dele"),
    ("tal", "Tal og tabeller"),
    ("valg", "Filtre, søgning og bladring"),
    ("formularer", "Formularer"),
]


def icon_names() -> list[str]:
    """Return the names of all icons, in the order of the file they are drawn in."""
    sprite = finders.find("icons.svg")
    if sprite is None:
        return []
    with open(sprite, encoding="utf-8") as file:
        return re.findall(r'<symbol id="([a-z-]+)"', file.read())


@staff_member_required
@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Every colour, size, sign and component in every state.

    Template `portal/design.html`; context: `sections`, `colours`, `icons`, `figure`, `changed`, `day`, `next_day`.
    """
    return render(
        request,
        "portal/design.html",
        {
            "sections": [{"slug": slug, "title": title} for slug, title in SECTIONS],
            "colours": COLOURS,
            "icons": icon_names(),
            "figure": FIGURE,
            "changed": CHANGED,
            "day": dt.date(2026, 9, 16),
            "next_day": dt.date(2026, 9, 17),
        },
    )
