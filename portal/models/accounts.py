"""What an account has besides its name and password."""

from __future__ import annotations

from typing import Any

from axes.models import AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.db import models
from django_otp.plugins.otp_totp.models import TOTPDevice


class SecondFactor(TOTPDevice):
    """A person's device, as a superuser sees it: never its secret."""

    class Meta:
        proxy = True
        ordering = ["user__username"]
        verbose_name = "totrinsbekræftelse"
        verbose_name_plural = "totrinsbekræftelse"

    def __str__(self) -> str:
        return f"Totrinsbekræftelse for {self.user.get_username()}"


class SignIn(AccessLog):
    """Somebody signed in; axes writes it down."""

    class Meta:
        proxy = True
        ordering = ["-attempt_time"]
        verbose_name = "login"
        verbose_name_plural = "logins"

    def __str__(self) -> str:
        return f"{self.username} loggede ind"


class FailedSignIn(AccessFailureLog):
    """Somebody tried with a wrong password or code; axes writes it down."""

    class Meta:
        proxy = True
        ordering = ["-attempt_time"]
        verbose_name = "mislykket login"
        verbose_name_plural = "mislykkede logins"

    def __str__(self) -> str:
        return f"{self.username} kom ikke ind"


class CalendarKeyQuerySet(models.QuerySet["CalendarKey"]):
    def of(self, user: Any) -> CalendarKey:
        """The user's key. It is a row only when it has been taken back: to be shown, it need not be written."""
        return self.filter(user=user).first() or CalendarKey(user=user)

    def that_opens(self, text: str) -> CalendarKey | None:
        """The key written as `text`; None where it is not ours, taken back, or its person has no open account."""
        try:
            number, _, issue = _signer().unsign(text[:200]).partition("-")
        except BadSignature:
            return None
        user = get_user_model().objects.filter(pk=int(number), is_active=True).first()
        key = self.of(user) if user else None
        return key if key and key.issue == int(issue) else None


class CalendarKey(models.Model):
    """Opens the calendar feed for one person when the portal is for members only: a calendar cannot sign in.

    The key is not stored: it is the person's number and issue, signed by SECRET_KEY.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="bruger", primary_key=True)
    issue = models.PositiveIntegerField("udgave", default=1)

    objects = CalendarKeyQuerySet.as_manager()

    class Meta:
        ordering = ["user_id"]
        verbose_name = "nøgle til kalenderen"
        verbose_name_plural = "nøgler til kalenderen"

    def __str__(self) -> str:
        return f"Kalendernøgle for {self.user}"

    @property
    def text(self) -> str:
        """The key as it stands in an address."""
        return _signer().sign(f"{self.user_id}-{self.issue}")

    def take_back(self) -> None:
        """Give a new key; the old one opens nothing any more."""
        if self._state.adding:
            self.save()
        self.issue = models.F("issue") + 1
        self.save(update_fields=["issue"])
        self.refresh_from_db()


def _signer() -> Signer:
    return Signer(sep="~", salt="portal.calendar")
