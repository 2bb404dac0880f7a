"""The people of the committee, when they sit in it, and whom to ask about what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from portal.content.records import ContentQuerySet, ContentRecord
from portal.search.index.document import Document
from portal.text.danish import sort_key
from portal.text.phones import phone_number


class PersonQuerySet(ContentQuerySet):
    """Who has left."""

    def left_before(self, day: dt.date) -> Self:
        """Those who have sat in the committee, and whose last day was before the day."""
        seats = Membership.objects.filter(person=models.OuterRef("pk"))
        later = seats.filter(Q(last_day__isnull=True) | Q(last_day__gte=day))
        return self.filter(models.Exists(seats), ~models.Exists(later))


class Person(ContentRecord):
    """Somebody who sits, sat or will sit in the committee. Pages show a person by a membership."""

    name = models.CharField("navn", max_length=120)
    slug = models.SlugField("nøgle", unique=True, help_text="Bruges kun i eksportens filer. Vises ingen steder.")
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField("telefon", max_length=20, blank=True, validators=[phone_number])
    contact_is_public = models.BooleanField(
        "e-mail og telefon må vises",
        default=False,
        help_text="Sæt kun hak, når personen har sagt ja. Uden hak ser kun sekretariatet dem.",
    )
    private_phone = models.CharField(
        "privat telefon",
        max_length=20,
        blank=True,
        validators=[phone_number],
        help_text="Kun for sekretariatet. Vises aldrig på en side og kommer ikke med i print, PDF eller eksport.",
    )

    objects = models.Manager.from_queryset(PersonQuerySet)()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "person"
        verbose_name_plural = "personer"

    def __str__(self) -> str:
        return self.name

    @property
    def public_email(self) -> str:
        return self.email if self.contact_is_public else ""

    @property
    def public_phone(self) -> str:
        return self.phone if self.contact_is_public else ""

    @staticmethod
    def kept_here(values: Mapping[str, Any]) -> tuple[str, ...]:
        """The fields that no file of an export holds, of a person with these values."""
        return ("private_phone",) if values.get("contact_is_public") else ("private_phone", "email", "phone")


class MembershipQuerySet(ContentQuerySet):
    """Who sits in the committee on a day."""

    def sitting(self, day: dt.date) -> Self:
        """Memberships of the day, the chair first."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)

    def announced(self, day: dt.date) -> Self:
        """Memberships that begin after the day, and that readers may be told of."""
        return self.filter(first_day__gt=day, is_announced=True)

    def in_order(self) -> list[Membership]:
        """The memberships with their persons, by role and then by name as Danes sort it."""
        return sorted(self.select_related("person"), key=lambda seat: (seat.role, sort_key(seat.person.name)))


class Membership(ContentRecord):
    """A person's seat in the committee: in a role, for a party, from a day to a day, both included."""

    natural_fields = ("person__slug", "first_day")
    published_within = ("person",)
    name_related = search_related = ("person",)

    class Role(models.IntegerChoices):
        """In the order of the page."""

        CHAIR = 1, "formand"
        VICE_CHAIR = 2, "næstformand"
        MEMBER = 3, "medlem"
        DEPUTY = 4, "stedfortræder"

    news_title = "Udvalgets medlemmer"
    """News and its feed stay for good, so they name nobody."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships", verbose_name="hvem")
    role = models.PositiveSmallIntegerField("rolle", choices=Role, default=Role.MEMBER)
    party = models.CharField("parti", max_length=80, blank=True)
    first_day = models.DateField("fra og med")
    last_day = models.DateField("til og med", null=True, blank=True, help_text="Tom, så længe personen sidder.")
    is_announced = models.BooleanField(
        "vises, før det begynder", default=False, help_text="Uden hak vises det fra den første dag."
    )

    objects = models.Manager.from_queryset(MembershipQuerySet)()

    class Meta:
        ordering = ["role", "person__name", "first_day"]
        verbose_name = "medlemskab"
        verbose_name_plural = "medlemskaber"
        constraints = [
            models.UniqueConstraint(fields=["person", "first_day"], name="membership_once_a_day"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="membership_days_in_order",
                violation_error_message="Medlemskabet slutter, før det begynder.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"

    def clean(self) -> None:
        """A person has one seat at a time."""
        super().clean()
        if not (self.person_id and self.first_day):
            return
        others = Membership.objects.filter(person=self.person_id).exclude(pk=self.pk)
        before_the_end = Q(first_day__lte=self.last_day) if self.last_day else Q()
        still_there = Q(last_day__isnull=True) | Q(last_day__gte=self.first_day)
        if others.filter(before_the_end, still_there).exists():
            raise ValidationError("Personen har et andet medlemskab i de dage. Skriv, hvornår det slutter, først.")

    def get_absolute_url(self) -> str:
        return f"{reverse('committee:people')}#medlemskab-{self.pk}"

    def search_document(self) -> Document:
        return Document(
            area="udvalget",
            title=self.person.name,
            address=self.get_absolute_url(),
            group=self.get_role_display().capitalize(),
            terms=f"{self.get_role_display()}, {self.party}, {self.search_words}",
            shown=self.party,
            first_day=None if self.is_announced else self.first_day,
            last_day=self.last_day,
        )


class Contact(ContentRecord):
    """Whom to ask about a subject. All of it is public."""

    subject = models.CharField("emne", max_length=120, help_text="Det, man spørger om. Fx Husleje på botilbud.")
    slug = models.SlugField("anker", unique=True)
    order = models.PositiveSmallIntegerField("rækkefølge", default=0)
    unit = models.CharField("hvem", max_length=160, help_text="En enhed eller en funktion. Fx Center for Boliger.")
    email = models.EmailField("e-mail", blank=True, help_text="Vises for alle.")
    phone = models.CharField(
        "telefon", max_length=20, blank=True, validators=[phone_number], help_text="Vises for alle. Fx 33 12 34 56."
    )
    note = models.CharField("bemærkning", max_length=300, blank=True, help_text="Fx Ring mellem kl. 9 og 12.")

    class Meta:
        ordering = ["order", "subject", "pk"]
        verbose_name = "kontakt"
        verbose_name_plural = "kontakter"

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return f"{reverse('committee:people')}#{self.slug}"

    def search_document(self) -> Document:
        return Document(
            area="udvalget",
            title=self.subject,
            address=self.get_absolute_url(),
            group="Kontakt",
            terms=f"{self.unit}, {self.search_words}",
            body=" ".join(filter(None, (self.unit, self.phone, self.email, self.note))),
        )
