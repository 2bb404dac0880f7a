"""Which release this is: pages of another one look different and have other static files."""

from __future__ import annotations

import contextlib
import hashlib
import os

from django.apps import apps
from django.conf import settings


def release() -> str:
    """Return a hash of the code, the templates and the names of the static files."""
    base = str(settings.BASE_DIR)
    own_apps = [app.path for app in apps.get_app_configs() if os.path.dirname(app.path) == base]
    files = [file for folder in own_apps for file in _files(folder) if file.endswith(".py")]
    files += _files(os.path.join(base, "templates"))
    digest = hashlib.blake2b(digest_size=8)
    for file in [*sorted(files), os.path.join(settings.STATIC_ROOT, "staticfiles.json")]:
        with contextlib.suppress(FileNotFoundError), open(file, "rb") as content:
            digest.update(content.read())
    return digest.hexdigest()


def _files(folder: str) -> list[str]:
    """Return all files under the folder. `os` does it in a third of pathlib's time, and every start waits for it."""
    return [os.path.join(inside, name) for inside, _, names in os.walk(folder) for name in names]
