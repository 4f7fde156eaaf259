"""Who asks: the authority, its kind and State, and the person to turn to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.parties import addressee_span, is_return_address, sender_span, states_named
from comity.drafting.letters.reading import Reading, Span
from comity.drafting.letters.words import is_blank, one_line
from comity.model.identifier import Identifier, IdentifierKind

_TYPES = {
    "contact_24_7": "contact_24_7",
    "ncb": "police",
    "fiu": "fiu",
    "investigating_judge": "investigating_judge",
    "court": "court",
    "prosecutor": "prosecutor",
    "central_authority": "central_authority",
    "police": "police",
    "officer": "police",
}
_OFFICIAL = re.compile(
    r"(?:^|[.@])(?:gov|gob|gouv|go|govt|mil|police|mvd|prokuror|court|judiciary|justice|mia|interpol)(?:\.[a-z]{2,3})?$|\.int$|\.gov\.(?:[a-z]{2}|example)$"
)
_ROLE = re.compile(
    r"(?P<who>(?:the )?(?:[A-Z][\w'’-]+(?:,? (?:of|for|the|and|to|in|General|Office|[A-Z][\w'’-]+)){0,12}))\s+"
    r"(?:presents? its compliments|has the honou?r|is (?:conducting|investigating|carrying out)|requests?|hereby requests?|conducts)"
)
_CONTACT_KINDS = {IdentifierKind.EMAIL: "authority.contact_email", IdentifierKind.PHONE: "authority.contact_phone"}
_DOMAINS = {"UK": "GB"}
"""Ends of domains that are no code of ISO 3166-1."""
_MOST = 100
"""Mailboxes and numbers that are weighed at either end of a letter: the sender's own stand there."""
_CONTACT = ("contact", "authority.contact_name", "contact_email", "contact_phone", "request.return_channel")


class RequestingAuthority(Aspect):
    """Reads the sender, told or written."""

    slug = "authority"
    fields = (
        "authority.issuing_name",
        "authority.issuing_type",
        "authority.issuing_state",
        "authority.contact_email",
        "authority.contact_phone",
        "authority.email_official_domain",
    )
    telling_absence = ("authority.contact_email", "authority.contact_phone")
    after = ("addressee",)

    def read(self, letter: Letter) -> Iterator[Reading]:
        addressee = addressee_span(letter)
        span = sender_span(letter, addressee) or _in_text(letter)
        yield from _state(letter, span, addressee)
        yield from _contacts(letter, addressee)
        if span is None:
            return
        text = letter.text[span[0] : span[1]]
        kinds = letter.cues("authorities").find(text)
        name = _name(letter, text)
        if name:
            yield Reading("authority.issuing_name", name, *span, 0.9)
        if kinds:
            order = list(_TYPES)
            kind = min(kinds, key=lambda cue: order.index(cue.code))
            yield Reading("authority.issuing_type", _TYPES[kind.code], span[0] + kind.start, span[0] + kind.end, 0.8, kind.text)


def _name(letter: Letter, text: str) -> str:
    """Write the lines of the block that speak of an authority or a State as one name, the largest body first as they stand."""
    kinds = letter.cues("authorities")
    states = letter.cues("states")
    lines = [line for line in text.split("\n") if line.strip() and not is_blank(line) and (kinds.find(line) or states.find(line))]
    return one_line(", ".join(line.strip().rstrip(",") for line in lines[:4]))


def _in_text(letter: Letter) -> Span | None:
    """Find the sender in a sentence such as `The Office presents its compliments`, else in the signature."""
    for found in _ROLE.finditer(letter.text, 0, letter.close):
        if letter.cues("authorities").find(found["who"]):
            return found.start("who"), found.end("who")
    for line in letter.lines:
        if line.start >= letter.close and letter.cues("authorities").find(line.text):
            return line.start, line.end
    return None


