"""Is the portal alive, and is it ready: for the machine that watches it."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from committee.models import Committee
from portal.page_cache.middleware import DATABASE_AWAY
from portal.schema import is_migrated


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. No database is asked."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations and content, each true or false; 503 unless all are."""
    checks = dict.fromkeys(("database", "migrations", "content"), False)
    try:
        if not request.headers.get(DATABASE_AWAY):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            checks["database"] = True
            checks["migrations"] = is_migrated()
            checks["content"] = Committee.objects.exists()
    except DatabaseError:
        pass  # what has not been answered is not there
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)
