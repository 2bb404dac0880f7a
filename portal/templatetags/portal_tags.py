"""What every template may say: dates, times and amounts in Danish, signs and the shared small parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import quote

from django import template
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from portal.content import folder
from portal.pages import navigation
from portal.pages.awaiting import MARK, NOTE, is_marked
from portal.text import danish
from portal.text.cleaning import clean_line
from portal.text.phones import dialled

register = template.Library()


@register.filter(expects_localtime=True)
def danish_date(day: dt.date | None) -> str:
    """`onsdag den 16. september 2026`."""
    return danish.format_date(day) if day else ""


@register.filter(expects_localtime=True)
def short_date(day: dt.date | None) -> str:
    """`16. september 2026`."""
    return danish.short_date(day) if day else ""


@register.filter(expects_localtime=True)
def day_month(day: dt.date | None) -> str:
    """`16. september`."""
    return f"{day.day}. {danish.MONTHS[day.month - 1]}" if day else ""


@register.filter(expects_localtime=True)
def weekday(day: dt.date | None) -> str:
    """`onsdag`."""
    return danish.WEEKDAYS[day.weekday()] if day else ""


@register.filter
def is_of_folder(changed: object) -> bool:
    """True where nobody has changed the text since the folder was written."""
    return isinstance(changed, dt.datetime) and folder.is_of_folder(changed)


@register.filter
def month_name(month: int | str) -> str:
    """`september` for 9."""
    return danish.MONTHS[int(month) - 1]


@register.filter(expects_localtime=True)
def danish_time(time: dt.time | dt.datetime | None) -> str:
    """`16.30`."""
    if isinstance(time, dt.datetime):
        time = time.time()
    return danish.format_time(time) if time else ""


@register.filter
def danish_number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """`2.872`, `7,8`."""
    return "" if value is None else danish.format_number(value, decimals)


@register.filter
def percent(value: Decimal | float | None, decimals: int = 0) -> str:
    """`23 %`, with a space that does not break."""
    return "" if value is None else f"{danish.format_number(Decimal(str(value)), decimals)}\N{NO-BREAK SPACE}%"


@register.filter
def breakable(text: object) -> SafeString:
    """The text with places to break in its long words and after each slash, for headings on a phone."""
    return format_html_join(mark_safe("/<wbr>"), "{}", ((part,) for part in danish.hyphenated(str(text)).split("/")))


@register.filter
def full_stop(text: object) -> str:
    """Return the full stop that a sentence ending with `text` still lacks: none after `7,8 mia. kr.`."""
    return "" if str(text).endswith((".", "!", "?")) else "."


@register.filter
def lines(text: str) -> list[str]:
    """The lines of a field that holds one point a line, empty lines left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@register.filter
