"""The meeting plan: a year's meetings and their sessions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from committee.models.annual_cycle import AnnualCase
from committee.models.law import Law
from committee.models.meeting_kinds import MeetingKind
from committee.models.organisation import Committee
from committee.papers import AGENDA, MINUTES, NOT_SENT, paper_address
from portal.content.records import ContentQuerySet, ContentRecord, RecordPart
from portal.models import Section, Term
from portal.search.index.document import Document
from portal.text import markdown
from portal.text.danish import format_date, format_time, short_date
from portal.text.links import https_address

YEARS = range(2000, 2100)


class MeetingPlan(ContentRecord):
    """A year's plan: a proposal until the committee adopts it."""

    news_kind = "moede"
    natural_fields = ("year",)
    published_within = ("committee",)
    has_wordings = False  # it is in people's calendars: what it says is told at once
    search_related = ("committee",)

    class Status(models.TextChoices):
        PROPOSAL = "forslag", "forslag"
        ADOPTED = "vedtaget", "vedtaget"

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="plans", verbose_name="udvalg")
    year = models.PositiveSmallIntegerField("år", unique=True)
    status = models.CharField("status", max_length=10, choices=Status, default=Status.PROPOSAL)
    adopted_on = models.DateField("vedtaget den", null=True, blank=True)
    adopted_by = models.CharField("vedtaget af", max_length=100, blank=True)
    note = models.TextField("om planen", blank=True, help_text="Fx forbehold. Markdown.")
    next_expected = models.CharField(
        "næste plan ventes", max_length=160, blank=True, help_text="Vises, når alle årets møder er holdt."
    )

    class Meta:
        ordering = ["-year"]
        verbose_name = "mødeplan"
        verbose_name_plural = "mødeplaner"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="vedtaget") | models.Q(adopted_on__isnull=False),
                name="adopted_plan_has_a_date",
                violation_error_message="Skriv, hvilken dag planen er vedtaget.",
            )
        ]

    def __str__(self) -> str:
        return f"Mødeplan {self.year}"

    def clean(self) -> None:
        if self.year is not None and self.year not in YEARS:
            raise ValidationError({"year": f"Skriv et år mellem {YEARS.start} og {YEARS.stop - 1}."})
        outside = MeetingSession.objects.filter(meeting__plan=self.pk).exclude(date__year=self.year)
        if self.pk and (session := outside.first()):
            raise ValidationError(
                {"year": f"Planen har et møde uden for {self.year}: {session}. Brug ”Ret året”, så følger møderne med."}
            )

    def get_absolute_url(self) -> str:
        return f"{reverse('committee:plan')}?aar={self.year}"

    @property
    def is_adopted(self) -> bool:
        return self.status == self.Status.ADOPTED

    @property
    def state(self) -> str:
        """`kladde`, `forslag` or `vedtaget`."""
        return "kladde" if self.is_draft else str(self.get_status_display())

    def is_being_proposed(self, day: dt.date) -> bool:
        """True while dates are corrected without a notice and the plan can be deleted: until it is adopted, or has
        begun without anybody saying that it is."""
        begun = MeetingSession.objects.filter(meeting__plan=self.pk, is_cancelled=False, date__lt=day)
        return not self.is_adopted and not begun.exists()

    def search_document(self) -> Document:
        return Document(
            area="moeder",
            title=f"Mødeplan for {self.committee} {self.year}",
            address=self.get_absolute_url(),
            group="Mødeplan",
            terms=f"mødested {self.committee.place} {self.search_words}",
            body=f"Møderne holdes på {self.committee.place}. {markdown.to_words(self.note)}",
        )


class MeetingQuerySet(ContentQuerySet):
    """Questions that pages ask of the meetings."""

    def of_year(self, year: int) -> Self:
        return self.filter(plan__year=year)

    def with_sessions(self) -> Self:
        """Meetings in the order of their first session, with their plans, committees and sessions."""
        return (
            self.annotate(starts_on=models.Min("sessions__date"))
            .order_by("starts_on", "pk")
            .select_related("plan__committee", "kind")
            .prefetch_related("sessions")
        )

    def of_plan(self, plan: MeetingPlan | None) -> Self:
        """The plan's meetings, none without a plan, with their sessions and the notices of changes."""
        meetings = self.filter(plan=plan) if plan else self.none()
        return meetings.select_related("plan__committee", "kind").prefetch_related("sessions", "changes")

    def with_minutes_before(self, day: dt.date) -> Meeting | None:
        """The last meeting that was held before the day, where its minutes are out; else None."""
        held = self.filter(sessions__date__lt=day, sessions__is_cancelled=False, status=Meeting.Status.PLANNED)
        last = held.order_by("sessions__date", "sessions__start", "pk").select_related("plan").last()
        return last if last and last.minutes_url else None

    def for_calendar(self) -> Self:
        """Meetings with all that a calendar says of them."""
        related = self.with_sessions().with_published("sections__chapter", "laws", "terms", "cases")
        return related.prefetch_related("agenda_items")


