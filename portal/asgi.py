"""The portal as an ASGI application: cached pages first, then Django."""

import os
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django: Any = get_wsgi_application()

from django.conf import settings  # noqa: E402 (settings come first)

from portal.management import background  # noqa: E402 (settings come first)
from portal.page_cache.cache import PageCache  # noqa: E402 (settings come first)
from portal.page_cache.release import release  # noqa: E402 (settings come first)

cache = PageCache(
    WSGIMiddleware(django, workers=settings.THREADS),
    away=WSGIMiddleware(django, workers=1),
    release=release(),
)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer a request; at the start of a worker, begin to publish what is due and to send what waits."""
    if scope["type"] == "lifespan":
        background.start()
    await cache(scope, receive, send)
