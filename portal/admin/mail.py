"""The outbox at the desk: what waits, what went, and what could not be sent, with why."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST

from portal.admin.audit_log import ReadOnlyAdmin
from portal.lib import clock
from portal.models import Delivery, Mail
from portal.notices import outbox


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    """To read, and to send at once, withhold or try again. What goes to one person has no text here."""

    list_display = ("subject", "state", "kind", "written")
    list_filter = ("kind",)
    search_fields = ("subject",)
    change_form_template = "admin/mail.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return settings.SENDS_MAIL and super().has_module_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return settings.SENDS_MAIL and super().has_view_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> Any:
        return Mail.objects.listed()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("kind", "created_at", "state")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)

    @admin.display(description="skrevet", ordering="created_at")
    def written(self, mail: Mail) -> Any:
        return mail.created_at

    @admin.display(description="tilstand")
    def state(self, mail: Any) -> str:
        """`venter til kl. 10.20`, or how many got it and how many did not."""
        if mail.begun_at is None:
            return f"venter til {localtime(mail.due_at):%-d.%-m. kl. %H.%M}"
        counts = {
            "sendt til {}": mail.sent,
            "{} venter": mail.waiting + mail.sending,
            "{} kunne ikke sendes": mail.failed,
        }
        told = [text.format(count) for text, count in counts.items() if count]
        return ", ".join(told) or "ingen modtagere"

    def get_urls(self) -> list[Any]:
        actions = [("send", self.send_view), ("stop", self.stop_view), ("igen", self.retry_view)]
        extra = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"portal_mail_{name}",
            )
            for name, view in actions
        ]
        return [*extra, *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add to the context: `mail`, `deliveries` that wait or failed, `recipients` where it waits, `may_act`."""
        mail = kwargs["obj"]
        unsent = mail.deliveries.exclude(state=Delivery.State.SENT)[:200]
        context |= {
            "mail": mail,
            "deliveries": unsent,
            "recipients": outbox.recipients(mail.kind) if mail.begun_at is None else None,
            "can_retry": any(delivery.recipient and delivery.state == Delivery.State.FAILED for delivery in unsent),
            "may_act": _may_act(request),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def send_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let a mail that waits go at once."""
        with transaction.atomic():
            mail = self._waiting(request, pk)
            if mail:
                mail.due_at = clock.now()
                mail.save()
        return self._back(request, pk, "Mailen sendes nu." if mail else "")

    def stop_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Withhold a mail that waits: nobody gets it."""
        with transaction.atomic():
            mail = self._waiting(request, pk)
            if mail:
                mail.delete()
        if not mail:
            return self._back(request, pk, "")
        self.message_user(request, "Mailen er trukket tilbage. Ingen får den.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:portal_mail_changelist"))

    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Try again what could not be sent."""
        if not _may_act(request):
            raise PermissionDenied
        count = outbox.retry(get_object_or_404(Mail, pk=pk), clock.now())
        return self._back(request, pk, f"Portalen prøver igen: {count}.")

    def _waiting(self, request: HttpRequest, pk: int) -> Mail | None:
        if not _may_act(request):
            raise PermissionDenied
        return Mail.objects.select_for_update().filter(pk=pk, begun_at__isnull=True).first()

    def _back(self, request: HttpRequest, pk: int, done: str) -> HttpResponse:
        if done:
            self.message_user(request, done, messages.SUCCESS)
        else:
            self.message_user(request, "Mailen er gået. Den kan ikke kaldes tilbage.", messages.WARNING)
        return HttpResponseRedirect(reverse("admin:portal_mail_change", args=[pk]))


def _may_act(request: HttpRequest) -> bool:
    return settings.SENDS_MAIL and request.user.has_perm("portal.change_mail")
