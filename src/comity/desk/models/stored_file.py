"""Files that the register keeps itself: what left, what arrived. Evidence lies in the vault, never here."""

from __future__ import annotations

from django.db import models

from comity.desk.models.person import Person
from comity.model.time import system_clock


class StoredFile(models.Model):
    """A file, kept in the transaction of the deed that it belongs to: both are there, or neither.

    Attributes:
        name: its file name.
        media: its media type.
        size: bytes.
        sha256: digest of the content.
        content: the bytes.
    """

    name = models.CharField(max_length=300)
    media = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(default=system_clock)

    def __str__(self) -> str:
        return self.name
