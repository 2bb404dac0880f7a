"""The services ladder, for editing."""

from __future__ import annotations

from django.contrib import admin

from portal.admin.content import ContentAdmin
from services.models import Service, Step, TargetGroup


@admin.register(Step)
class StepAdmin(ContentAdmin):
    list_display = ("title", "number", "last_changed", "awaits_confirmation")
    search_fields = ("title", "summary", "search_words")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(TargetGroup)
class TargetGroupAdmin(ContentAdmin):
    list_display = ("name", "age", "order", "last_changed")
    list_filter = ("age",)
    search_fields = ("name", "body")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Service)
class ServiceAdmin(ContentAdmin):
    list_display = ("name", "step", "status", "last_changed", "awaits_confirmation")
    list_filter = ("step", "status", "groups")
    list_select_related = ("step",)
    search_fields = ("name", "purpose", "body", "search_words")
    prepopulated_fields = {"slug": ("name",)}
