"""The static files as a page names them."""

from __future__ import annotations

import posixpath
import re
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r"""@import url\(["']?(?P<neighbour>[\w.-]+)["']?\);""")
PUT_IN_PLACE = ""


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, with each file's address worked out once: a page names fifteen, and they change with a release.

    A stylesheet that names another one in its own folder holds its rules instead. A browser cannot ask for the second
    before it has read the first, and an inspector that puts the rules together itself is stopped by our policy.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}
        self._patterns["*.css"].insert(0, (IMPORT, PUT_IN_PLACE))

    def url(self, name: str | None, force: bool = False) -> str:
        key = f"{name} {force}"
        if key not in self._addresses:
            self._addresses[key] = super().url(name, force)
        return self._addresses[key]

    def url_converter(self, name: str, hashed_files: Any, template: str | None = None) -> Any:
        if template == PUT_IN_PLACE:
            return partial(rules_of_neighbour, name)
        return super().url_converter(name, hashed_files, template)


def rules_of_neighbour(name: str, found: re.Match[str]) -> str:
    """What the stylesheet `name` imports from its own folder; the line as it was where there is no such file."""
    path = finders.find(posixpath.join(posixpath.dirname(name), found["neighbour"]))
    return Path(path).read_text(encoding="utf-8") if path else found[0]
