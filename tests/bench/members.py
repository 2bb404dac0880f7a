"""What a page costs a signed-in member when the portal is for members only: kept, and rendered afresh.

    python -m tests.bench.members [--rounds 3] [--seconds 3] [--connections 8]

Needs `wrk` (Debian: apt install wrk). Rendered afresh is the same portal without `MembersPagesMiddleware`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile

from tests.bench.serving import ROOT, Round, Service, load, portal_environment, report

SIGN_IN = """
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
user = User.objects.create_user("medlem", password="kun-til-maalingen")
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
print(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--path", default="/guide/socialomraadet/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = portal_environment(folder) | {"MEMBERS_ONLY": "1"}
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", SIGN_IN]
        signed = subprocess.run(
            command, cwd=ROOT, env=os.environ | environment, check=True, capture_output=True, text=True
        )
        headers = {"Cookie": signed.stdout.strip(), "Accept-Encoding": "br"}
        afresh = environment | {"DJANGO_SETTINGS_MODULE": "tests.bench.afresh"}
        bare = Service("bare view", "tests.bench.hello:application", "/", {}, {})
        services = [
            bare,
            Service("kept", "portal.asgi:application", options.path, environment, headers),
            Service("afresh", "portal.asgi:application", options.path, afresh, headers),
        ]
        measured: dict[str, list[Round]] = {}
        try:
            for service in services:
                service.start()
            for _ in range(options.rounds):
                for service in services:
                    measured.setdefault(service.name, []).append(load(service, options.seconds, options.connections))
        finally:
            for service in services:
                if service.process is not None:
                    service.stop()
    report(measured)


if __name__ == "__main__":
    main()
