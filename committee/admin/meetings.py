"""Meetings for editing: the list, the form with its sessions, moving, cancelling and reopening."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from committee import agenda_text, calendar, changes, meeting_mail, withdrawal
from committee.admin.agenda_forms import AgendaItemForm, AgendaTextForm
from committee.admin.file_forms import FileForm
from committee.admin.meeting_action_forms import MoveForm, RestoreMeetingForm, StatusForm
from committee.admin.session_forms import MeetingForm, SessionForm, SessionFormSet
from committee.models import AgendaItem, Meeting, MeetingFile, MeetingPlan, MeetingSession
from committee.papers import papers_of
from committee.timetable import timetable
from portal.admin import news_choice
from portal.admin.content import ContentAdmin, PartInline, locking
from portal.content.history import change_by, name_of
from portal.lib import clock
from portal.models import Mail
from portal.text.danish import WEEKDAYS


class SessionInline(PartInline):
    model = MeetingSession
    form = SessionForm
    formset = SessionFormSet
    min_num = 1

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(is_cancelled=False)


class AgendaItemInline(PartInline):
    model = AgendaItem
    form = AgendaItemForm
    classes = ("collapse",)


@admin.register(Meeting)
class MeetingAdmin(ContentAdmin):
    can_withdraw = False  # members have it in their calendars
    form = MeetingForm
    list_display = ("title", "weekday", "day", "hours", "kind", "status", "awaits_confirmation")
    list_display_links = ("title", "day")
    list_filter = ("plan__year", "kind", "status")
    date_hierarchy = "sessions__date"
    search_fields = ("title", "note", "search_words")
    readonly_fields = ("status",)
    inlines = (SessionInline, AgendaItemInline)
    restore_form = RestoreMeetingForm
    linked_label = "Baggrund til kvartalets sager"
    change_form_template = "admin/committee/meeting/change_form.html"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new meeting is in this year's plan unless somebody says otherwise."""
        plan = MeetingPlan.objects.filter(year=clock.today().year).first() or MeetingPlan.objects.first()
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        return {"plan": plan.pk, **initial} if plan else initial

    def get_queryset(self, request: HttpRequest) -> Any:
        meetings = super().get_queryset(request).annotate(starts_on=Min("sessions__date"))
        return (
            meetings.order_by("-plan__year", "starts_on", "pk")
            .select_related("plan__committee", "kind")
            .prefetch_related("sessions")
        )

    @admin.display(description="ugedag")
    def weekday(self, meeting: Any) -> str:
        return WEEKDAYS[meeting.starts_on.weekday()] if meeting.starts_on else ""

    @admin.display(description="dato", ordering="starts_on")
    def day(self, meeting: Meeting) -> str:
        return meeting.dates()

    @admin.display(description="tid")
    def hours(self, meeting: Meeting) -> str:
        return ", ".join(session.hours for session in meeting.sessions.all() if not session.is_cancelled)

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        asked = {
            "today": clock.today(),
            "confirmed": request.POST.get("confirmed", ""),
            "reason": request.POST.get("reason", ""),
        }
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        return kwargs | asked if isinstance(inline, SessionInline) else kwargs

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The sessions, and the notice of what they and another place change; that agenda or minutes are sent out,
        unless it is said to be a small correction."""
        before = form.before if change else None
        super().save_related(request, form, formsets, change)
        if before is not None:
            changes.publish_notice(
                form.instance, before, request.POST.get("reason", ""), name_of(request.user), clock.now()
            )
        if form.papers is not None:
            is_news = request.POST.get("news_choice") != news_choice.SMALL
            changes.publish_papers(form.instance, form.papers, clock.now(), is_news=is_news)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add to the context: `notice`, the last one to members; `sent`, the mail of it; where the portal sends none,
        `mailto_link`: the same as a mail to `addresses`, those of the members' accounts."""
        meeting = kwargs.get("obj")
        if meeting and (notice := meeting.changes.select_related("meeting__plan__committee").first()):
            address = f"{settings.SITE_URL or request.build_absolute_uri('/').rstrip('/')}{meeting.get_absolute_url()}"
            addresses = [] if settings.SENDS_MAIL else meeting_mail.addresses()
            context |= {
                "notice": notice,
                "sent": Mail.objects.filter(key=meeting_mail.key_of(meeting)).first(),
                "addresses": addresses,
                "mailto_link": changes.mailto_link(notice, address, addresses),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Members have the meetings of an adopted plan in their calendars: they are cancelled, never erased."""
        allowed: bool = super().has_delete_permission(request, obj)
        return allowed and (obj is None or obj.is_deletable(clock.today()))

    def delete_model(self, request: HttpRequest, obj: Meeting) -> None:
        """Delete the meeting; calendars that have it are told that it is cancelled."""
        withdrawal.withdraw([obj], clock.now())
        super().delete_model(request, obj)

    def get_urls(self) -> list[URLPattern]:
        actions = [
            ("flyt", self.move_view, "move"),
            ("aflys", self.cancel_view, "cancel"),
            ("hold", self.reopen_view, "reopen"),
            ("dagsorden", self.agenda_view, "agenda"),
            ("fil", self.file_view, "file"),
        ]
        extra = [
            path(f"<int:pk>/{action}/", self.admin_site.admin_view(view), name=f"committee_meeting_{name}")
            for action, view, name in actions
        ]
        return [*extra, *super().get_urls()]

    @locking
    def move_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """New times, then what they change; done only when that has been seen. Template `…/meeting/move.html`."""
        meeting = self._writable(request, pk)
        form = MoveForm(meeting, clock.today(), request.POST or None)
        preview = request.method == "POST" and form.is_valid() and "edit" not in request.POST
        if preview and "do" in request.POST and form.is_confirmed:
            with change_by(request.user):
                data = form.cleaned_data
                by, at = name_of(request.user), clock.now()
                changes.move(meeting, form.slots(), data["reason"], by, at, data["place"])
                self._send_when(request, meeting)
            done = "Forslaget er rettet" if form.is_correction else "Mødet er flyttet"
            done = f"{done}. Kalenderne følger med." if meeting.is_published else "Kladden er rettet."
            return self._done(request, meeting, f"{done} Fortryd under Historik.")
        context: dict[str, Any] = {"form": form, "preview": preview}
        if preview:
            before, data = timetable(meeting), form.cleaned_data
            place = data["place"] or meeting.plan.committee.place
            after = before._replace(slots=tuple(sorted(form.after)), place=place)
            context["letter"] = self._letter(request, meeting, before, after, data["reason"])
        return self._page(request, meeting, "move", "Flyt møde", context)

    @locking
    def agenda_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The cases of an agenda as a text, then as they are read; saved only when that has been seen.
        Template `…/meeting/agenda.html`."""
        meeting = self._writable(request, pk)
        form = AgendaTextForm(meeting, request.POST or None)
        preview = request.method == "POST" and form.is_valid() and "edit" not in request.POST
        if preview and "do" in request.POST:
            with change_by(request.user):
                agenda_text.save(meeting, form.found, form.cleaned_data["remove"])
            return self._done(request, meeting, f"Sagerne er gemt. Dagsordenen har {len(form.found.cases)} punkter.")
        return self._page(request, meeting, "agenda", "Indsæt dagsorden", {"form": form, "preview": preview})

    @locking
    def file_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take agenda or minutes as a file. Template `admin/committee/meeting/file.html`."""
        meeting = self._writable(request, pk)
        form = FileForm(meeting, request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            before = papers_of(meeting)
            with change_by(request.user):
                file = MeetingFile.objects.create(meeting=meeting, content=form.cleaned_data["file"], at=clock.now())
                setattr(meeting, form.cleaned_data["paper"], file.get_absolute_url())
                meeting.save()
                changes.publish_papers(meeting, before, clock.now())
            return self._done(request, meeting, "Filen er lagt ind og står på mødets side.")
        return self._page(request, meeting, "file", "Læg en fil ind", {"form": form})

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Cancel the meeting, with a reason. Template `admin/committee/meeting/status.html`."""
        return self._change_status(request, pk, "Aflys møde", changes.cancel, "Mødet er aflyst. Kalenderne følger med.")

    def reopen_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hold a cancelled meeting after all. Template `admin/committee/meeting/status.html`."""
        return self._change_status(request, pk, "Genopret mødet", changes.reopen, "Mødet er genoprettet.")

    @locking
    def _change_status(self, request: HttpRequest, pk: int, title: str, change: Any, done: str) -> HttpResponse:
        meeting = self._writable(request, pk)
        if not meeting.is_published and not meeting.is_cancelled:
            self.message_user(request, "Mødet er en kladde, som kun redaktionen ser. Slet det i stedet.", messages.INFO)
            return HttpResponseRedirect(reverse("admin:committee_meeting_change", args=[meeting.pk]))
        form = StatusForm(meeting, clock.today(), request.POST or None)
        if request.method == "POST" and form.is_valid():
            with change_by(request.user):
                change(meeting, form.cleaned_data["reason"], name_of(request.user), clock.now())
                self._send_when(request, meeting)
            return self._done(request, meeting, done)
        cancels = not meeting.is_cancelled
        context = {"form": form, "cancels": cancels, "new_title": calendar.summary(meeting, cancelled=cancels)}
        before = timetable(meeting)
        reason = request.POST.get("reason", "").strip() or "(din begrundelse)"
        context["letter"] = self._letter(request, meeting, before, before._replace(cancelled=cancels), reason)
        return self._page(request, meeting, "status", title, context)

    def _letter(self, request: HttpRequest, meeting: Meeting, before: Any, after: Any, reason: str) -> Any:
        """What members will be sent, to how many, and when by default; None where nothing is."""
        return meeting_mail.preview(meeting, before, after, reason, clock.now(), request.POST.get("send", ""))

    def _send_when(self, request: HttpRequest, meeting: Meeting) -> None:
        if choice := request.POST.get("send", ""):
            meeting_mail.send_when(meeting, clock.now(), choice == "nu")

    def _writable(self, request: HttpRequest, pk: int) -> Meeting:
        meeting: Meeting = self._permitted(request, str(pk))
        if not self.has_change_permission(request, meeting):
            raise PermissionDenied
        return meeting

    def _page(
        self, request: HttpRequest, meeting: Meeting, template: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        context |= self.admin_site.each_context(request)
        context |= {"title": title, "subtitle": f"{meeting.title}, {meeting.dates()}", "meeting": meeting}
        context |= {"opts": self.opts, "event_title": calendar.summary(meeting, meeting.is_cancelled)}
        return TemplateResponse(request, f"admin/committee/meeting/{template}.html", context)

    def _done(self, request: HttpRequest, meeting: Meeting, text: str) -> HttpResponse:
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:committee_meeting_change", args=[meeting.pk]))
