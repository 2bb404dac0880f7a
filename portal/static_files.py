"""The static files as a page names them."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, with each file's address worked out once: a page names fifteen, and they change with a release."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        key = f"{name} {force}"
        if key not in self._addresses:
            self._addresses[key] = super().url(name, force)
        return self._addresses[key]
