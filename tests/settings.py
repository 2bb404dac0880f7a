"""The portal's own settings, in a production-like environment made for the tests."""

import os

from tests.kit.server import SETTINGS

FOLDER = f"var/tests/{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"  # a start locks its folder
for name in SETTINGS:
    os.environ.pop(name, None)
os.environ |= {
    "SECRET_KEY": "kun-til-proeverne-" + "x" * 40,
    "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
    "HTTPS": "0",
    "VAR_DIR": FOLDER,
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", f"sqlite:///{FOLDER}/none.sqlite3"),
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's event loop runs beside tests that ask the database
}

from portal.settings import *  # noqa: E402, F403 (the environment comes first)
from portal.settings import STATIC_ROOT, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the tests create many users; Argon2 is slow
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing is collected
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