def path_words(path: str) -> str:
    """The words of an address, for the search field of the page that was not found: `jura serviceloven`."""
    return " ".join(danish.slugify(path).split("-"))[:80]


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign from `static/icons.svg`, hidden from screen readers: words always stand beside it."""
    return format_html(
        '<svg class="icon" width="24" height="24" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("icons.svg"),
        name,
    )


@register.simple_tag
def bar(value: Decimal | float, largest: Decimal | float = 100, step: int | str = "") -> SafeString:
    """A bar as long as `value` is of `largest`, for the eye only: the amount stands beside it in words.

    `step` 1-4 gives it the colour of that step of the ladder.
    """
    share = max(0.0, min(100.0, 100 * float(value) / float(largest or 1)))
    return format_html(
        '<svg class="bar{}" width="100%" height="12" aria-hidden="true"><rect width="{}%" height="12"/></svg>',
        f" step-{step}" if step else "",
        f"{share:.1f}",
    )


@register.inclusion_tag("includes/date_tile.html")
def date_tile(first: dt.date, last: dt.date | None = None, show_year: bool = False) -> dict[str, Any]:
    """A date set as a date: the day big, weekday and month small; `25.-26.` when it lasts several days."""
    last = last or first
    same_month = (first.year, first.month) == (last.year, last.month)
    months = danish.MONTHS[first.month - 1]
    if not same_month:
        months = f"{months}-{danish.MONTHS[last.month - 1]}"
    return {
        "first": first,
        "weekdays": danish.WEEKDAYS[first.weekday()]
        if first == last
        else f"{danish.WEEKDAYS[first.weekday()]}-{danish.WEEKDAYS[last.weekday()]}",
        "days": f"{first.day}." if first == last else f"{first.day}.-{last.day}.",
        "months": months,
        "year": last.year,
        "show_year": show_year,
    }


@register.simple_tag
def awaiting(shown: Any, *above: Any, link: bool = True) -> SafeString:
    """The mark of a record that awaits the secretariat, or of a list of nothing else; nothing where one of `above` has
    it already. It leads to what it means (`awaiting_note`), but not with `link=False`, inside of what can be chosen.

    `{% awaiting service %}`, `{% awaiting every_right %}`, `{% awaiting right every_right %}`
    """
    if not is_marked(shown, *above):
        return SafeString()
    html = '<a class="awaiting" href="#afventer">{} {}</a>' if link else '<span class="awaiting">{} {}</span>'
    return format_html(html, icon("hourglass"), MARK)


@register.simple_tag
def record_meta(shown: Any, *above: Any, mark: bool = True) -> SafeString:
    """What stands under the heading of a record with its whole text: the mark as in `awaiting`, and the act and the
    paragraph that it rests on beside the folder. Nothing where there is neither; `mark=False` where it stands apart."""
    marked, source = awaiting(shown, *above) if mark else "", getattr(shown, "legal_source", "")
    meta = format_html_join(" · ", "{}", [(part,) for part in (marked, source and f"Kilde: {source}") if part])
    return format_html('<p class="record-meta">{}</p>', meta) if meta else meta


@register.inclusion_tag("includes/awaiting_note.html", takes_context=True)
def awaiting_note(context: template.Context, **given: bool) -> dict[str, Any]:
    """What the mark means, where there is one: `awaiting` is true in the page's context, or a dated rule in its texts
    says it. `base.html` ends with it; a fragment ends with its own."""
    in_texts = getattr(context.get("prose"), "awaits_confirmation", False)
    return {"awaiting": given.get("awaiting", context.get("awaiting") or in_texts), "note": NOTE}


@register.inclusion_tag("includes/key_figure.html")
def key_figure(figure: Any) -> dict[str, Any]:
    """A key figure as a card: its number, what it counts and where it comes from."""
    return {"figure": figure, "sources": ", ".join(filter(None, (figure.origin, figure.legal_source)))}


@register.inclusion_tag("includes/breadcrumbs.html")
def breadcrumbs(*crumbs: str) -> Mapping[str, Any]:
    """The way from the front page: words and addresses by turns, last the words of this page without an address.

    `{% breadcrumbs "Jura" "/jura/" law.title %}`
    """
    pairs = list(zip(crumbs[:-1:2], crumbs[1::2], strict=True))
    return {"crumbs": pairs, "here": crumbs[-1]}


@register.inclusion_tag("includes/navigation.html", takes_context=True)
def main_navigation(context: template.Context) -> dict[str, Any]:
    """The main navigation, the current page marked."""
    request = context.get("request")
    path = request.path if request else ""
    is_filled = getattr(context.get("committee"), "has_people", False)
    main, more = (
        [(entry, entry.current(path)) for entry in part if is_filled or not entry.is_when_filled]
        for part in navigation.PARTS
    )
    return {"main": main, "more": more, "in_more": any(mark for _, mark in more)}


@register.simple_block_tag
def capture(content: str) -> SafeString:
    """Return what stands between the tags, without white space at its ends, for `{% capture as page_title %}`."""
    return mark_safe(content.strip())  # noqa: S308 (a rendered template, as it was)


@register.simple_tag(takes_context=True)
def absolute(context: template.Context, path: str = "") -> str:
    """The whole address of `path`, of this page when empty: the published one where the settings name it.

    Without a host on the page that refuses a request for its host.
    """
    request = context.get("request")
    if request is None:
        return path
    path = path or request.path
    if settings.SITE_URL:
        return f"{settings.SITE_URL}{path}"
    try:
        return str(request.build_absolute_uri(path))
    except DisallowedHost:
        return path


@register.filter
def phone(number: str) -> str:
    """The number on one line, its spaces such that do not break."""
    return number.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def tel(number: str) -> str:
    """The number as `tel:` wants it: `+4533123456`."""
    return dialled(number)


@register.simple_tag(takes_context=True)
def mail_subject(context: template.Context) -> str:
    """The page's title and path, as the subject of a `mailto:` (RFC 6068): who answers sees what was read."""
    request, title = context.get("request"), unescape(context.get("page_title") or "")
    path = request.path if request else ""
    return quote(clean_line(f"{title} ({path})" if path else title))


@register.simple_tag(takes_context=True)
def webcal(context: template.Context, path: str) -> str:
    """The whole address of `path` as one that a calendar subscribes to when it is followed: `webcal://host/…`."""
    return f"webcal://{absolute(context, path).partition('://')[2]}"
