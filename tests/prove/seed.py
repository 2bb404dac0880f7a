"""Fill an empty portal: `python -m tests.prove.seed MEETINGS PEOPLE` prints keys of meetings and sessions as JSON."""

from __future__ import annotations

import datetime as dt
import json
import sys

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402 (after setup)
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from committee.models import Committee, Meeting, MeetingPlan  # noqa: E402


def signed_in(name: str) -> str:
    """A session key of a superuser."""
    user = User.objects.create_superuser(name, password=None)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def main(meetings: int, people: int) -> dict[str, list[object]]:
    committee = Committee.objects.create(
        name="Udvalget",
        slug="udvalget",
        municipality="Kommunen",
        administration="Forvaltningen",
        term_start=2026,
        term_end=2029,
        place="Rådhuset",
    )
    year = dt.date.today().year + 1
    plan = MeetingPlan.objects.create(committee=committee, year=year)
    keys = []
    for number in range(meetings):
        meeting = Meeting.objects.create(plan=plan, title="Ordinært møde", slug=f"moede-{number}", kind_id="ordinaert")
        day = dt.date.fromisocalendar(year, 40 + number, 3)  # Wednesdays in the autumn: no holiday, no warning
        meeting.sessions.create(date=day, start=dt.time(16, 30), end=dt.time(20))
        keys.append(meeting.pk)
    return {"meetings": keys, "sessions": [signed_in(f"person{number}") for number in range(people)]}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
