"""Write the shared proof vectors: `python -m tests.custody.proof_vectors` makes `tests/samples/proofs` anew.

Keys come from fixed seeds and are worth nothing. Three programs must give the answers of `cases.json`: `comity verify`, `verify.py`
and the page.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from comity.crypto.canonical import canonical
from comity.crypto.checkpoint import Checkpoint, LogProof
from comity.crypto.note import Note
from comity.crypto.signer import LogSigner, Witness
from comity.crypto.tree import MerkleTree, leaf_hash
from comity.custody.log.event import CustodyEvent, Disclosure, commitment
from comity.custody.slip.slip import Registration, slip_text

FOLDER = Path(__file__).resolve().parent.parent / "samples" / "proofs"
AT = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
END = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
DURING = "2026-04-01T00:00:00Z"


def signer(seed: int, name: str = "custody.example/log") -> LogSigner:
    return LogSigner(name, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32), MLDSA44PrivateKey.from_seed_bytes(bytes([seed]) * 32))


SIGNER, STRANGER = signer(1), signer(2)
WITNESS = Witness("witness.example/kz", Ed25519PrivateKey.from_private_bytes(b"\x03" * 32))
ITEM = "Снимок экрана: 😀 «\u2028» \x7f 10:15\n".encode()
LETTER = b"To Example Mail Ltd.\nPlease preserve example.user@mail.example.\n"


def event(**changes: object) -> CustodyEvent:
    digests = {"sha256": hashlib.sha256(ITEM).hexdigest()}
    told = {
        "actor": "Следователь Ы. Пример",
        "tool": "comity",
        "case": 'KG-1 "a\\b"\t\n',
        "outputs": digests,
        "details": {"\uffff": "1", "😀": "2", "name": "снимок.png"},
    }
    return CustodyEvent("e1", "intake", AT, **(told | changes))  # type: ignore[arg-type]


def request(**changes: object) -> CustodyEvent:
    registration = Registration(
        hashlib.sha256(LETTER).hexdigest(),
        "Example Prosecutor",
        "Example Mail Ltd",
        "9-2026-0417",
        END,
        "+996 312 000 000",
        "A. Officer",
        "B. Chief",
        "KG-1",
    )
    made = registration.event(AT)
    return CustodyEvent(**{**{name: getattr(made, name) for name in made.__struct_fields__}, "id": "e2", "tool": "comity", **changes})  # type: ignore[arg-type]


def proof(logged: CustodyEvent, *, by: LogSigner = SIGNER, size: int = 7, index: int = 4) -> LogProof:
    salt = bytes(range(32))
    entry = logged.entry(salt, logged.private())
    tree = MerkleTree(leaf_hash(entry if place == index else b"entry %d" % place) for place in range(size))
    note = by.sign(Checkpoint(by.name, size, tree.root()), AT)
    return LogProof(index, tuple(tree.inclusion(index)), note, Disclosure(entry, json.loads(logged.private()), salt).as_bytes())


def disclosed(whole: LogProof, change: object) -> LogProof:
    """Replace the extra data by another JSON value, or by bytes."""
    data = change if isinstance(change, bytes) else json.dumps(change, ensure_ascii=False).encode()
    return LogProof(whole.index, whole.path, whole.note, data)


def bytes_of(whole: LogProof, old: str = "", new: str = "") -> bytes:
    return str(whole).replace(old, new, 1).encode()


def item_cases() -> list[dict[str, object]]:
    good = proof(event())
    value = json.loads(good.extra or b"")
    text = str(good)
    key, lattice, other, witness = str(SIGNER.keys[0]), str(SIGNER.keys[1]), str(STRANGER.keys[0]), str(WITNESS.verifier)
    ed, ml = good.note.signatures
    bent = Note(good.note.text, (type(ed)(ed.name, ed.key_id, bytes([ed.raw[0] ^ 1]) + ed.raw[1:]), ml))
    high = Note(good.note.text, (type(ed)(ed.name, ed.key_id, ed.raw[:32] + _plus_order(ed.raw[32:])), ml))
    cosigned = LogProof(good.index, good.path, WITNESS.cosign(good.note, AT), good.extra)
    single = LogProof(0, (), SIGNER.sign(Checkpoint(SIGNER.name, 1, leaf_hash(ITEM)), AT))
    number = value | {"private": value["private"] | {"case": 1.5}}
    loose = value | {"entry": value["entry"].replace('{"at"', '{ "at"')}
    forged = event(actor="Somebody else")
    swapped = {"entry": value["entry"], "private": json.loads(forged.private()), "salt": value["salt"]}
    unlogged = {"entry": forged.entry(bytes(32), forged.private()).decode(), "private": json.loads(forged.private()), "salt": "00" * 32}
    wide = value | {"private": value["private"] | {"case": "\ud800"}}
    bare = _half_event()
    rows = [
        ("good", bytes_of(good), [key], [], ITEM, "included"),
        ("good-both-keys", bytes_of(good), [key, lattice], [], ITEM, "included"),
        ("good-with-stranger", bytes_of(good), [other, key], [], ITEM, "included"),
        ("good-witnessed", bytes_of(cosigned), [key], [witness], ITEM, "included"),
        ("good-entry-is-item", bytes_of(single), [key], [], ITEM, "included"),
        ("item-changed", bytes_of(good), [key], [], ITEM[:-1] + b"\r", "item"),
        ("item-empty", bytes_of(good), [key], [], b"", "item"),
        ("entry-is-another-item", bytes_of(single), [key], [], b"x", "inclusion"),
        ("key-of-a-stranger", bytes_of(good), [other], [], ITEM, "unsigned"),
        ("signed-by-a-stranger", bytes_of(proof(event(), by=STRANGER)), [key], [], ITEM, "unsigned"),
        ("signature-bent", bytes_of(LogProof(good.index, good.path, bent, good.extra)), [key], [], ITEM, "signature"),
        ("signature-malleable", bytes_of(LogProof(good.index, good.path, high, good.extra)), [key], [], ITEM, "signature"),
        ("size-changed", bytes_of(good, "\n7\n", "\n8\n"), [key], [], ITEM, "signature"),
        ("origin-changed", bytes_of(good, "\n\ncustody", "\n\nCustody"), [key], [], ITEM, "signature"),
        ("witness-missing", bytes_of(good), [key], [witness], ITEM, "witness"),
        ("index-changed", bytes_of(good, "index 4", "index 5"), [key], [], ITEM, "inclusion"),
        ("index-beyond", bytes_of(good, "index 4", "index 7"), [key], [], ITEM, "inclusion"),
        ("index-huge", bytes_of(good, "index 4", "index 18446744073709551616"), [key], [], ITEM, "inclusion"),
        ("path-short", bytes_of(LogProof(good.index, good.path[:-1], good.note, good.extra)), [key], [], ITEM, "inclusion"),
        ("path-long", bytes_of(LogProof(good.index, (*good.path, bytes(32)), good.note, good.extra)), [key], [], ITEM, "inclusion"),
        ("path-turned", bytes_of(LogProof(good.index, good.path[::-1], good.note, good.extra)), [key], [], ITEM, "inclusion"),
        ("disclosure-swapped", bytes_of(disclosed(good, swapped)), [key], [], ITEM, "disclosure"),
        ("disclosure-not-logged", bytes_of(disclosed(good, unlogged)), [key], [], ITEM, "inclusion"),
        ("disclosure-with-a-number", bytes_of(disclosed(good, number)), [key], [], ITEM, "disclosure"),
        ("disclosure-not-in-its-form", bytes_of(disclosed(good, loose)), [key], [], ITEM, "disclosure"),
        ("disclosure-half-a-letter", bytes_of(disclosed(good, json.dumps(wide).encode())), [key], [], ITEM, "disclosure"),
        ("disclosure-without-type", bytes_of(disclosed(good, bare)), [key], [], ITEM, "disclosure"),
        ("disclosure-not-json", bytes_of(disclosed(good, b"\xef\xbb\xbf{}")), [key], [], ITEM, "disclosure"),
        ("disclosure-nan", bytes_of(disclosed(good, b'{"entry":"NaN","private":{},"salt":""}')), [key], [], ITEM, "disclosure"),
        ("disclosure-deep", bytes_of(disclosed(good, b"[" * 100_000)), [key], [], ITEM, "disclosure"),
        ("head-changed", bytes_of(good, "@v1", "@v2"), [key], [], ITEM, "form"),
        ("index-missing", bytes_of(good, "index 4\n", ""), [key], [], ITEM, "form"),
        ("index-with-zero", bytes_of(good, "index 4", "index 04"), [key], [], ITEM, "form"),
        ("no-blank-line", text.replace("\n\n", "\n").encode(), [key], [], ITEM, "form"),
        ("no-signature", text[: text.index("\u2014")].encode(), [key], [], ITEM, "form"),
        ("hyphen-for-dash", text.replace("\u2014", "-").encode(), [key], [], ITEM, "form"),
        ("carriage-returns", text.replace("\n", "\r\n").encode(), [key], [], ITEM, "form"),
        ("not-utf8", text.encode().replace("\u2014".encode(), b"\xe2\x80"), [key], [], ITEM, "form"),
        ("padding-bit", bytes_of(good, base64.b64encode(good.path[0]).decode(), _padded(good.path[0])), [key], [], ITEM, "form"),
        ("empty", b"", [key], [], ITEM, "form"),
    ]  # fmt: skip
    return [
        {"name": name, "proof": data, "keys": keys, "witnesses": witnesses, "item": item, "ok": name.startswith("good"), "code": code}
        for name, data, keys, witnesses, item, code in rows
    ]


def slip_cases() -> list[dict[str, object]]:
    whole = proof(request(), size=300, index=200)
    slip = slip_text(whole, SIGNER.keys[0].id)
    key, other = str(SIGNER.keys[0]), str(STRANGER.keys[0])
    details = request().details
    endless = slip_text(proof(request(details={**details, "expires": "never"})), SIGNER.keys[0].id)
    foreign = slip_text(proof(request(), by=STRANGER), STRANGER.keys[0].id)
    value = json.loads(whole.extra or b"")
    later = value | {"private": value["private"] | {"details": {**details, "expires": "2036-01-01T00:00:00Z"}}}
    stretched = slip_text(disclosed(whole, canonical(later)), SIGNER.keys[0].id)
    evidence = slip_text(proof(event()), SIGNER.keys[0].id)
    rows = [
        ("slip-good", slip, [key], LETTER, DURING, "genuine"),
        ("slip-good-alone", slip, [key], None, DURING, "genuine"),
        ("slip-first-moment", slip, [key], LETTER, "2026-03-14T09:30:00Z", "genuine"),
        ("slip-expired", slip, [key], LETTER, "2026-06-14T09:30:00Z", "expired"),
        ("slip-too-early", slip, [key], LETTER, "2026-03-14T09:29:59Z", "not_yet"),
        ("slip-other-letter", slip, [key], LETTER.replace(b"example.user", b"other.user"), DURING, "altered"),
        ("slip-stranger", slip, [other], LETTER, DURING, "unknown_key"),
        ("slip-no-key", slip, [], LETTER, DURING, "unknown_key"),
        ("slip-signed-by-stranger", foreign, [key], LETTER, DURING, "unknown_key"),
        ("slip-expiry-stretched", stretched, [key], LETTER, DURING, "altered"),
        ("slip-without-expiry", endless, [key], LETTER, DURING, "altered"),
        ("slip-of-an-intake", evidence, [key], LETTER, DURING, "altered"),
        ("slip-without-disclosure", slip.replace("extra", "index", 1), [key], LETTER, DURING, "altered"),
        ("slip-root-changed", slip.replace("\n300\n", "\n301\n"), [key], LETTER, DURING, "altered"),
    ]
    return [
        {"name": name, "slip": data.encode(), "keys": keys, "request": letter, "on": on, "ok": code == "genuine", "code": code}
        for name, data, keys, letter, on, code in rows
    ]


def write(folder: Path = FOLDER) -> None:
    """Write all vectors and the table of answers."""
    folder.mkdir(parents=True, exist_ok=True)
    table = []
    for case in (*item_cases(), *slip_cases()):
        row = dict(case)
        for part, suffix in (("proof", "tlog-proof"), ("item", "item"), ("slip", "slip"), ("request", "letter")):
            if isinstance(data := row.get(part), bytes):
                row[part] = f"{case['name']}.{suffix}" if part in {"proof", "slip"} else _blob(folder, data, suffix)
                (folder / str(row[part])).write_bytes(data)
        table.append(row)
    (folder / "cases.json").write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _blob(folder: Path, data: bytes, suffix: str) -> str:
    name = f"{hashlib.sha256(data).hexdigest()[:12]}.{suffix}"
    (folder / name).write_bytes(data)
    return name


def _half_event() -> dict[str, object]:
    salt, private = bytes(32), {"actor": "A"}
    return {
        "entry": canonical({"v": 1, "at": "x", "commitment": commitment(salt, private)}).decode(),
        "private": private,
        "salt": salt.hex(),
    }


def _plus_order(scalar: bytes) -> bytes:
    """Give the same signature a second form, which must be refused (RFC 8032 section 5.1.7)."""
    order = 2**252 + 27742317777372353535851937790883648493
    return (int.from_bytes(scalar, "little") + order).to_bytes(32, "little")


def _padded(digest: bytes) -> str:
    """Set a padding bit that canonical base64 leaves zero."""
    text = base64.b64encode(digest).decode()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[:-2] + alphabet[alphabet.index(text[-2]) | 1] + "="


if __name__ == "__main__":
    write()
