"""What the desk's pages about one meeting plan share: who may, what is shown, where one comes back to."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from committee.models import Meeting, MeetingPlan
from portal.admin.content import ContentAdmin


class PlanPagesAdmin(ContentAdmin):
    """The ground of MeetingPlanAdmin."""

    def _writable(self, request: HttpRequest, pk: int) -> MeetingPlan:
        plan: MeetingPlan = self._permitted(request, str(pk))
        if not self.has_change_permission(request, plan):
            raise PermissionDenied
        return plan

    def _meetings(self, plan: MeetingPlan) -> Any:
        return Meeting.objects.filter(plan=plan).with_sessions()

    def _page(self, request: HttpRequest, plan: MeetingPlan, template: str, context: dict[str, Any]) -> HttpResponse:
        common = {"plan": plan, "meetings": self._meetings(plan), "opts": self.opts}
        context = {**self.admin_site.each_context(request), **common, **context}
        return TemplateResponse(request, f"admin/committee/plan/{template}.html", context)

    def _back(self, plan: MeetingPlan) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:committee_meetingplan_change", args=[plan.pk]))
