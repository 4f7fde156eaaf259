"""Uploads that wait sealed: the bytes go from the browser into a sealed spool, never into a file that could be read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from comity.custody.vault.spool import SealedSpool

FOLDER = "arriving"


class SealedUpload(FileUploadHandler):
    """Takes every file of a form into a spool of its own."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._spool = SealedSpool(settings.CONFIGURATION.data / FOLDER)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - the base names it
        """Take a piece; nobody else gets it."""
        self._spool.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """Hand the file over."""
        self._spool.seek(0)
        return UploadedFile(self._spool, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra)  # type: ignore[arg-type]


def spool_of(file: UploadedFile[bytes]) -> SealedSpool:
    """Return the sealed stream behind an upload.

    Raises:
        TypeError: it was not taken by `SealedUpload`.
    """
    spool: object = file.file
    if not isinstance(spool, SealedSpool):
        raise TypeError("this upload was not sealed")
    return spool
