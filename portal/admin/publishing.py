"""What a form's buttons do with what is typed: keep it as a draft, publish it now, or publish it at a moment."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

import reversion
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.timezone import localtime

from committee.models import Committee
from portal.admin import news_choice
from portal.admin.deleted import DeletedAdmin
from portal.content import history, pending, publication
from portal.content.pending import PendingVersion
from portal.content.preview_link import PreviewLink
from portal.content.records import ContentRecord, record_models
from portal.http import number
from portal.lib import clock
from portal.notices import news
from portal.text import danish

DRAFT, AT, NOW = "_draft", "_publish_at", "_save"
"""The names of the buttons."""


@dataclass(frozen=True)
class Publishing:
    """What a form says of where its record stands, and the texts of its buttons."""

    state: str
    record: ContentRecord | None
    waiting: PendingVersion | None
    differences: list[history.FieldChange] = field(default_factory=list)
    """What the waiting wording changes of the public one."""
    meanwhile: list[str] = field(default_factory=list)
    """What of it others have changed in public since it was written."""
    problem: str = ""

    @property
    def is_public(self) -> bool:
        return self.record is not None and not self.record.is_draft

    @property
    def hidden_by(self) -> ContentRecord | None:
        """The draft that a record without a draft of its own belongs to: it is saved, and waits for that."""
        return self.record.hidden_by if self.record and self.is_public and not self.waiting else None

    @property
    def publish_at(self) -> dt.datetime | None:
        return self.waiting.publish_at if self.waiting else self.record.publish_at if self.record else None

    @property
    def draft_text(self) -> str:
        return "Gem kladde uden tidspunkt" if self.publish_at else "Gem kladde"

    @property
    def at_text(self) -> str:
        when = publication.spoken(self.publish_at, clock.now()) if self.publish_at else "på tidspunktet"
        return f"Offentliggør {when}"

    @property
    def draft_first(self) -> bool:
        """Whether keeping a draft is what Enter does: nothing that is unseen is published by a slip."""
        return not self.is_public or self.waiting is not None


def written_moment(text: str) -> dt.datetime:
    """The moment that was typed, in Danish wall-clock time: as a browser's field writes it, or as people do. Raise
    ValidationError where it is none."""
    if found := re.fullmatch(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?", text):
        day, time = found[1], found[2]
    else:
        day, _, time = re.sub(r"\s+kl(?:okken|\.)?\s*", " kl ", text).rpartition(" kl " if " kl" in text else " ")
    try:
        return dt.datetime.combine(danish.parse_date(day.strip(" ,")), danish.parse_time(time))
    except ValueError:
        raise ValidationError("Skriv dag og klokkeslæt, fx 1. marts 2027 kl. 8.") from None


def asked_moment(data: Mapping[str, Any]) -> dt.datetime | None:
    """When the form asks to be published; None where it does not. Raise ValidationError with a sentence."""
    if AT not in data:
        return None
    text = str(data.get("publish_on") or "").strip()
    if not text:
        raise ValidationError("Skriv, hvornår det skal offentliggøres.")
    committee = Committee.current()
    return publication.moment(written_moment(text), clock.now(), committee.term_end if committee else None)


class StateFilter(admin.SimpleListFilter):
    """The list narrowed by where records stand."""

    title = "offentliggørelse"
    parameter_name = "udgivet"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("kladde", "Kladde"), ("fra", "Offentlig fra et tidspunkt"), ("venter", "Ny ordlyd venter")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        found = {
            "kladde": models.Q(is_draft=True, publish_at=None),
            "fra": models.Q(is_draft=True, publish_at__isnull=False),
            "venter": models.Q(pk__in=_waiting_for(queryset.model).values("object_id")),
        }
        return queryset.filter(found.get(self.value() or "", models.Q()))


class PublishingAdmin(DeletedAdmin):
    """The ground of ContentAdmin: a record is a draft until somebody publishes it, and a public one keeps its wording
    until the new one is published."""

    can_withdraw = True
    """Whether what is public can become a draft again."""

    def get_list_display(self, request: HttpRequest) -> Any:
        return [*super().get_list_display(request), "published"]

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [*super().get_list_filter(request), StateFilter]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Django's, and when a waiting wording becomes public, for the list."""
        mine = _waiting_for(self.model).filter(object_id=models.OuterRef("pk"))
        return (
            super()
            .get_queryset(request)
            .annotate(has_wording=models.Exists(mine), wording_at=models.Subquery(mine.values("publish_at")))
        )

    @admin.display(description="offentliggørelse", ordering="is_draft")
    def published(self, record: Any) -> str:
        found = PendingVersion(publish_at=record.wording_at) if record.has_wording else None
        return publication.state_of(record, clock.now(), found)

    def get_urls(self) -> list[URLPattern]:
        views = [("kasser", self.discard_view, "discard"), ("traek-tilbage", self.withdraw_view, "withdraw")]
        views += [("gennemsyn", self.preview_link_view, "preview_link")] if self._has_page() else []
        extra = [
            path(
                f"<path:object_id>/{address}/",
                self.admin_site.admin_view(view),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{name}",
            )
            for address, view, name in views
        ]
        return [*extra, *super().get_urls()]

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """Django's; what it saves is one change of the history. A public record whose new wording shall wait is saved,
        read, and undone; the form of one shows it so."""
        is_post = request.method == "POST"
        with transaction.atomic() if is_post else nullcontext():
            record = self._public(object_id, is_post)
            waiting = PendingVersion.objects.of(record) if record else None
            waits = bool(record) and not record.hidden_by and bool({DRAFT, AT} & request.POST.keys())
            if record is None or not (waiting or waits):
                with history.change_by(request.user) if is_post else nullcontext():
                    return super().changeform_view(request, object_id, *args, **kwargs)
            return self._with_wording(request, record, waiting, super().changeform_view, object_id, *args, **kwargs)

    def _public(self, object_id: str | None, is_locked: bool) -> Any:
        """The public record whose form it is; None where there is none, or it has no wordings that wait."""
        if not self.model.has_wordings or object_id is None or (key := number(object_id)) is None:
            return None
        rows = self.model._base_manager.select_for_update() if is_locked else self.model._base_manager
        return rows.filter(pk=key, is_draft=False).first()

    def _with_wording(
        self,
        request: HttpRequest,
        record: ContentRecord,
        waiting: PendingVersion | None,
        view: Callable[..., Any],
        object_id: str | None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form over the waiting wording; what it saves waits, or is public at once."""
        about, base, content = _about(record, waiting), pending.written(record), None
        with pending.undone(), history.change_by(request.user):
            try:
                if waiting:
                    waiting.try_on(record)
            except ValidationError as error:
                about = replace(about, problem=" ".join(error.messages))
            response = view(request, object_id, form_url, {**(extra_context or {}), "publishing": about})
            if isinstance(response, TemplateResponse):
                response.render()
            elif request.method == "POST":
                content = pending.written(record)
        return response if content is None else self._keep(request, record, base, content, response)

    def _keep(
        self, request: HttpRequest, record: ContentRecord, base: str, content: str, response: HttpResponse
    ) -> HttpResponse:
        found = pending.keep(record, base, content, request.user, asked_moment(request.POST))
        if {DRAFT, AT} & request.POST.keys():
            found.is_news, found.news_sentence = news_choice.answer(request)
            found.save(update_fields=["is_news", "news_sentence"])
            if pending.read(base).values == pending.read(content).values:
                found.delete()
                self.message_user(request, "Der er ikke noget nyt i den, så der venter ingen ny ordlyd.")
            return response
        try:
            with history.change_by(request.user):
                news_choice.keep(request)
                publication.publish_wording(found, is_forced=True)
        except ValidationError as error:
            text = f"Den nye ordlyd er gemt, men passer ikke til resten: {' '.join(error.messages)}"
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(request.path)
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Django's; a draft stays one unless a button says otherwise, and a new record is public unless one does."""
        pressed = {DRAFT, AT, NOW} & request.POST.keys()
        if not (change and not obj.is_draft) and (pressed or not change):
            obj.is_draft = bool({DRAFT, AT} & pressed)
            obj.publish_at = form.cleaned_data.get("publish_on")
            if change and not obj.is_draft:
                reversion.set_comment(publication.PUBLISHED)
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if not self._tells(request):
            return super().response_add(request, obj, post_url_continue)
        return self._published_or_kept(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        if not self._tells(request):
            return super().response_change(request, obj)
        return self._published_or_kept(request, obj)

    def _tells(self, request: HttpRequest) -> bool:
        """Whether one of these buttons was pressed; a form without them has no `publish_on`."""
        had_buttons = self.model.has_wordings or "publish_on" in request.POST
        is_pressed = bool({DRAFT, AT, NOW} & request.POST.keys())
        return had_buttons and is_pressed and IS_POPUP_VAR not in request.POST

    def _published_or_kept(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Say what has happened; a draft stays open, what is published leads to the list."""
        self.message_user(request, _told(request.POST, obj), messages.SUCCESS)
        if {DRAFT, AT} & request.POST.keys():
            if DRAFT in request.POST and request.POST.get("publish_on"):
                text = "Den bliver ikke offentliggjort af sig selv: Tidspunktet er ikke gemt med kladden."
                self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(self._change_address(obj))
        if staying := _belonging_to(obj, is_draft=True):
            counted = ", ".join(f"{name}: {count}" for name, count in staying)
            text = f"Hører til den, men er stadig kladder, som offentliggøres hver for sig: {counted}."
            self.message_user(request, text, messages.WARNING)
        if not obj.is_published:
            text = "Læserne ser den først, når det, den hører til, også er offentligt."
            self.message_user(request, text, messages.WARNING)
        return self.response_post_save_add(request, obj)

    def _change_address(self, obj: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        record = kwargs.get("obj")
        may = self.has_change_permission(request, record) if record else self.has_add_permission(request)
        found = context.get("publishing") or _about(record, None)
        has_buttons = self.model.has_wordings or not found.is_public or found.hidden_by is not None
        if has_buttons and may and not context["is_popup"]:
            context["publishing"] = found
            form = context["adminform"].form
            if "publish_on" in form.fields and found.publish_at:
                form.fields["publish_on"].initial = f"{localtime(found.publish_at):%Y-%m-%dT%H:%M}"
            is_seen = record is None or (record.is_published and not found.waiting)
            context["can_preview"] = self._has_page() and not is_seen
            context["can_withdraw"] = self.can_withdraw and found.is_public
        return super().render_change_form(request, context, *args, **kwargs)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """Django's; nothing leads to a page that is not there for readers."""
        return super().get_view_on_site_url(obj) if obj is None or obj.is_published else None

    def discard_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What the waiting wording would have changed; POST throws it away. Template `admin/record_discard.html`."""
        record = self._own_to_change(request, object_id)
        found = PendingVersion.objects.of(record)
        if found is None:
            self.message_user(request, "Der venter ingen ny ordlyd.", messages.INFO)
            return HttpResponseRedirect(self._change_address(record))
        if request.method == "POST" and number(request.POST.get("expected", "")) == found.revision:
            found.delete()
            self.message_user(request, "Den nye ordlyd er kasseret. Den offentlige står, som den stod.")
            return HttpResponseRedirect(self._change_address(record))
        context = {"title": f"Kassér ny ordlyd: {record}", "waiting": found, "changes": found.differences()}
        return self._act_page(request, record, "discard", context | {"is_stale": request.method == "POST"})

    def withdraw_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What readers will miss; POST makes the record a draft. Template `admin/record_withdraw.html`."""
        with transaction.atomic():
            record = self._own_to_change(request, object_id)
            if not self.can_withdraw or record.is_draft:
                raise Http404("Den kan ikke trækkes tilbage.")
            if request.method == "POST" and number(request.POST.get("expected", "")) == record.revision:
                was_public = record.is_published
                with history.change_by(request.user):
                    news.withdraw(record, clock.now())
                    publication.withdraw(record)
                told = "trukket tilbage til kladde. Læserne ser den ikke mere." if was_public else "en kladde for sig."
                self.message_user(request, f"”{record}” er {told}")
                return HttpResponseRedirect(self._change_address(record))
            context = {"title": f"Træk tilbage til kladde: {record}", "hidden": _belonging_to(record, is_draft=False)}
            return self._act_page(request, record, "withdraw", context | {"is_stale": request.method == "POST"})

    def _has_page(self) -> bool:
        return hasattr(self.model, "get_absolute_url")

    def preview_link_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The link to the draft; POST `make` makes one, `withdraw` lets it open nothing. Template
        `admin/record_preview_link.html`."""
        record = self._own_to_change(request, object_id)
        link = PreviewLink.objects.of(record, clock.now())
        if request.method == "POST":
            if "make" in request.POST:
                PreviewLink.objects.make(record, clock.now())
            elif link:
                link.delete()
                self.message_user(request, "Linket er trukket tilbage. Det åbner ikke noget mere.")
            return HttpResponseRedirect(request.path)
        site = settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")
        address = f"{site}{reverse('portal:preview_link', args=[link.token])}" if link else ""
        context = {"title": f"Link til gennemsyn: {record}", "link": link, "address": address}
        return self._act_page(request, record, "preview_link", context)

    def _own_to_change(self, request: HttpRequest, object_id: str) -> Any:
        rows = self.model._base_manager
        rows = rows.select_for_update() if request.method == "POST" and not self._is_free() else rows
        record = get_object_or_404(rows, pk=number(object_id) or 0)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        return record

    def _is_free(self) -> bool:
        return not transaction.get_connection().in_atomic_block

    def _act_page(self, request: HttpRequest, record: Any, name: str, context: dict[str, Any]) -> HttpResponse:
        context |= {**self.admin_site.each_context(request), "object": record, "opts": self.opts}
        return TemplateResponse(request, f"admin/record_{name}.html", context)


def _about(record: ContentRecord | None, waiting: PendingVersion | None) -> Publishing:
    state = publication.state_of(record, clock.now(), waiting) if record else "ny"
    if waiting is None:
        return Publishing(state, record, None)
    return Publishing(state, record, waiting, waiting.differences(), waiting.changed_meanwhile(), waiting.problem)


def _told(data: Mapping[str, Any], record: Any) -> Any:
    """What has happened to the record, as a sentence with a way to it where it is public."""
    waits = record.is_published
    if DRAFT in data:
        kept = f"Ny ordlyd til ”{record}” er gemt som kladde. Læserne ser stadig den offentlige."
        return kept if waits else f"”{record}” er gemt som kladde. Læserne ser den ikke."
    if AT in data:
        when = publication.spoken(asked_moment(data) or clock.now(), clock.now())
        return f"{'Ny ordlyd til ' if waits else ''}”{record}” bliver offentliggjort {when}."
    if record.is_published and hasattr(record, "get_absolute_url"):
        return format_html("”<a href='{}'>{}</a>” er offentliggjort.", record.get_absolute_url(), record)
    return f"”{record}” er gemt."


def _belonging_to(record: ContentRecord, is_draft: bool) -> list[tuple[str, int]]:
    """What belongs to the record and is a draft of its own, or is public with it: kinds, and how many."""
    found = []
    for model in record_models():
        for name in model.published_within:
            if model._meta.get_field(name).related_model is type(record):
                rows = model._base_manager.filter(is_draft=True) if is_draft else model.objects.published()
                count = rows.filter(**{name: record}).count()
                found += [(str(model._meta.verbose_name_plural), count)] if count else []
    return found


def _waiting_for(model: type[models.Model]) -> models.QuerySet[PendingVersion]:
    return PendingVersion.objects.filter(content_type=ContentType.objects.get_for_model(model))
