"""What search looks through: one row for each thing that can be found, with its lexemes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from comity.desk.models.case import Case
from comity.model.time import system_clock


class SearchDocument(models.Model):
    """A thing that can be found. Everything in it is derived and can be made anew.

    Attributes:
        kind: `case`, `lead`, `request`, `letter` or `answer`, and whatever `comity.desk.search.sources` knows besides.
        object_id: key of the thing among those of its kind.
        case: the case it belongs to: who may see that case finds it.
        lexemes: what it is found by, separated by spaces (`comity.desk.search.normaliser`); no text can be read back from the order.
        changed_at: by which the hits are ordered, the last first.
        normaliser: version of the normaliser that made the lexemes.
    """

    kind = models.CharField(max_length=16)
    object_id = models.BigIntegerField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    lexemes = models.TextField()
    changed_at = models.DateTimeField(default=system_clock)
    normaliser = models.PositiveSmallIntegerField()

    class Meta:
        """How the table is kept."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("kind", "object_id"), name="one_search_document")]
        indexes: ClassVar = [
            models.Index(fields=("case", "kind"), name="search_of_case"),
            models.Index(fields=("kind", "-changed_at", "-id"), name="search_by_change"),
        ]
        ordering = ("-changed_at", "-id")

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