def _state(letter: Letter, span: Span | None, addressee: Span | None) -> Iterator[Reading]:
    if letter.sender:
        yield Reading("authority.issuing_state", letter.sender, 0, 0, 1.0, "told by the reader")
        return
    for value in letter.under("requesting_state"):
        for state, where in states_named(letter, value.start, value.end)[:1]:
            yield Reading("authority.issuing_state", state, *where, 1.0)
            return
    yield from _state_of_mailbox(letter)
    places = [span] if span else []
    if addressee is None or addressee[0] > 0:
        places.append((0, min(letter.head, addressee[0]) if addressee else letter.head))
    places.append((letter.close, len(letter.text)))
    asked = letter.value("addressee.state")
    for start, end in places:
        named = [row for row in states_named(letter, start, end) if row[0] != asked or (start, end) == span]
        if len(named) == 1 or (named and (start, end) == span):
            yield Reading("authority.issuing_state", named[0][0], *named[0][1], 0.8)
            return


def _state_of_mailbox(letter: Letter) -> Iterator[Reading]:
    """Read the State of an official mailbox from the end of its domain: it says less than any name."""
    for row in letter.identifiers[:_MOST]:
        if row.kind is IdentifierKind.EMAIL and _is_official(row.value):
            ending = row.value.rpartition(".")[2].upper()
            code = _DOMAINS.get(ending, ending)
            if code in letter.law.states and code != letter.value("addressee.state"):
                yield Reading("authority.issuing_state", code, row.start, row.end, 0.4, row.value)
                return


def _contacts(letter: Letter, addressee: Span | None) -> Iterator[Reading]:
    """Read the sender's mailbox and telephone: under a contact label, in the head or at the foot; never those of the addressee."""
    spans = [(value.start, value.end) for value in letter.under(*_CONTACT)]
    reachable = [row for row in letter.identifiers if row.kind in _CONTACT_KINDS]
    best: dict[str, tuple[float, Identifier]] = {}
    for identifier in (*reachable[:_MOST], *reachable[_MOST:][-_MOST:]):
        field = _CONTACT_KINDS[identifier.kind]
        strength = _contact_strength(letter, identifier, spans, addressee)
        if strength > (best[field][0] if field in best else 0):
            best[field] = strength, identifier
    for field, (strength, identifier) in best.items():
        yield Reading(field, identifier.value, identifier.start, identifier.end, strength)
        official = _is_official(identifier.value)
        if identifier.kind is IdentifierKind.EMAIL and (official or identifier.provider):
            yield Reading("authority.email_official_domain", official, identifier.start, identifier.end, 0.8)


def _contact_strength(letter: Letter, identifier: Identifier, labelled: list[Span], addressee: Span | None) -> float:
    """Tell how surely a mailbox or number is the sender's own: named as contact, official, by its sentence, by its place; 0 when it is not.

    The suspect's mailbox may stand in a sentence with the word e-mail, before the sender's own is named at the foot.
    """
    if any(start <= identifier.start < end for start, end in labelled) or is_return_address(letter, identifier.start):
        return 1.0
    by_sentence = _is_contact(letter, identifier.start)
    if addressee and addressee[0] <= identifier.start < addressee[1] and not by_sentence:
        return 0
    if identifier.kind is IdentifierKind.EMAIL and _is_official(identifier.value):
        return 0.95
    if identifier.start < letter.head or identifier.start >= letter.close:
        return 0.9 if by_sentence else 0.8
    return 0.7 if by_sentence else 0


def _is_contact(letter: Letter, place: int) -> bool:
    """Tell whether the sentence offers the mailbox or number as a contact of the sender."""
    start, end, _ = letter.sentence(place)
    sentence = letter.text[start:end]
    if letter.says("forged", sentence) or letter.says("target", letter.text[max(start, place - 60) : place]):
        return False
    return letter.says("contact", sentence)


def _is_official(mail: str) -> bool:
    return _OFFICIAL.search(mail.rpartition("@")[2].lower()) is not None
