"""Texts in templates: `{% prose section.body %}`, and `{% explanations %}` at the end of a page or fragment."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from portal import markdown
from portal.prose import Prose

register = template.Library()


@register.simple_tag(takes_context=True)
def prose(context: Any, text: str, first_heading: int = markdown.FIRST_HEADING, known: str = "") -> SafeString:
    """The Markdown text as HTML; its outermost headings get the level `first_heading`, and the term `known`, which it
    is itself about, is not explained."""
    page: Prose = context["prose"]
    return page.html(text, first_heading, known)


@register.simple_tag(takes_context=True)
def explanations(context: Any) -> SafeString:
    """The explanations of the words in the texts before it, and of those that a kept part has `explained`. `base.html`
    ends with it; a fragment ends with its own."""
    page: Prose | None = context.get("prose")
    words = [*context.get("explained", ()), *(page.explained() if page else ())]
    made = map(_explanation, dict.fromkeys(words))
    return mark_safe("".join(made))  # noqa: S308 (made by a template, which escapes)


@lru_cache(maxsize=500)
def _explanation(word: markdown.Word) -> str:
    return render_to_string("includes/explanation.html", {"word": word})
