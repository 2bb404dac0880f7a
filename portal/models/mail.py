"""Who wants mail, what is to be sent, and to whom: `portal.notices` writes and sends it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.text.clean_model import CleanTextModel


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def wanting(self, kind: str) -> SubscriptionQuerySet:
        """Subscriptions to a kind of news that can be sent to: a closed account and one without an address cannot."""
        reachable = Q(user__isnull=True) | Q(user__is_active=True) & ~Q(user__email="")
        return self.filter(reachable, **{kind: True}).select_related("user")


class Subscription(models.Model):
    """Somebody who wants news by mail: an address that has been confirmed by a link, or a member's account."""

    class News(models.TextChoices):
        MOVES = "moves", "Flytninger og aflysninger, med det samme"
        PAPERS = "papers", "Dagsordener og referater, når de kommer"
        LETTER = "letter", "Et ugebrev hver mandag, når der er noget nyt"

    key = models.UUIDField("nøgle", default=uuid.uuid4, unique=True, editable=False)
    """Stands in the links of its mails, by which it is stopped."""
    address = models.EmailField("e-mail", blank=True)
    """In lower case; empty where the account has the address."""
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, null=True, verbose_name="konto")
    moves = models.BooleanField("flytninger og aflysninger", default=False)
    papers = models.BooleanField("dagsordener og referater", default=False)
    letter = models.BooleanField("ugebrev", default=False)
    since = models.DateTimeField("tilmeldt", auto_now_add=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = "tilmelding til mail"
        verbose_name_plural = "tilmeldinger til mail"
        constraints = [
            models.CheckConstraint(
                condition=Q(address="", user__isnull=False) | ~Q(address="") & Q(user__isnull=True),
                name="subscription_of_an_address_or_an_account",
            ),
            models.UniqueConstraint(fields=["address"], condition=~Q(address=""), name="one_subscription_an_address"),
        ]

    def __str__(self) -> str:
        return f"Tilmelding nr. {self.pk}"

    @property
    def recipient(self) -> str:
        """The address to send to, in lower case."""
        return str(self.user.email if self.user else self.address).lower()


class MailQuerySet(models.QuerySet["Mail"]):
    def waiting(self, key: str) -> Mail | None:
        """The mail about a subject that has not gone to anybody; locked until the end of the transaction."""
        return self.select_for_update().filter(key=key, begun_at__isnull=True).first()

    def due(self, now: object) -> MailQuerySet:
        """The mails whose time has come and which have gone to nobody."""
        return self.filter(begun_at__isnull=True, due_at__lte=now).order_by("due_at", "pk")

    def listed(self) -> MailQuerySet:
        """The mails that the desk lists, newest first, with how many deliveries are in which state."""
        counts = {
            state.value: models.Count("deliveries", filter=Q(deliveries__state=state.value)) for state in Delivery.State
        }
        return self.exclude(subject="").annotate(**counts).order_by("-created_at", "-pk")


class Mail(CleanTextModel):
    """What is to be sent, to everybody who wants its kind of news, or to one person."""

    class Kind(models.TextChoices):
        MOVES = "moves", "Flytning eller aflysning"
        PAPERS = "papers", "Papirer"
        LETTER = "letter", "Ugebrev"
        CONFIRMATION = "confirmation", "Bekræftelse af tilmelding"
        INVITATION = "invitation", "Invitation eller ny adgangskode"

    kind = models.CharField("slags", max_length=12, choices=Kind)
    key = models.CharField("om", max_length=100, blank=True)
    """What it is about. One mail waits for a subject at the most; a later change writes it again."""
    subject = models.CharField("emne", max_length=200)
    text = models.TextField("tekst", blank=True)
    calendar = models.TextField("kalenderfil", blank=True)
    before = models.JSONField("før", null=True, blank=True)
    """What the recipients know, so that a later change can tell what differs from that."""
    origin = models.CharField("hvorfra", max_length=64, blank=True)
    """A digest of the network that asked for a mail to somebody, for a bound on how many; not the network itself."""
    created_at = models.DateTimeField("skrevet")
    due_at = models.DateTimeField("sendes", db_index=True)
    begun_at = models.DateTimeField("sendt fra", null=True, blank=True)
    """When it was given its recipients; nothing of it changes afterwards."""

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "mail"
        verbose_name_plural = "mails"
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(begun_at__isnull=True) & ~Q(key=""), name="one_mail_waits_for_a_subject"
            ),
            models.UniqueConstraint(fields=["key"], condition=Q(kind="letter"), name="one_letter_a_week"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_personal(self) -> bool:
        """For one person, with a link that opens something: nobody else reads it."""
        return self.kind in (self.Kind.CONFIRMATION, self.Kind.INVITATION)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: object) -> DeliveryQuerySet:
        """The deliveries to try: those that wait, and those whose sender has been silent so long that it is dead."""
        return self.filter(state__in=[Delivery.State.WAITING, Delivery.State.SENDING], next_at__lte=now).order_by(
            "next_at", "created_at", "pk"
        )


class Delivery(models.Model):
    """A mail to one recipient. The address is erased when the mail server has taken it."""

    class State(models.TextChoices):
        WAITING = "waiting", "venter"
        SENDING = "sending", "er ved at blive sendt"
        SENT = "sent", "sendt"
        FAILED = "failed", "kunne ikke sendes"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """Also its Message-ID, which is the same each time it is tried."""
    mail = models.ForeignKey(Mail, models.CASCADE, related_name="deliveries", verbose_name="mail")
    recipient = models.EmailField("modtager", blank=True)
    subscription = models.ForeignKey(Subscription, models.CASCADE, null=True, verbose_name="tilmelding")
    """Whoever stops the mails takes what waits with it."""
    state = models.CharField("tilstand", max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("forsøg", default=0)
    next_at = models.DateTimeField("næste forsøg", db_index=True)
    """When it is tried; while it is being sent: when its sender counts as dead."""
    created_at = models.DateTimeField("skrevet", auto_now_add=True)
    ended_at = models.DateTimeField("sendt eller opgivet", null=True)
    problem = models.CharField("hvorfor ikke", max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = "forsendelse"
        verbose_name_plural = "forsendelser"
        constraints = [
            models.UniqueConstraint(fields=["mail", "recipient"], condition=~Q(recipient=""), name="one_mail_each")
        ]

    def __str__(self) -> str:
        return f"{self.mail}: {self.get_state_display()}"

    @property
    def masked(self) -> str:
        """The recipient, so that who knows the address recognises it: `k…@example.dk`."""
        name, _, host = self.recipient.partition("@")
        return f"{name[:1]}…@{host}" if host else ""


class NewsChoice(models.Model):
    """What an editor answered to ”Skal medlemmerne vide det?” when a change was saved."""

    revision = models.OneToOneField("reversion.Revision", models.CASCADE, related_name="news_choice")
    is_news = models.BooleanField("nyt for medlemmerne", null=True)
    """None until the portal has decided for an editor who did not."""
    sentence = models.CharField("til medlemmerne", max_length=300, blank=True)

    class Meta:
        ordering = ["revision_id"]
        verbose_name = "valg af nyhed"
        verbose_name_plural = "valg af nyheder"

    def __str__(self) -> str:
        return self.sentence or ("nyt" if self.is_news else "en lille rettelse")
