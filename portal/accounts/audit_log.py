"""How long the audit log of sign-ins is stored: what is out of date is deleted when somebody signs in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session

from portal.lib import clock


def register_signals() -> None:
    user_logged_in.connect(_on_sign_in, dispatch_uid="portal.accounts.audit_log")


def forget(now: dt.datetime) -> None:
    """Delete sign-ins and failed ones older than SIGN_INS_KEPT_DAYS, and sessions that have ended."""
    oldest = now - dt.timedelta(days=settings.SIGN_INS_KEPT_DAYS)
    for model in (AccessLog, AccessAttempt, AccessFailureLog):
        model.objects.filter(attempt_time__lt=oldest).delete()
    Session.objects.filter(expire_date__lt=now).delete()


def _on_sign_in(**_: Any) -> None:
    forget(clock.now())
