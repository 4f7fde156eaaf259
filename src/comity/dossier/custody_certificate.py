"""Papers about evidence that was handed out: a certificate of acquisition and custody, and a protocol of inspection.

The certificate says what Rules 902(13) and 902(14) of the United States Federal Rules of Evidence let a qualified person say in place of
a witness: by which process the copy was made, that the process gives the same result each time, and that the digest identifies the copy.
It tells the process and its result and leaves the conclusion to the court. The protocol is the form that courts of the region know: who,
when, where, with what, in whose presence, and what was seen. The article of the procedure code is a gap, since it is the authority's own.

Nothing is written about a bag that does not hold: `handed_out` checks it first, and says what was checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from comity import __version__
from comity.documents.arrange import arrange
from comity.documents.document import Block, Break, Document, Heading, Line, Lines, Paragraph, Said, Table, TableKind
from comity.dossier.handed_out import HandedItem, HandedOut
from comity.text.languages import language as language_named
from comity.text.messages import Messages, mark

_ACTS = {
    "intake": mark("taken in"),
    "read": mark("read"),
    "export": mark("handed out"),
    "hold": mark("put on hold"),
    "release": mark("released from hold"),
    "verify": mark("verified"),
    "seal": mark("sealed"),
    "checked": mark("compared with what the sender stated or signed"),
    "delivery": mark("delivered"),
}


@dataclass(frozen=True, slots=True)
class Certifier:
    """Who certifies, and when.

    Attributes:
        name: the qualified person.
        office: office and authority.
        on: day of the paper.
        place: where; empty when it is not told.
        present: further persons present at an inspection.
        provision: article of the procedure code under which the inspection is held; empty leaves a gap to fill in.
    """

    name: str
    office: str
    on: date
    place: str = ""
    present: tuple[str, ...] = ()
    provision: str = ""


def acquisition_certificate(handed: HandedOut, certifier: Certifier, language: str) -> Document:
    """Write the certificate of acquisition and custody."""
    t = Messages(language)
    return _document(
        t("Certificate of acquisition and custody of electronic evidence"), _certificate(handed, certifier, t), handed, certifier, language
    )


def inspection_protocol(handed: HandedOut, certifier: Certifier, language: str) -> Document:
    """Write the protocol of inspection of electronic evidence."""
    t = Messages(language)
    return _document(t("Protocol of inspection of electronic evidence"), _protocol(handed, certifier, t), handed, certifier, language)


FORMS: dict[str, Callable[[HandedOut, Certifier, str], Document]] = {
    "certificate": acquisition_certificate,
    "protocol": inspection_protocol,
}


def _document(title: str, blocks: Iterable[Block], handed: HandedOut, certifier: Certifier, language: str) -> Document:
    return Document(
        title=title,
        language=language,
        rtl=language_named(language).rtl,
        blocks=arrange((Heading(1, (Said(title),)), *blocks), "sections", "latin"),
        reference=handed.about.get("Internal-Sender-Identifier", ""),
        sender=certifier.office,
        date=certifier.on,
        template=f"custody.{language}",
        template_sha256="",
        draft_sha256="",
        size="full",
        reviewed=False,
    )


def _certificate(handed: HandedOut, certifier: Certifier, t: Messages) -> Iterator[Block]:
    yield _reference(handed, certifier, t)
    yield Heading(2, (Said(t("Who certifies")),))
    yield _said(
        t(
            "I, {name}, {office}, am familiar with the process described below and make this certificate from my own work with it.",
            name=certifier.name,
            office=certifier.office,
        )
    )
    yield Heading(2, (Said(t("What was acquired")),))
    yield from _items(handed, t)
    yield Heading(2, (Said(t("By which process")),))
    yield from _process(handed, t)
    yield Heading(2, (Said(t("Who had it since")),))
    yield from _acts(handed, t)
    yield Heading(2, (Said(t("What was checked for this certificate")),))
    yield from _checks(handed, t)
    yield Heading(2, (Said(t("How the other side can check")),))
    yield from _checking(handed, t)
    yield Heading(2, (Said(t("What this certificate does not say")),))
    yield _said(
        t("It says nothing about who wrote or sent what the items hold, nor about what happened to them before they were taken in.")
    )
    yield _said(t("Whether and with what weight the items are admitted is for the court."))
    yield _said(t("I declare that what is stated above is true."))
    yield _signature(certifier, t)


def _protocol(handed: HandedOut, certifier: Certifier, t: Messages) -> Iterator[Block]:
    yield _reference(handed, certifier, t)
    yield Heading(2, (Said(t("Who inspects, and on what ground")),))
    ground = certifier.provision or t("(article of the procedure code: to be filled in)")
    yield _said(
        t(
            "{name}, {office}, inspected the electronic evidence named below under {ground}.",
            name=certifier.name,
            office=certifier.office,
            ground=ground,
        )
    )
    yield _said(t("Present: {people}.", people="; ".join(certifier.present) or t("(to be filled in, or a line drawn)")))
    yield _said(t("The persons present were told of their rights and duties before the inspection, and that technical means are used."))
    yield Heading(2, (Said(t("With which technical means")),))
    yield _said(t("Comity {version} on a computer of the authority; the inspection needs no network.", version=__version__))
    yield Heading(2, (Said(t("What was inspected")),))
    yield from _items(handed, t)
    yield Heading(2, (Said(t("What was done and seen")),))
    yield from _process(handed, t)
    yield from _checks(handed, t)
    yield Heading(2, (Said(t("What was done with the items before")),))
    yield from _acts(handed, t)
    yield Heading(2, (Said(t("Remarks and statements of the persons present")),))
    yield _said("_" * 60)
    yield _said(t("The protocol was read by the persons present; it was written down correctly."))
    yield _signature(certifier, t)
    for person in certifier.present:
        yield Lines("signature", ((Said(person),),))


def _reference(handed: HandedOut, certifier: Certifier, t: Messages) -> Table:
    about = handed.about
    rows = (
        (t("Case"), about.get("Internal-Sender-Identifier", "")),
        (t("Ground"), about.get("External-Description", "")),
        (t("Place"), certifier.place),
        (t("Date"), certifier.on.isoformat()),
    )
    return Table(TableKind.REFERENCE, tuple((_line(label), _line(value)) for label, value in rows if value))


def _items(handed: HandedOut, t: Messages) -> Iterator[Block]:
    yield _said(t.plural("{count} item of electronic evidence:", "{count} items of electronic evidence:", count=len(handed.items)))
    head = (t("No."), t("Item"), t("Taken in (UTC)"), t("By"))
    rows = tuple(_item_row(number, item, t) for number, item in enumerate(handed.items, start=1))
    yield Table(TableKind.RECORDS, rows, tuple(_line(word) for word in head), (1, 12, 3.4, 2.6))


def _item_row(number: int, item: HandedItem, t: Messages) -> tuple[Line, ...]:
    named: list[Said | Break] = [
        Said(item.name, strong=True),
        Said(" (" + t.plural("{count} byte", "{count} bytes", count=item.size) + ")"),
    ]
    for name, label in (("sha256", "SHA-256"), ("blake3", "BLAKE3")):
        if name in item.digests:
            named += [Break(), Said(f"{label} "), Said(item.digests[name], code=True)]
    named += [Break(), Said(t("exhibit") + " "), Said(item.id, code=True), Said(" · " + t("entry {number} of the log", number=item.entry))]
    return (
        _line(str(number)),
        tuple(named),
        _line(item.intake.header["at"][:19].replace("T", " ")),
        _line(str(item.intake.private.get("actor") or "–")),
    )


def _process(handed: HandedOut, t: Messages) -> Iterator[Block]:
    yield _said(
        t(
            "Each item was read once from its source. In the same pass its SHA-256 and BLAKE3 digests were computed "
            "and the bytes were encrypted under a key of its own and written to the vault; "
            "the act was acknowledged only when the medium had confirmed the write."
        )
    )
    yield _said(
        t(
            "The act was entered in an append-only log, a Merkle tree as in RFC 6962. Each state of the log is signed under Ed25519 and "
            "ML-DSA-44; nobody can change, remove or insert an entry without changing every later signature."
        )
    )
    yield _said(t("The same bytes always give the same digests; two different files with one SHA-256 are not known to anybody."))
    tools = sorted({item.intake.header["tool"] for item in handed.items})
    clocks = sorted({item.intake.header["clock"] for item in handed.items})
    yield _said(t("Program: {tools}. Source of the times: {clocks}.", tools=", ".join(tools), clocks=", ".join(clocks)))


def _acts(handed: HandedOut, t: Messages) -> Iterator[Block]:
    head = (t("Time (UTC)"), t("Item"), t("Act"), t("By"), t("Why"))
    rows = [
        (act.at[:19].replace("T", " "), item.name, t(_ACTS[act.what]) if act.what in _ACTS else act.what, act.by, act.why or "–")
        for item in handed.items
        for act in item.acts
    ]
    rows.sort()
    yield _said(t("Every act upon the items that the log holds up to this hand-over:"))
    yield Table(TableKind.RECORDS, tuple(tuple(map(_line, row)) for row in rows), tuple(_line(word) for word in head), (4, 5, 3, 4, 5))


def _checks(handed: HandedOut, t: Messages) -> Iterator[Block]:
    if handed.folder is None:
        yield _said(t("Every item was read from the vault again, and its digest is the one logged at its intake."))
    else:
        yield _said(t("Every file of the folder was read again, and its digest is the one written at the hand-over (BagIt, RFC 8493)."))
    yield _said(
        t(
            "For every item the entry of its intake was found in the log by its proof, "
            "and the digest in that entry is the digest of the file. "
            "The log is {origin}, with {count} entries; the root of its tree:",
            origin=handed.origin,
            count=handed.entries,
        )
    )
    yield Paragraph((Said(handed.root, code=True),), follows=True)
    source = (
        t("taken from the folder itself: compare them with what the authority has published")
        if handed.keys_from_bag
        else t("those of the vault itself: compare them with what the authority has published")
        if handed.folder is None
        else t("known on another way than the folder")
    )
    yield _said(t("The signatures of the log hold under these keys, {source}:", source=source))
    for key in handed.keys:
        yield Paragraph((Said(f"{key.name}+{key.id.hex()}", code=True), Said(f" ({key.kind.name})")), item=True)


def _checking(handed: HandedOut, t: Messages) -> Iterator[Block]:
    yield _said(t("With Python and nothing else, for each item, with the key from another source than the folder:"))
    yield Paragraph((Said("python3 tools/verify.py item FILE --proof PROOF --key KEY", code=True),), follows=True)
    if handed.folder is None:
        yield _said(t("Or in a browser without a network: tools/verify.html. Proofs and tools come with this certificate."))
    else:
        yield _said(t("Or in a browser without a network: tools/verify.html. Any BagIt validator reads the folder."))


def _signature(certifier: Certifier, t: Messages) -> Lines:
    return Lines("signature", ((Said(certifier.name),), (Said(certifier.office),), (Said(t("Date: {day}", day=certifier.on.isoformat())),)))


def _said(words: str) -> Paragraph:
    return Paragraph((Said(words),), number="1")


def _line(words: str) -> Line:
    return (Said(words),)
