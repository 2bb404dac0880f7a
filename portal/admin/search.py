"""What readers search for in vain, and the synonyms that mend it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from portal.admin.locking import OptimisticLockForm
from portal.admin.search_box import CleanSearchAdmin
from portal.lib import clock
from portal.models import SearchMiss, Synonym


@admin.register(Synonym)
class SynonymAdmin(CleanSearchAdmin):
    form = OptimisticLockForm
    fields = ("word", "means", "both_ways", "is_absent")
    list_display = ("word", "means", "both_ways", "is_absent")
    list_filter = ("both_ways", "is_absent")
    search_fields = ("word", "means")


@admin.register(SearchMiss)
class SearchMissAdmin(CleanSearchAdmin):
    list_display = ("words", "times", "day", "synonym")
    list_display_links = None
    search_fields = ("words",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SearchMiss]:
        return SearchMiss.objects.by_words(clock.today())

    @admin.display(description="gange i 90 dage")
    def times(self, miss: Any) -> int:
        return int(miss.times)

    @admin.display(description="synonym")
    def synonym(self, miss: Any) -> str:
        if miss.synonym_id:
            address = reverse("admin:portal_synonym_change", args=[miss.synonym_id])
            return format_html('<a href="{}">Ret synonymet</a>', address)
        address = f"{reverse('admin:portal_synonym_add')}?{urlencode({'word': miss.words})}"
        return format_html('<a href="{}">Tilføj synonym</a>', address)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SearchMiss | None = None) -> bool:
        return False
