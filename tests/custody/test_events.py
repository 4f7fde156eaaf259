"""An event is the same bytes however it is written: from its parts, by the form for many intakes, or by the plain canonical encoder."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.crypto.canonical import canonical
from comity.custody.log.event import CustodyEvent, Disclosure, mac
from comity.custody.log.intake_event import IntakeEvent, IntakeForm

AT = datetime(2026, 3, 14, 12, 30, 1, 5000, tzinfo=UTC)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
maybe = st.none() | texts
actors = st.builds(
    lambda actor, role, second, case, reason, place: CustodyEvent(
        "x", "intake", AT, actor, "comity", "system", role, second, case, None, reason, place
    ),
    texts.filter(lambda text: "\x00" not in text),
    *[maybe.filter(lambda text: text is None or "\x00" not in text)] * 5,
)


@given(actors, texts, st.integers(0, 1 << 50))
def test_the_form_writes_what_the_event_says(actor, name, size):
    digests = ("a" * 64, "b" * 64)
    quick = IntakeEvent(IntakeForm(actor), "0" * 32, AT, name, size, *digests)
    slow = quick.told()
    assert quick.private() == slow.private() == canonical(json.loads(slow.private()))
    salt = bytes(range(32))
    entry = quick.entry(salt, quick.private())
    assert json.loads(entry) | {"tool": "comity"} == json.loads(slow.entry(salt, slow.private())) | {"tool": "comity"}
    assert entry == canonical(json.loads(entry))
    assert Disclosure.parse(Disclosure(entry, json.loads(quick.private()), salt).as_bytes()).speaks_of("a" * 64)
    assert json.loads(slow.private())["details"] == {"name": name, "size": str(size)}


@given(st.binary(min_size=1, max_size=64), st.binary(max_size=400))
def test_the_mac_is_hmac(salt, message):
    assert mac(salt, message) == hmac.new(salt, message, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("details", [{"size": 1}, {"size": 1.5}, {1: "x"}, {"size": None}])
def test_an_event_holds_texts_alone(details):
    with pytest.raises(TypeError):
        CustodyEvent("x", "note", AT, "A", "comity", details=details).private()
