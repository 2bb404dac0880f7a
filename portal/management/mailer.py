"""The sending of mail while the service runs: a thread of every worker. What one has claimed, the others leave alone; a
mail server that hangs holds up this thread and nothing else."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time

from django.conf import settings
from django.db import DatabaseError, connection

from committee import meeting_mail
from portal.lib import clock
from portal.notices import sending

SECONDS_BETWEEN = 15
"""How late a mail is at the most, while the service runs and the mail server answers."""

_log = logging.getLogger("portal.mail")


def start() -> None:
    """Begin to look for what is due, where there is a mail server; it ends with the process."""
    if settings.SENDS_MAIL:
        threading.Thread(target=_watch, name="mail", daemon=True).start()


def _watch() -> None:
    while True:
        look()
        time.sleep(SECONDS_BETWEEN)


def look() -> None:
    """Send what is due; a database that is away is asked again the next time."""
    try:
        send(clock.now())
    except DatabaseError as error:
        _log.warning("no mail is sent while the database does not answer: %s", error)
    except Exception:
        _log.exception("what is due could not be sent")
    finally:
        connection.close()


def send(now: dt.datetime) -> int:
    """Write the week's letter where it is due, and send what is; return how many mails the server has taken."""
    meeting_mail.write_letter(now)
    return sending.send_due(now)
