"""The services ladder, for editing."""

from __future__ import annotations

from django.contrib import admin

from portal.admin.content import ContentAdmin
from services.models import Service, Step, TargetGroup


@admin.register(Step)
class StepAdmin(ContentAdmin):
    list_display = ("title", "number", "modified_at", "awaits_confirmation")
    search_fields = ("title", "summary", "search_words")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(TargetGroup)
class TargetGroupAdmin(ContentAdmin):
    list_display = ("name", "age", "order", "modified_at")
    list_filter = ("age",)
    search_fields = ("name", "body")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Service)
class ServiceAdmin(ContentAdmin):
    list_display = ("name", "step", "status", "modified_at", "awaits_confirmation")
    list_filter = ("step", "status", "groups")
    list_select_related = ("step",)
    search_fields = ("name", "purpose", "body", "search_words")
    prepopulated_fields = {"slug": ("name",)}
