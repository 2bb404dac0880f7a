"""A process that sends mail: `python -m tests.prove.mail_sender MODE NUMBER`.

`fill` writes mails to so many subscribers. `send` sends them, by a clock so many hours ahead, until it is killed or
nothing is left. `die` takes one delivery, commits that, and is killed before it sends it. `left` prints how many
deliveries are in which state.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import signal
import sys

import django

django.setup()

from django.db import transaction  # noqa: E402 (after setup)
from django.db.models import Count  # noqa: E402
from django.utils import timezone  # noqa: E402

from portal.models import Delivery, Subscription  # noqa: E402
from portal.notices import outbox, sending  # noqa: E402

MAILS = 5


def main(mode: str, number: int) -> None:
    now = timezone.now() + dt.timedelta(hours=number if mode == "send" else 0)
    if mode == "fill":
        Subscription.objects.bulk_create(Subscription(address=f"m{n}@example.dk", moves=True) for n in range(number))
        with transaction.atomic():
            for nth in range(MAILS):
                outbox.put("moves", f"møde {nth}", f"Mail {nth}", "Mødet er flyttet.", now, due_at=now)
        print(json.dumps(number * MAILS))
    elif mode == "die":
        outbox.begin_due(now)
        sending.claim(now)
        os.kill(os.getpid(), signal.SIGKILL)
    elif mode == "send":
        print("ready", flush=True)
        while sending.send_due(now):
            pass
    else:
        states = Delivery.objects.values_list("state").annotate(Count("pk")).order_by("state")
        print(json.dumps(dict(states)))


main(sys.argv[1], int(sys.argv[2]))
