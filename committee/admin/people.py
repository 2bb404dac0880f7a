"""Members, their seats and the contacts, for editing; and how a person is deleted for good."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse

from committee.erasure import erase
from committee.models import Contact, Membership, Person
from portal.admin.content import ContentAdmin


class MembershipInline(admin.StackedInline):
    """A person's seats, each with its own form; new ones are added here."""

    model = Membership
    fields = ("role", "party", "first_day", "last_day", "is_announced")
    extra = 0
    show_change_link = True
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("person")

    def has_change_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        return False


@admin.register(Person)
class PersonAdmin(ContentAdmin):
    """Who is deleted is gone: from the history too, and so there is no list of deleted ones to bring back from."""

    change_list_template = "admin/change_list.html"
    list_display = ("name", "contact_is_public", "last_changed", "awaits_confirmation")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (MembershipInline,)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> list[LogEntry]:
        """Write that somebody has been deleted, and not who."""
        kind = ContentType.objects.get_for_model(Person)
        entries = [
            LogEntry(user_id=request.user.pk or 0, content_type=kind, object_repr="En person", action_flag=DELETION)
            for _ in queryset
        ]
        return LogEntry.objects.bulk_create(entries)

    def delete_model(self, request: HttpRequest, obj: Person) -> None:
        erase(obj)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Django's; the button says that nothing can be brought back."""
        context["delete_text"] = "Slet helt"
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(Membership)
class MembershipAdmin(ContentAdmin):
    list_display = ("person", "role", "party", "first_day", "last_day", "last_changed", "awaits_confirmation")
    list_filter = ("role", "party")
    list_select_related = ("person",)
    search_fields = ("person__name", "party")
    autocomplete_fields = ("person",)
    date_hierarchy = "first_day"


@admin.register(Contact)
class ContactAdmin(ContentAdmin):
    list_display = ("subject", "unit", "email", "phone", "last_changed", "awaits_confirmation")
    search_fields = ("subject", "unit", "search_words")
    prepopulated_fields = {"slug": ("subject",)}
