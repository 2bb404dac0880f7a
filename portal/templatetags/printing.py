"""The document in templates: its prose and its links, which lead to places on the same page where they can."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from portal.printing.document import PrintDocument, Table

register = template.Library()


@register.simple_tag(takes_context=True)
def print_prose(context: Any, text: str, level: int) -> SafeString:
    """The Markdown text as HTML, its headings from `level` on; tags in the text are escaped."""
    document: PrintDocument = context["document"]
    return mark_safe(document.html(text, level))  # noqa: S308 (Markdown made with HTML off)


@register.simple_tag(takes_context=True)
def print_link(context: Any, address: str) -> str:
    """The place of the address on the page, or the address."""
    document: PrintDocument = context["document"]
    return document.link(address)


@register.filter
def is_number(table: Table, column: int) -> bool:
    """Whether the column holds numbers."""
    return column >= len(table.head) - table.numbers


@register.filter
def head_of(table: Table, column: int) -> str:
    """The column's name."""
    return table.head[column]
