"""The search box above the lists of the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from portal.text.cleaning import clean_line


class CleanSearchAdmin(admin.ModelAdmin):
    """A list that is searched for the letters that were meant: composed, and without invisible signs."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, clean_line(search_term))
