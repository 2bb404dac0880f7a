"""Texts in templates: `{% prose section.body %}`, and `{% explanations %}` at the end of a page or fragment."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from portal.pages.prose import Prose
from portal.text import markdown

register = template.Library()


@register.simple_tag(takes_context=True)
def prose(context: Any, text: str, first_heading: int = markdown.FIRST_HEADING, known: str = "") -> SafeString:
    """Return the Markdown text as HTML. Its outermost headings get the level `first_heading`; the term `known`, which
    the text itself is about, is not explained."""
    page: Prose = context["prose"]
    return page.html(text, first_heading, known)


@register.inclusion_tag("includes/explanations.html", takes_context=True)
def explanations(context: Any) -> dict[str, Any]:
    """The explanations of the words in the texts before it. `base.html` ends with it; a fragment ends with its own."""
    page: Prose | None = context.get("prose")
    return {"words": page.explained() if page else []}
