"""What every record's admin has: the lock, the history, the editorial fields and the preview."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.choices import BaseChoiceIterator
from reversion.errors import RevertError
from reversion.models import Version

from portal.admin import news_choice
from portal.admin.confirming import ConfirmingAdmin
from portal.admin.locking import ContentForm, submitted_mark
from portal.admin.merging import PartFormSet, merge_parts
from portal.admin.preview import MarkdownWidget, is_markdown
from portal.admin.publishing import PublishingAdmin
from portal.admin.restoring import RestoreForm
from portal.content import history
from portal.content.folder import is_of_folder
from portal.content.pending import mark_of, shown
from portal.content.records import RecordPart
from portal.lib import clock
from portal.notices import news
from portal.text.danish_fields import DanishDateField, DanishDecimalField, DanishIntegerField

UNLISTED = ("expected_revision", "opened_revision", "publish_on")
"""Fields of a form that stand outside its groups."""
ABOUT_EDITORIAL = "Søgningen bruger søgeordene. Medlemmerne ser kilderne, og at noget skal bekræftes, men ikke hvad."
EDITORIAL = ("search_words", "source_page", "legal_source", "confirm_note", "reviewed_on")


def locking(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view of an admin so that its POST is one transaction, in which the record that it reads is locked."""

    @wraps(view)
    def inner(admin: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic() if request.method == "POST" else nullcontext():
            return view(admin, request, *args, **kwargs)

    return inner


class Choices(forms.CheckboxSelectMultiple):
    """Related records to tick: native boxes with labels, which every keyboard and screen reader knows."""

    template_name = "admin/includes/choices.html"


class CachedChoices(BaseChoiceIterator):
    """The choices of a relation, read once however many forms of a page offer them: copies share what was read."""

    def __init__(self, choices: Any) -> None:
        self.choices = choices
        self.read: list[Any] = []

    def __iter__(self) -> Iterator[Any]:
        if not self.read:
            self.read.extend(self.choices)
        return iter(self.read)


class PartInline(admin.StackedInline):
    """The parts of a record in its form, fifty at the most: a form may claim any number, and each is made and shown."""

    formset: type[PartFormSet] = PartFormSet
    max_num = 50
    extra = 0

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, absolute_max=self.max_num, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = history.named(db_field.related_model)
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.choices = CachedChoices(field.choices)
        return field


class ContentAdmin(ConfirmingAdmin, PublishingAdmin):
    """A record that can be found, edited without losing anybody's work, and taken back."""

    form = ContentForm
    save_on_top = True
    list_per_page = 50
    list_max_show_all = 200
    actions = ("confirm", "mark_reviewed")
    object_history_template = "admin/record_history.html"
    linked_label = "Hører sammen med"
    restore_form: type[RestoreForm] = RestoreForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The record's own fields, the boxes of related records folded away, and what only the desk sees."""
        names = [n for n in self.get_fields(request, obj) if n not in (*EDITORIAL, *UNLISTED)]
        linked = [field.name for field in self.opts.many_to_many if field.name in names]
        return [
            (None, {"fields": [name for name in names if name not in linked]}),
            *([(self.linked_label, {"fields": linked, "classes": ["collapse"]})] if linked else []),
            (
                "Redaktion",
                {
                    "fields": EDITORIAL,
                    "description": ABOUT_EDITORIAL,
                },
            ),
        ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.TextField) and is_markdown(db_field):
            kwargs["widget"] = MarkdownWidget
        elif isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
            kwargs["form_class"], kwargs["widget"] = DanishDateField, DanishDateField.widget
        elif isinstance(db_field, models.ManyToManyField):
            kwargs["widget"] = Choices
        elif isinstance(db_field, models.SlugField):
            kwargs["error_messages"] = {"invalid": "Brug kun bogstaver fra a til z, cifre og bindestreger."}
        elif number := _number_field(db_field):
            kwargs["form_class"], kwargs["widget"] = number, number.widget
        if db_field.remote_field:
            kwargs["queryset"] = history.named(db_field.related_model)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list; a filter or a date that makes no sense shows the whole list instead of an error."""
        try:
            answer = super().changelist_view(request, extra_context)
            return answer.render() if isinstance(answer, TemplateResponse) else answer
        except (ValueError, OverflowError):
            self.message_user(request, "Det filter findes ikke. Her er hele listen.", messages.WARNING)
            return HttpResponseRedirect(request.path)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The record; locked until the end of the transaction when the request writes."""
        record = super().get_object(request, object_id, from_field)
        if record is not None and request.method == "POST" and transaction.get_connection().in_atomic_block:
            list(self.model._base_manager.select_for_update().filter(pk=record.pk))
            record = super().get_object(request, object_id, from_field)  # as the one who had the lock left it
        return record

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Django's; parts that only others have changed since the form was opened are as they left them."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        submitted = submitted_mark(request.POST)
        if not obj.pk or request.method != "POST" or submitted == mark_of(obj):
            return kwargs
        if not issubclass(inline.model, RecordPart):
            return kwargs  # records of their own, with a lock of their own
        if found := shown(obj, submitted):
            then = found.parts(inline.model)
            now = list(kwargs["queryset"].filter(**{inline.model.record_field: obj}))
            form = inline.get_formset(request, obj).form
            kwargs["is_conflicting"] = merge_parts(kwargs["data"], prefix, form, then, now)
        return kwargs

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_restore"
        restore = path(
            "<path:object_id>/history/<int:version_id>/", self.admin_site.admin_view(self.restore_view), name=name
        )
        return [restore, *super().get_urls()]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Django's; whether members shall know is kept with the change."""
        super().save_related(request, form, formsets, change)
        news_choice.keep(request)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        record = kwargs.get("obj")
        context["asks_for_news"] = hasattr(self.model, "get_absolute_url") and not context["is_popup"]
        publishing = context.get("publishing")
        context["news_choice"] = news_choice.shown(request, (publishing and publishing.waiting) or record)
        context["last_entry"] = history.newest(record) if record else None
        context["conflict"] = context["adminform"].form.conflict() if record else None
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Every version of the record with what it changed. Template `admin/record_history.html`."""
        record = self._permitted(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Historik: {record}",
            "entries": news.with_choices(history.entries(record)),
            "object": record,
            "opts": self.opts,
            "can_restore": self.has_change_permission(request, record),
        }
        return TemplateResponse(request, self.object_history_template, context | (extra_context or {}))

    @locking
    def restore_view(self, request: HttpRequest, object_id: str, version_id: int) -> HttpResponse:
        """Show what going back to a version changes; POST does it. Template `admin/record_restore.html`."""
        record = self._permitted(request, object_id)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        version = get_object_or_404(Version.objects.get_for_object(record), pk=version_id)
        entry = next((e for e in history.entries(record) if e.version.pk == version_id), None)
        if entry is None:
            raise Http404
        form = self.restore_form(record, version, request.POST or None)
        if request.method == "POST" and form.is_valid():
            return self._restore(request, record, form)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Gendan en udgave: {record}",
            "entry": entry,
            "changes": history.differences(history.current_values(record), entry.values),
            "object": record,
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/record_restore.html", context)

    @admin.action(description="Markér som gennemgået i dag: noten bliver stående", permissions=["change"])
    def mark_reviewed(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        chosen = self.model._base_manager.filter(pk__in=[record.pk for record in queryset])
        with history.change_by(request.user):
            for record in chosen.select_for_update():
                record.reviewed_on = clock.today()
                record.save()
        self.message_user(
            request, f"Gennemgået i dag: {len(queryset)}. Det, der skal bekræftes, skal det stadig.", messages.SUCCESS
        )

    @admin.display(description="senest ændret", ordering="modified_at")
    def last_changed(self, record: Any) -> Any:
        return "velkomstfolderen" if is_of_folder(record.modified_at) else record.modified_at

    def _permitted(self, request: HttpRequest, object_id: str) -> Any:
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404("Den findes ikke.")
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        return record

    def _restore(self, request: HttpRequest, record: Any, form: RestoreForm) -> HttpResponse:
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk])
        try:
            with history.change_by(request.user):
                form.restore(history.name_of(request.user))
        except RevertError:
            text = "Udgaven er gemt af en ældre portal og kan ikke føres tilbage af sig selv. Kopiér teksten i stedet."
            self.message_user(request, text, messages.ERROR)
        except ValidationError as error:
            text = f"Udgaven passer ikke længere til resten: {' '.join(error.messages)} Kopiér teksten i stedet."
            self.message_user(request, text, messages.ERROR)
        else:
            self.message_user(request, "Den tidligere udgave er gemt som den nyeste.", messages.SUCCESS)
        return HttpResponseRedirect(address)


def _number_field(db_field: models.Field[Any, Any]) -> type[DanishDecimalField | DanishIntegerField] | None:
    """The form field for a number that is typed; None where the field holds none, or is chosen from a list."""
    if db_field.choices or db_field.remote_field:
        return None
    if isinstance(db_field, models.DecimalField):
        return DanishDecimalField
    return DanishIntegerField if isinstance(db_field, models.IntegerField) else None
