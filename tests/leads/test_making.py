"""An identifier made quickly is the same as one made slowly."""

import copy
import pickle
from dataclasses import FrozenInstanceError, fields

import pytest

from comity.leads.making import made_identifier
from comity.model.identifier import Identifier, IdentifierKind, Note, Verdict

PARTS = (IdentifierKind.IPV4, "203.0.113.7", "203.0.113[.]7", 3, 16, Verdict.UNSURE, "why", "example", None, 51820, (Note.DEFANGED,))


def test_it_is_an_identifier_like_any_other() -> None:
    made = made_identifier(*PARTS)
    assert type(made) is Identifier
    assert made == Identifier(*PARTS)
    assert hash(made) == hash(Identifier(*PARTS))
    assert [getattr(made, part.name) for part in fields(Identifier)] == list(PARTS)
    assert pickle.loads(pickle.dumps(made)) == copy.copy(made) == made  # noqa: S301 - our own value


def test_it_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        made_identifier(*PARTS).value = "other"  # type: ignore[misc]
