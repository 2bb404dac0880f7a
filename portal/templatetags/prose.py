"""Texts in templates: `{% prose section.body %}`, and `{% explanations %}` once at the end of the page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from portal import markdown
from portal.prose import Prose

register = template.Library()


@register.simple_tag(takes_context=True)
def prose(context: Any, text: str, first_heading: int = markdown.FIRST_HEADING) -> SafeString:
    """The Markdown text as HTML; its outermost headings get the level `first_heading`."""
    page: Prose = context["prose"]
    return page.html(text, first_heading)


@register.inclusion_tag("includes/explanations.html", takes_context=True)
def explanations(context: Any) -> dict[str, Any]:
    """The explanations that the texts' words open. Stands after every text of the page or fragment."""
    page: Prose = context["prose"]
    return {"terms": page.explained()}
