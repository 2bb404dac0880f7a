"""The guide, its figures, its words and its dated rules, for editing."""

from __future__ import annotations

from django.contrib import admin

from portal.admin.content import ContentAdmin
from portal.models import Chapter, KeyFigure, Section, Term, UpcomingChange


@admin.register(Chapter)
class ChapterAdmin(ContentAdmin):
    list_display = ("title", "order", "last_changed", "awaits_confirmation")
    search_fields = ("title", "lead", "search_words")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(Section)
class SectionAdmin(ContentAdmin):
    list_display = ("title", "chapter", "order", "last_changed", "awaits_confirmation")
    list_filter = ("chapter",)
    list_select_related = ("chapter",)
    search_fields = ("title", "body", "search_words")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(KeyFigure)
class KeyFigureAdmin(ContentAdmin):
    list_display = ("title", "shown_value", "year", "last_changed", "awaits_confirmation")
    search_fields = ("title", "explanation", "search_words")
    prepopulated_fields = {"slug": ("title",)}


@admin.register(Term)
class TermAdmin(ContentAdmin):
    list_display = ("name", "aliases", "last_changed", "awaits_confirmation")
    search_fields = ("name", "aliases", "definition", "search_words")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(UpcomingChange)
class UpcomingChangeAdmin(ContentAdmin):
    list_display = ("title", "starts_on", "last_changed", "awaits_confirmation")
    search_fields = ("title", "before", "after", "search_words")
    prepopulated_fields = {"slug": ("title",)}
