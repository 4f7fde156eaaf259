"""What a person may not do, as errors that the faces turn into a page."""

from __future__ import annotations

from comity.errors import RegisterError


class NotThereError(RegisterError):
    """There is no such thing, or it is not for the person's eyes; both look the same."""


class RefusedError(RegisterError):
    """The person may see it but not do this to it."""


class ProofNeededError(RegisterError):
    """The person has to prove who they are again."""


class ChangedMeanwhileError(RegisterError):
    """Somebody else changed it in the meantime."""
