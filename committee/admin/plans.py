"""Meeting plans for editing: adopting a proposal, and proposing the next year's."""

from __future__ import annotations

from django.contrib import admin

from committee.models import MeetingPlan
from portal.admin.content import ContentAdmin


@admin.register(MeetingPlan)
class MeetingPlanAdmin(ContentAdmin):
    list_display = ("year", "status", "adopted_on", "modified_at", "awaits_confirmation")
    readonly_fields = ("status", "adopted_on", "adopted_by")
    search_fields = ("year",)
