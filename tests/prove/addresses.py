"""Every address of the portal, and a superuser's session: `python -m tests.prove.addresses` prints them as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import django

django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402 (after setup)
from django.urls import URLPattern, get_resolver  # noqa: E402

from portal.content.records import record_models  # noqa: E402
from portal.views.public import public_pages  # noqa: E402
from tests.prove.seed import signed_in  # noqa: E402

BLANK = re.compile(r"<(?:\w+:)?(\w+)>")


def routes(patterns: Any, before: str = "") -> Iterator[str]:
    """The address of every view, with `<…>` where it takes a value."""
    for pattern in patterns:
        route = str(pattern.pattern).lstrip("^").rstrip("$")
        if isinstance(pattern, URLPattern):
            yield f"/{before}{route}"
        else:
            yield from routes(pattern.url_patterns, before + route)


def keys() -> dict[str, str]:
    """A key of every kind of record, by the beginning of its addresses on the desk."""
    kinds = [*record_models(), User, Group]
    rows = [(model._meta, model._base_manager.order_by("pk").first()) for model in kinds]
    return {f"/admin/{meta.app_label}/{meta.model_name}/": str(row.pk) for meta, row in rows if row}


def main() -> dict[str, object]:
    session = signed_in("angriber")
    known = keys()
    templates = sorted(set(routes(get_resolver().url_patterns)))
    desk, public = [], [page.address for page in public_pages()]
    for template in templates:
        key = next((value for start, value in known.items() if template.startswith(start)), "1")
        filled = BLANK.sub(key, template) if template.startswith("/admin/") else template
        if "(?P" not in filled:
            (desk if template.startswith("/admin/") else public).append(BLANK.sub("2026", filled))
    return {"public": sorted(set(public)), "desk": desk, "routes": templates, "session": session}


if __name__ == "__main__":
    print(json.dumps(main()))