class Meeting(ContentRecord):
    """A meeting; when it is held stands in its sessions."""

    news_kind = "moede"
    news_within = "plan"
    published_within = ("plan", "kind")
    has_wordings = False
    name_related = ("plan",)
    search_related = ("plan__committee", "kind")
    search_prefetch = ("sessions", "agenda_items")
    history_follow = ("sessions", "agenda_items")

    class Status(models.TextChoices):
        PLANNED = "planlagt", "planlagt"
        CANCELLED = "aflyst", "aflyst"

    plan = models.ForeignKey(MeetingPlan, on_delete=models.CASCADE, related_name="meetings", verbose_name="mødeplan")
    title = models.CharField("titel", max_length=120, help_text="Fx Ordinært møde.")
    slug = models.SlugField("adresse", max_length=80, unique=True, help_text="Uden dato, for mødet kan flytte.")
    kind = models.ForeignKey(
        MeetingKind, to_field="slug", on_delete=models.PROTECT, related_name="meetings", verbose_name="art"
    )
    status = models.CharField("status", max_length=10, choices=Status, default=Status.PLANNED)
    note = models.CharField("bemærkning", max_length=200, blank=True, help_text="Fx med sommerafslutning.")
    reservation = models.CharField("forbehold", max_length=200, blank=True)
    place = models.CharField("sted", max_length=160, blank=True, help_text="Kun når det ikke er udvalgets faste sted.")
    body = models.TextField("om mødet", blank=True, help_text="Markdown.")
    agenda_url = models.CharField(
        "dagsorden",
        max_length=500,
        blank=True,
        validators=[paper_address],
        help_text="Adressen på dagsordenen, når den er udsendt. Tom betyder, at den ikke er udsendt endnu.",
    )
    minutes_url = models.CharField(
        "referat",
        max_length=500,
        blank=True,
        validators=[paper_address],
        help_text="Adressen på referatet, når det er udsendt.",
    )
    online_url = models.CharField(
        "online",
        max_length=500,
        blank=True,
        validators=[https_address],
        help_text="Adressen, hvor man deltager online. Den følger med, når mødet flytter.",
    )
    online_is_for_members = models.BooleanField(
        "deltagelse online er kun for medlemmer",
        default=True,
        help_text="Så fører portalen kun den videre, der er logget ind, og adressen står på ingen side.",
    )
    uid = models.UUIDField("kalendernøgle", default=uuid.uuid4, unique=True, editable=False)
    repeats = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="repetitions",
        verbose_name="gentager",
    )
    sections = models.ManyToManyField(Section, blank=True, related_name="meetings", verbose_name="læs afsnittene")
    laws = models.ManyToManyField(Law, blank=True, related_name="meetings", verbose_name="kend lovene")
    terms = models.ManyToManyField(Term, blank=True, related_name="meetings", verbose_name="kend ordene")
    cases = models.ManyToManyField(AnnualCase, blank=True, related_name="meetings", verbose_name="faste sager")

    objects = models.Manager.from_queryset(MeetingQuerySet)()

    class Meta:
        ordering = ["plan__year", "pk"]
        verbose_name = "møde"
        verbose_name_plural = "møder"

    def __str__(self) -> str:
        return f"{self.title} ({self.plan.year})"

    def get_absolute_url(self) -> str:
        return reverse("committee:meeting", args=[self.slug])

    @property
    def news_title(self) -> str:
        """`Ordinært møde, 16. september 2026`: many meetings have one title."""
        return ", ".join(filter(None, [self.title, self.dates()]))

    @staticmethod
    def kept_here(values: Mapping[str, Any]) -> tuple[str, ...]:
        """The fields that no file of an export holds, of a meeting with these values: a file of the portal stays, and
        so does the address online that is for members."""
        files = tuple(name for name in ("agenda_url", "minutes_url") if str(values.get(name) or "").startswith("/"))
        return (*files, "online_url") if values.get("online_is_for_members", True) else files

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    def quiet_labels(self, day: dt.date) -> set[str]:
        """The labels of what is corrected without a word of news while the plan is being proposed."""
        return {"Mødetidspunkter", "Sted"} if self.plan.is_being_proposed(day) else set()

    def is_deletable(self, day: dt.date) -> bool:
        """True for what was begun wrongly: the plan is not adopted and the meeting not held, or nobody has seen it."""
        held = any(session.date < day for session in self.sessions.all() if not session.is_cancelled)
        return not self.is_published or not (self.plan.is_adopted or held)

    @property
    def shown_place(self) -> str:
        return self.place or self.plan.committee.place

    @property
    def public_online_url(self) -> str:
        """The address for all to see; empty where it is for members."""
        return "" if self.online_is_for_members else self.online_url

    @property
    def has_papers(self) -> bool:
        return bool(self.agenda_url or self.minutes_url)

    @property
    def papers(self) -> str:
        """What has been sent out, in words: `dagsorden og referat`, or `ikke udsendt endnu`."""
        sent = [name for name, url in ((AGENDA, self.agenda_url), (MINUTES, self.minutes_url)) if url]
        return " og ".join(sent) or NOT_SENT

    @property
    def background_title(self) -> str:
        """What its reading list is: it is made from the quarter's cases, before there is an agenda."""
        return "Baggrund til mødet" if self.kind.once_in_a_term else "Baggrund til kvartalets sager"

    def dates(self) -> str:
        """`16. september 2026`, `25.-26. februar 2026`; empty while no session is set."""
        return dates_of(self.sessions.all())

    def search_document(self) -> Document:
        sessions = list(self.sessions.all())
        times = ", ".join(f"{format_date(session.date)} kl. {session.hours}" for session in sessions)
        title = f"{self.dates()}: {self.title}" if sessions else self.title
        cancelled = "AFLYST: " if self.is_cancelled else ""
        items = " ".join(f"{item}. {item.summary}" for item in self.agenda_items.all())
        return Document(
            area="moeder",
            title=f"{cancelled}{title}" + (f", {self.note}" if self.note else ""),
            address=self.get_absolute_url(),
            group=str(self.plan),
            terms=f"{self.kind.name} {self.search_words}",
            body=f"{times}. {self.note} {self.shown_place}. {markdown.to_words(self.body)} {items}",
        )


