"""Send what the outbox holds and what is due, once; the service does it by itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from portal.lib import clock
from portal.management.background import send_mail
from portal.management.base import DatabaseCommand


class Command(DatabaseCommand):
    help = (
        "Sender de mails, der venter i udbakken, og ugebrevet, når det er tid. Portalen gør det selv, mens den kører."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SENDS_MAIL:
            raise SystemExit("EMAIL_URL er ikke sat, så portalen sender ingen mails. Se docs/operations.md.")
        self.stdout.write(f"Sendt: {send_mail(clock.now())}.")
