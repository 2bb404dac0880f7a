"""What makes public what waits for its moment: a thread of every worker. Whichever is first does it; the others find
it done."""

from __future__ import annotations

import logging
import threading
import time

from django.db import DatabaseError, connection

from portal.content import publication
from portal.lib import clock

SECONDS_BETWEEN = 15
"""How late a publication is at the most, while the service runs; one moment that came while it was down is seen at its
start."""

_log = logging.getLogger("portal.publication")


def start() -> None:
    """Begin to look for what is due; it ends with the process."""
    threading.Thread(target=_watch, name="publication", daemon=True).start()


def _watch() -> None:
    while True:
        look()
        time.sleep(SECONDS_BETWEEN)


def look() -> None:
    """Publish what is due; a database that is away is asked again the next time."""
    try:
        for name in publication.publish_due(clock.now()):
            _log.info("published: %s", name)
    except DatabaseError as error:
        _log.warning("nothing is published while the database does not answer: %s", error)
    except Exception:
        _log.exception("what is due could not be published")
    finally:
        connection.close()
