"""The trail: who signed in, who tried to, and who changed what. To read; nobody can edit or erase it here."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt, AccessLog
from django.contrib import admin
from django.http import HttpRequest
from reversion.models import Revision


class ReadOnlyAdmin(admin.ModelAdmin):
    """A list that can be searched and read."""

    list_per_page = 50
    list_max_show_all = 200

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AccessLog)
class SignInAdmin(ReadOnlyAdmin):
    list_display = ("attempt_time", "username", "ip_address", "logout_time")
    search_fields = ("username",)
    fields = ("attempt_time", "username", "ip_address", "logout_time")


@admin.register(AccessAttempt)
class FailedSignInAdmin(ReadOnlyAdmin):
    list_display = ("attempt_time", "username", "ip_address", "failures_since_start")
    search_fields = ("username",)
    fields = ("attempt_time", "username", "ip_address", "failures_since_start")


@admin.register(Revision)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ("date_created", "user", "comment", "records")
    list_select_related = ("user",)
    search_fields = ("comment", "user__username")
    fields = ("date_created", "user", "comment", "records")
    readonly_fields = ("records",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("version_set")

    @admin.display(description="poster")
    def records(self, revision: Revision) -> str:
        return ", ".join(version.object_repr for version in revision.version_set.all()[:10])
