"""Markdown with a live preview beside it: the text as members will see it, as it is typed."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from portal.lib import clock
from portal.pages.prose import Prose

LONGEST = 50_000
"""Letters that are previewed; what comes after is cut off."""
DESCRIBED = re.compile(r' aria-describedby="[^"]*"')


class MarkdownWidget(forms.Textarea):
    """A text area whose enclosing form is previewed while it is typed in. Without JavaScript it is a text area."""

    template_name = "admin/includes/markdown.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "vLargeTextField", "rows": 12, "data-limit": LONGEST, **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        asks = {
            "data-hx-post": reverse("admin:preview"),
            "data-hx-trigger": "input changed delay:400ms",
            "data-hx-target": "next .preview-text",
            "data-hx-sync": "this:replace",
        }
        context: dict[str, Any] = super().get_context(name, value, {**(attrs or {}), **asks})
        return {**context, "shown": shown(value or "")}


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The Markdown in the field named by the header HX-Trigger-Name as HTML. Template `admin/includes/preview.html`."""
    text = request.POST.get(request.headers.get("HX-Trigger-Name", ""), "")[:LONGEST]
    return TemplateResponse(request, "admin/includes/preview.html", {"shown": shown(text)})


def shown(text: str) -> SafeString:
    """The text as members see it, but its words lead to the glossary alone: what explains them ends a member's page."""
    made = DESCRIBED.sub("", Prose(clock.today()).html(text))
    return mark_safe(made)  # noqa: S308 (HTML of our own, with one attribute less)


def is_markdown(field: Any) -> bool:
    """True for a field whose help text says that it is Markdown."""
    return "Markdown" in str(field.help_text)
