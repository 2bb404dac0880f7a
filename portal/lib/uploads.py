"""Files that people send: small ones only, which never touch the disk."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

LARGE = re.compile(r"/admin/committee/meeting/\d+/fil/")
"""The addresses that take FILE_UPLOAD_MAX_MEMORY_SIZE; all others take DATA_UPLOAD_MAX_MEMORY_SIZE."""


def most_bytes(path: str) -> int:
    """Return how many bytes a request to the path may hold, files included."""
    is_large = LARGE.fullmatch(path) is not None
    return settings.FILE_UPLOAD_MAX_MEMORY_SIZE if is_large else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


class SmallFilesOnly(MemoryFileUploadHandler):
    """Django's own, which refuses what is larger than the address takes before anything of it is read.

    Stock Django bounds forms and not files: any client could fill the disk, signed in or not.
    """

    def handle_raw_input(self, data: Any, meta: Any, content_length: int, *rest: Any) -> None:
        if content_length > most_bytes(meta.get("PATH_INFO", "")):
            raise RequestDataTooBig("More was sent than the portal takes.")
        super().handle_raw_input(data, meta, content_length, *rest)