def dates_of(sessions: Iterable[MeetingSession]) -> str:
    """The days of a meeting's sessions, cancelled ones left out unless all are: `25.-26. februar 2026`."""
    held = [session for session in sessions if not session.is_cancelled] or list(sessions)
    days = sorted({session.date for session in held})
    if not days:
        return ""
    first, last = days[0], days[-1]
    if first == last:
        return short_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}.-{short_date(last)}"
    return f"{short_date(first)} - {short_date(last)}"


class MeetingSessionQuerySet(ContentQuerySet):
    """Questions that pages ask of the sessions."""

    def of_year(self, year: int) -> Self:
        """The sessions of the year's plan, each with its meeting."""
        return self.filter(meeting__plan__year=year).with_meetings()

    def of_meetings_from(self, day: dt.date) -> Self:
        """The sessions, cancelled ones too, of every meeting that has a session on `day` or later."""
        meetings = MeetingSession.objects.filter(date__gte=day).order_by().values("meeting")
        return self.filter(meeting__in=meetings).with_meetings()

    def with_meetings(self) -> Self:
        """Sessions with their meetings, plans and committees."""
        return self.select_related("meeting__plan__committee", "meeting__kind")


class MeetingSession(RecordPart):
    """A stretch of a meeting: a day, from when to when, in Danish wall-clock time."""

    record_field = "meeting"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sessions", verbose_name="møde")
    date = models.DateField("dato")
    start = models.TimeField("fra kl.")
    end = models.TimeField("til kl.")
    note = models.CharField("bemærkning", max_length=160, blank=True, help_text="Fx morgenmad fra kl. 8.30.")
    is_cancelled = models.BooleanField("aflyst", default=False)
    uid = models.UUIDField("kalendernøgle", default=uuid.uuid4, unique=True, editable=False)

    objects = models.Manager.from_queryset(MeetingSessionQuerySet)()

    class Meta:
        ordering = ["date", "start", "pk"]
        verbose_name = "mødetidspunkt"
        verbose_name_plural = "mødetidspunkter"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")),
                name="session_ends_after_it_starts",
                violation_error_message="Mødet slutter, før det begynder.",
            )
        ]

    def __str__(self) -> str:
        return f"{format_date(self.date)} kl. {self.hours}" + (" (aflyst)" if self.is_cancelled else "")

    def withdraw(self) -> None:
        """Subscribers have the session in their calendars: it stays, cancelled."""
        if not self.is_cancelled:
            self.is_cancelled = True
            self.save()

    @property
    def is_off(self) -> bool:
        """The session, or all of its meeting, is cancelled."""
        return self.is_cancelled or self.meeting.is_cancelled

    @property
    def hours(self) -> str:
        """`16.30-20.00`."""
        return f"{format_time(self.start)}-{format_time(self.end)}"

    @property
    def starts_at(self) -> dt.datetime:
        """The start in wall-clock time, naive."""
        return dt.datetime.combine(self.date, self.start)

    @property
    def ends_at(self) -> dt.datetime:
        """The end in wall-clock time, naive."""
        return dt.datetime.combine(self.date, self.end)
