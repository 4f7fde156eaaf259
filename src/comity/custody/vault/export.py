"""Hand items to a court or another authority: a BagIt bag with the evidence, its proofs, its path, and the tools to check them.

The export is logged and the checkpoint signed before the first byte is written: what left is known, whatever happens to the copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from comity import __version__
from comity.crypto.checkpoint import LogProof
from comity.crypto.signer import LogSigner
from comity.custody.bag.write import BagWriter, safe_name
from comity.custody.log.event import Disclosure
from comity.custody.outsider.tools import page, script
from comity.custody.vault.case_graph import graph
from comity.custody.vault.item import Item
from comity.custody.vault.vault import Actor, Vault
from comity.errors import CustodyError, InputError

_README = """HOW TO CHECK THIS EVIDENCE

You need neither Comity nor a network. The key must reach you on another way than this folder: compare keys.txt with what you were told.

  python3 tools/verify.py item data/ITEM/NAME --proof proofs/ITEM.tlog-proof --key KEY
  or open tools/verify.html in a browser.
  python3 -m bagit --validate .      (any BagIt validator) shows that all files are there and unchanged.

provenance.jsonld tells in CASE/UCO who did what with each item, and when. checkpoint is the log's signed statement of its whole length.
timestamps, when it is there, holds what a time-stamping authority said of the log (RFC 3161):

  openssl ts -verify -in timestamps/NAME.tsr -data timestamps/NAME.checkpoint -CAfile ROOTS-OF-THE-AUTHORITY

КАК ПРОВЕРИТЬ ЭТИ ДОКАЗАТЕЛЬСТВА

Не нужны ни Comity, ни сеть. Ключ должен прийти к вам иным путём, чем эта папка: сравните keys.txt с тем, что вам сообщили.

  python3 tools/verify.py item data/ID/ИМЯ --proof proofs/ID.tlog-proof --key КЛЮЧ --lang ru
  или откройте tools/verify.html в браузере.

provenance.jsonld описывает в терминах CASE/UCO, кто, что и когда делал с каждым предметом.
checkpoint — подписанное утверждение журнала о всей его длине.
timestamps, если есть, — ответы службы меток времени о журнале (RFC 3161); проверка та же, что выше.
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """One item as it left: id, path in the bag, digest."""

    item: str
    path: str
    sha256: str


def export(vault: Vault, wanted: list[str], target: Path, actor: Actor) -> list[Exported]:
    """Export items into a new bag.

    Raises:
        InputError: an item is unknown or erased, or the target exists.
        CustodyError: an item or the log does not hold; nothing is left behind then.
    """
    held = {item.id: item for item in vault.items()}
    missing = [item for item in wanted if item not in held or held[item].state == "erased"]
    if missing or not wanted:
        raise InputError(f"not in this vault: {', '.join(missing) or 'no item named'}", place=str(vault.root), hint="comity vault list")
    items = [held[item] for item in dict.fromkeys(wanted)]
    with BagWriter(target) as bag:
        with vault.locked():
            for item in items:
                vault.record("export", actor, {"to": target.name}, item=item.id)
            note = vault.sign()
        proofs = {item.id: vault.prove(item.id) for item in items}
        exported = [_payload(vault, bag, item) for item in items]
        for name, proof in proofs.items():
            bag.tag(f"proofs/{name}.tlog-proof", str(proof).encode())
        for path in _stamps(vault, proofs.values()):
            bag.tag(f"timestamps/{path.name}", path.read_bytes())
        bag.tag("checkpoint", str(note).encode())
        bag.tag("provenance.jsonld", _provenance(vault, items))
        _tools(bag, vault.signer)
        bag.finish(_info(vault, actor, proofs))
    return exported


def _stamps(vault: Vault, proofs: Iterable[LogProof]) -> list[Path]:
    """List the files of the oldest time stamps that cover the items: an item cannot be younger than its stamp says."""
    from comity.custody.timestamps.stamps import FILES, covering

    found = {one.name: one for proof in proofs if (one := covering(vault, proof.index))}
    return [one.path(vault.root, ending) for one in found.values() for ending in FILES]


def _payload(vault: Vault, bag: BagWriter, item: Item) -> Exported:
    try:
        path = bag.payload(f"{item.id}/{safe_name(item.name)}", vault.read(item.id), item.sha256)
    except CustodyError as error:
        raise CustodyError(error.message, place=f"{item.id} {item.name}", hint="comity vault verify names every bad item") from error
    return Exported(item.id, path, item.sha256)


def _provenance(vault: Vault, items: list[Item]) -> bytes:
    wanted = {item.id for item in items}
    acts = []
    for _, event, entry, sealed in vault.ledger.entries():
        if sealed is not None:
            private, salt = vault.sealer.open_event(event, sealed)
            if private.get("item") in wanted:
                acts.append(Disclosure(entry, private, salt))
    told = graph(vault.signer.name, [(item.id, item.name, item.size, item.sha256) for item in items], acts)
    return json.dumps(told, indent=1, ensure_ascii=False).encode() + b"\n"


def _tools(bag: BagWriter, signer: LogSigner) -> None:
    bag.tag("keys.txt", "".join(f"{key}\n" for key in signer.keys).encode())
    bag.tag("tools/verify.py", script())
    bag.tag("tools/verify.html", page())
    bag.tag("README.txt", _README.encode())


def _info(vault: Vault, actor: Actor, proofs: dict[str, LogProof]) -> list[tuple[str, str]]:
    told = [
        ("Bagging-Date", vault.clock().date().isoformat()),
        ("Bag-Software-Agent", f"comity {__version__}"),
        ("Contact-Name", actor.name),
    ]
    told += [("External-Identifier", item) for item in proofs]
    for label, value in (("Internal-Sender-Identifier", actor.case), ("External-Description", actor.reason)):
        if value:
            told.append((label, value))
    return told
