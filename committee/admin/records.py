"""Law, role, oversight, annual cycle and organisation, for editing."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from committee.models import (
    AdvisoryCouncil,
    AnnualCase,
    Centre,
    Committee,
    Law,
    LawTheme,
    MeetingKind,
    MemberDuty,
    MemberRight,
    OversightSubject,
    Provision,
    Reporting,
    SchoolHoliday,
    SupervisoryBody,
    SupervisoryPower,
    Walk,
    WalkAnswer,
    WalkStep,
)
from portal.admin.content import ContentAdmin, PartInline
from portal.admin.locking import OptimisticLockForm
from portal.admin.search_box import CleanSearchAdmin
from portal.text.danish_fields import DanishDateField


@admin.register(Committee)
class CommitteeAdmin(ContentAdmin):
    can_withdraw = False  # every page has its name
    list_display = ("name", "municipality", "term", "last_changed", "awaits_confirmation")


@admin.register(Law)
class LawAdmin(ContentAdmin):
    list_display = ("title", "abbreviation", "group", "last_changed", "awaits_confirmation")
    list_filter = ("group",)
    search_fields = ("title", "official_title", "abbreviation", "search_words")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(LawTheme, OversightSubject)
class SubjectAdmin(ContentAdmin):
    list_display = ("name", "order", "last_changed")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(MeetingKind)
class MeetingKindAdmin(ContentAdmin):
    can_withdraw = False  # members have its meetings in their calendars
    list_display = ("name", "sign", "in_public_feed", "takes_cases", "order", "last_changed")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The address stands in members' subscriptions: it is chosen once."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else {"slug": ("name",)}


@admin.register(SchoolHoliday)
class SchoolHolidayAdmin(CleanSearchAdmin):
    form = OptimisticLockForm
    fields = ("name", "first_day", "last_day")
    list_display = ("name", "first_day", "last_day")
    search_fields = ("name",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.DateField):
            kwargs["form_class"], kwargs["widget"] = DanishDateField, DanishDateField.widget
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Provision)
class ProvisionAdmin(ContentAdmin):
    list_display = ("title", "paragraph", "law", "last_changed", "awaits_confirmation")
    list_filter = ("law", "themes")
    list_select_related = ("law",)
    search_fields = ("title", "paragraph", "body", "law__title", "search_words")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(AnnualCase)
class AnnualCaseAdmin(ContentAdmin):
    list_display = ("title", "when", "kind", "form", "last_changed", "awaits_confirmation")
    list_filter = ("quarter", "kind")
    search_fields = ("title", "body", "search_words")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(MemberRight)
class MemberRightAdmin(ContentAdmin):
    list_display = ("title", "wish", "last_changed", "awaits_confirmation")
    search_fields = ("title", "wish", "body", "search_words")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(MemberDuty)
class MemberDutyAdmin(ContentAdmin):
    list_display = ("title", "group", "last_changed", "awaits_confirmation")
    list_filter = ("group",)
    search_fields = ("title", "body", "search_words")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(SupervisoryBody)
class SupervisoryBodyAdmin(ContentAdmin):
    list_display = ("name", "part_of", "last_changed", "awaits_confirmation")
    list_select_related = ("part_of",)
    search_fields = ("name", "watches", "search_words")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(SupervisoryPower, Reporting)
class OfBodyAdmin(ContentAdmin):
    list_display = ("title", "supervisory_body", "last_changed", "awaits_confirmation")
    list_filter = ("supervisory_body",)
    list_select_related = ("supervisory_body",)
    search_fields = ("title", "supervisory_body__name", "search_words")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(Centre)
class CentreAdmin(ContentAdmin):
    list_display = ("name", "kind", "last_changed", "awaits_confirmation")
    search_fields = ("name", "body", "search_words")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(AdvisoryCouncil)
class AdvisoryCouncilAdmin(ContentAdmin):
    list_display = ("name", "last_changed", "awaits_confirmation")
    search_fields = ("name", "body", "search_words")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Walk)
class WalkAdmin(ContentAdmin):
    list_display = ("title", "order", "last_changed")
    search_fields = ("title",)
    prepopulated_fields = {"slug": ("title",)}


class WalkAnswerInline(PartInline):
    model = WalkAnswer
    fk_name = "step"
    extra = 1


@admin.register(WalkStep)
class WalkStepAdmin(ContentAdmin):
    list_display = ("title", "walk", "verdict", "order", "last_changed")
    list_filter = ("walk", "verdict")
    list_select_related = ("walk",)
    search_fields = ("title", "walk__title")
    inlines = (WalkAnswerInline,)
    prepopulated_fields = {"slug": ("title",)}
