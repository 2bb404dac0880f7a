"""The audit log: who signed in, who tried to, and who changed what. To read; nobody can edit or erase it here."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from reversion.models import Revision

from portal.models import FailedSignIn, SignIn


class ReadOnlyAdmin(admin.ModelAdmin):
    """A list that can be searched and read."""

    list_per_page = 50
    list_max_show_all = 200

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Only what the list shows may be asked for: a question answers what it asks, letter by letter."""
        shown = {getattr(getattr(self, str(name), None), "admin_order_field", name) for name in self.list_display}
        return lookup.partition("__")[0] in {*shown, "pk"} and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AccessAdmin(ReadOnlyAdmin):
    """Axes' own rows, whose names it has in no Danish."""

    search_fields = ("username",)

    @admin.display(description="tidspunkt", ordering="attempt_time")
    def at(self, entry: Any) -> Any:
        return entry.attempt_time

    @admin.display(description="brugernavn", ordering="username")
    def name(self, entry: Any) -> str:
        return str(entry.username)

    @admin.display(description="adresse", ordering="ip_address")
    def address(self, entry: Any) -> str | None:
        return str(entry.ip_address) if entry.ip_address else None


@admin.register(SignIn)
class SignInAdmin(AccessAdmin):
    list_display = ("at", "name", "address", "until")
    fields = readonly_fields = list_display

    @admin.display(description="logget ud", ordering="logout_time")
    def until(self, entry: SignIn) -> Any:
        return entry.logout_time


@admin.register(FailedSignIn)
class FailedSignInAdmin(AccessAdmin):
    list_display = ("at", "name", "address", "shut")
    fields = readonly_fields = list_display

    @admin.display(description="lukket ude", boolean=True, ordering="locked_out")
    def shut(self, entry: FailedSignIn) -> bool:
        return bool(entry.locked_out)


# Reversion's own names, which it has in no Danish. Read by the desk alone, so no migration knows them.
apps.get_app_config("reversion").verbose_name = "Historik"
Revision._meta.verbose_name, Revision._meta.verbose_name_plural = "ændring", "ændringer"


@admin.register(Revision)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ("at", "by", "about", "records")
    list_select_related = ("user",)
    search_fields = ("comment", "user__username")
    fields = readonly_fields = list_display

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("version_set")

    @admin.display(description="tidspunkt", ordering="date_created")
    def at(self, revision: Revision) -> Any:
        return revision.date_created

    @admin.display(description="bruger", ordering="user__username")
    def by(self, revision: Revision) -> Any:
        return revision.user

    @admin.display(description="kommentar")
    def about(self, revision: Revision) -> str:
        return str(revision.comment)

    @admin.display(description="poster")
    def records(self, revision: Revision) -> str:
        return ", ".join(version.object_repr for version in revision.version_set.all()[:10])
