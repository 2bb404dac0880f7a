"""Deleted records: a list to restore them from, and the text of a user who was editing one."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst, get_text_list
from reversion.errors import RevertError
from reversion.models import Version

from portal.admin.search_box import CleanSearchAdmin
from portal.content import history
from portal.content.records import ContentRecord, record_models
from portal.http import number
from portal.lib import clock
from portal.notices import news


def _belonging_kinds(kind: type[ContentRecord]) -> list[str]:
    """The kinds of records that belong to one of the kind, and are deleted with it."""
    return [
        str(model._meta.verbose_name_plural)
        for model in record_models()
        if any(model._meta.get_field(name).related_model is kind for name in model.published_within)
    ]


class RecordGoneError(Http404):
    """The record that a form belongs to has been deleted since it was opened."""


class PlainDeletion:
    """A question before a deletion that names the records and parts that go, and no row that only ties two of them."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, ...]:
        going, counts, missing, protected = super().get_deleted_objects(objs, request)  # type: ignore[misc]  # a mixin of ModelAdmin
        ties = [model._meta for model in apps.get_models(include_auto_created=True) if model._meta.auto_created]
        names = tuple(f"{capfirst(tie.verbose_name)}: " for tie in ties)
        plurals = {str(tie.verbose_name_plural) for tie in ties}
        counted = {name: count for name, count in counts.items() if str(name) not in plurals}
        return _without(going, names), counted, missing, protected


def _without(going: list[Any], names: tuple[str, ...]) -> list[Any]:
    kept = [_without(each, names) if isinstance(each, list) else each for each in going]
    return [each for each in kept if each and not (isinstance(each, str) and each.startswith(names))]


class DeletedAdmin(PlainDeletion, CleanSearchAdmin):
    """The ground of ContentAdmin: nothing that was saved is lost by deleting it."""

    change_list_template = "admin/record_list.html"

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_deleted"
        return [path("slettede/", self.admin_site.admin_view(self.deleted_view), name=name), *super().get_urls()]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Records are deleted one at a time, on the page that says what goes with them."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete the record, and tell the members of what was public; what goes with it is reported with it."""
        news.record_deletion(obj, clock.now())  # while it knows its name: a meeting is called by its sessions
        super().delete_model(request, obj)

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """The deleted records of the kind; POST `version` brings one back. Template `admin/record_deleted.html`."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            gone = Version.objects.get_deleted(self.model)
            key = number(request.POST.get("version", ""))
            return self._bring_back(request, get_object_or_404(gone, pk=key))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Slettet: {self.opts.verbose_name_plural}",
            "versions": history.deleted(self.model),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/record_deleted.html", context)

    def _bring_back(self, request: HttpRequest, version: Version) -> HttpResponse:
        try:
            with history.change_by(request.user):
                record = history.bring_back(version)
        except RevertError:
            text = "Indholdet er gemt af en ældre portal og kan ikke hentes tilbage af sig selv."
        except ValidationError as error:
            text = f"Indholdet passer ikke længere til resten: {' '.join(error.messages)}"
        else:
            self.message_user(request, f"”{record}” er hentet tilbage.", messages.SUCCESS)
            if kinds := _belonging_kinds(type(record)):
                text = "Det, der blev slettet sammen med den, er ikke fulgt med. Hent det tilbage under Slettede"
                self.message_user(request, f"{text}: {get_text_list(kinds, 'og')}.", messages.WARNING)
            address = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(address, args=[record.pk]))
        self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(request.path)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Django's; RecordGoneError where the record that somebody sends a form of is no more."""
        record = super().get_object(request, object_id, from_field)
        if record is None and request.method == "POST":
            raise RecordGoneError
        return record

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Django's; what was typed into a record that somebody has deleted meanwhile is given back."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except RecordGoneError:
            return self._typed_into_what_is_gone(request)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Django's; who deletes what somebody else has deleted meanwhile is told so."""
        try:
            return super().delete_view(request, *args, **kwargs)
        except RecordGoneError:
            return self._typed_into_what_is_gone(request)

    def _typed_into_what_is_gone(self, request: HttpRequest) -> HttpResponse:
        """What was sent, to be copied. Template `admin/record_gone.html`."""
        sent = [(field.verbose_name, request.POST.get(field.name, "").strip()) for field in self.opts.fields]
        context = {
            **self.admin_site.each_context(request),
            "title": "Indholdet er slettet",
            "typed": [(str(label).capitalize(), text) for label, text in sent if text],
            "opts": self.opts,
            "can_add": self.has_add_permission(request),
        }
        return TemplateResponse(request, "admin/record_gone.html", context)
