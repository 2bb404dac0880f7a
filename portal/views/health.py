"""Is the portal alive, and is it ready: for the machine that watches it."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from committee.models import Committee
from portal.content.records import ContentRevision
from portal.lib.errors import DATABASE_AWAY
from portal.lib.schema import is_migrated
from portal.lib.write_lock import is_taken, without_waiting


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. No database is asked."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, migrations, content and whether anything can be saved, each true or false; 503 unless all are."""
    checks = dict.fromkeys(("database", "migrations", "content", "writing"), False)
    try:
        if not request.headers.get(DATABASE_AWAY):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            checks["database"] = True
            checks["migrations"] = is_migrated()
            checks["content"] = Committee.objects.published().exists()
            checks["writing"] = can_write()
    except DatabaseError:
        pass  # what has not been answered is not there
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def can_write() -> bool:
    """True where the database takes a write, or somebody else's at this moment. Whether there is room is known only
    when something is on the disk: a number goes up and down again in one transaction, which nobody sees."""
    try:
        with without_waiting(), transaction.atomic():
            free = ContentRevision.objects.select_for_update(skip_locked=True).filter(pk=1).values_list("pk", flat=True)
            found = ContentRevision.objects.filter(pk__in=list(free))
            found.update(number=F("number") + 1)
            found.update(number=F("number") - 1)
    except DatabaseError as error:
        return is_taken(error)
    return True
