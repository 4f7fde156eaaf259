"""Instruments of practice: what each kind of request can obtain and what it must contain (`law/instruments/`), with the request facts."""

from __future__ import annotations

from typing import ClassVar, Literal

from comity.knowledge.row import Facts, Tracked
from comity.law.words import Named

InstrumentBasis = Literal["read_text", "read_summary", "unverified"]
Need = Literal["must", "conditional", "optional"]
FactType = Literal["text", "texts", "moment", "statement", "number", "pleaded_facts"]


class RequiredFact(Facts, frozen=True, kw_only=True):
    """A request fact that the instrument asks for: `must` (refused without), `conditional` (in the stated situation), `optional`."""

    field: str
    need: Need
    description: str


class InstrumentTimeLimit(Facts, frozen=True, kw_only=True):
    """A time limit of practice; those of law are in `law/time_limits/`."""

    what: str
    value: int
    unit: Literal["days", "hours", "months"]
    starts: str
    effect: str
    basis: InstrumentBasis
    source: str


class InstrumentRefusal(Facts, frozen=True, kw_only=True):
    """A ground on which it is refused; `id` is an outcome code."""

    id: str
    text: str
    basis: InstrumentBasis
    source: str | None


class InstrumentSource(Facts, frozen=True, kw_only=True):
    """A page that was read for the instrument."""

    id: str
    url: str
    how: InstrumentBasis


class Reserved(Facts, frozen=True, kw_only=True):
    """An instrument that only some States can use.

    Attributes:
        to: `EU` for the Member States of the European Union, else the id of the treaty whose parties can.
        own_form: the text prescribes a form of its own, so that no letter is written for anybody.
        why: the reason, for whoever asked for such a letter.
        instead: instruments that reach the same data for everybody else.
        source: page of the instrument's sources on which the reason rests.
    """

    to: str
    own_form: bool
    why: Named
    instead: tuple[str, ...]
    source: str


class PracticeInstrument(Tracked, frozen=True, kw_only=True):
    """One instrument of practice.

    Attributes:
        family: preservation, voluntary, emergency, mla, police, spontaneous, treaty_direct, order, asset or procedural.
        obtains: categories of data it can yield.
        not_for: what it cannot be used for.
        evidence_status: what the yield is worth in court.
        required_facts: what it must contain.
        status_caveat: what has to be checked before it is offered at all.
        reserved: who alone can use it, where that is not everybody.
    """

    keys: ClassVar[dict[str, tuple[str, ...]]] = {"required_facts": ("field",)}

    id: str
    name: str
    family: Literal[
        "preservation", "voluntary", "emergency", "mla", "police", "spontaneous", "treaty_direct", "order", "asset", "procedural"
    ]
    legal_basis: tuple[str, ...]
    issuer: str
    addressee: str
    obtains: tuple[str, ...]
    not_for: tuple[str, ...]
    evidence_status: str | None
    required_facts: tuple[RequiredFact, ...]
    time_limits: tuple[InstrumentTimeLimit, ...]
    refusal_grounds: tuple[InstrumentRefusal, ...]
    confidentiality_and_notice: str
    follow_up: tuple[str, ...]
    status_caveat: str | None
    sources: tuple[InstrumentSource, ...]
    reserved: Reserved | None = None


class RequestFact(Tracked, frozen=True, kw_only=True):
    """A fact that a request can state.

    Attributes:
        id: `group.name`, as in the draft file.
        type: `text`, `texts` (a list), `moment` (a day or a moment), `statement` (true, false or told in words), `number`, `pleaded_facts`.
        values: the values it can take; empty where any is allowed.
    """

    id: str
    description: str
    type: FactType
    values: tuple[str, ...] = ()


class FactGroup(Facts, frozen=True, kw_only=True):
    """The request facts of one group."""

    keys: ClassVar[dict[str, tuple[str, ...]]] = {"facts": ("id",)}
    identity: ClassVar[tuple[str, ...]] = ("group",)

    group: str
    facts: tuple[RequestFact, ...]


class Outcome(Tracked, frozen=True, kw_only=True):
    """A coded answer of an authority or provider; the code is stable, the text is for people."""

    code: str
    text: Named


class OutcomeFile(Facts, frozen=True, kw_only=True):
    """All outcome codes."""

    keys: ClassVar[dict[str, tuple[str, ...]]] = {"outcomes": ("code",)}

    outcomes: tuple[Outcome, ...]


class SourcePage(Tracked, frozen=True, kw_only=True):
    """A page cited by instruments and rules under a short id."""

    id: str
    url: str | None
    title: str
    how: InstrumentBasis


class SourceFile(Facts, frozen=True, kw_only=True):
    """All cited pages."""

    keys: ClassVar[dict[str, tuple[str, ...]]] = {"sources": ("id",)}

    sources: tuple[SourcePage, ...]
