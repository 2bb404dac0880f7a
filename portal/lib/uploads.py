"""Files that people send: small ones only, which never touch the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler


class SmallFilesOnly(MemoryFileUploadHandler):
    """Django's own, which refuses what is larger than FILE_UPLOAD_MAX_MEMORY_SIZE before anything of it is read.

    Stock Django bounds forms and not files: any client could fill the disk, signed in or not.
    """

    def handle_raw_input(self, data: Any, meta: Any, content_length: int, *rest: Any) -> None:
        if content_length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("More was sent than the portal takes.")
        super().handle_raw_input(data, meta, content_length, *rest)
