"""What the service does without being asked: publish what has come to its moment, and send mail.

Each task runs in a thread of its own in every worker, so that a mail server that hangs holds up nothing else. Whichever
worker is first does what is due; the others find it done.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection

from committee import meeting_mail
from portal.content import publication
from portal.lib import clock
from portal.notices import sending

SECONDS_BETWEEN = 15
"""How late a publication or a mail is at the most while the service runs; at its start, what came due meanwhile is
done."""
Task = Callable[[dt.datetime], object]

_log = logging.getLogger("portal.background")


def start() -> None:
    """Begin to look for what is due; it ends with the process."""
    tasks: list[Task] = [publication.publish_due, *([send_mail] if settings.SENDS_MAIL else [])]
    for task in tasks:
        threading.Thread(target=_repeat, args=(task,), name=task.__name__, daemon=True).start()


def send_mail(now: dt.datetime) -> int:
    """Write the week's letter where it is due, and send what is; return how many mails the server has taken."""
    meeting_mail.write_letter(now)
    return sending.send_due(now)


def _repeat(task: Task) -> None:
    while True:
        _run(task)
        time.sleep(SECONDS_BETWEEN)


def _run(task: Task) -> None:
    """Do what is due; a database that is away is asked again the next time."""
    try:
        task(clock.now())
    except DatabaseError as error:
        _log.warning("%s waits for the database: %s", task.__name__, error)
    except Exception:
        _log.exception("%s failed", task.__name__)
    finally:
        connection.close()
