"""The proof pack: a folder with which anybody checks a trace offline, without the source and without Comity.

    manifest.json        parameters, code version, tag set, heights, the result's edges and doors, the digest of every file
    manifest.sha256      digest of the manifest, as `sha256sum` writes it
    transactions/        TXID.hex: every transaction that was read, as serialised
    proofs/              TXID.json: block, height, place and Merkle branch of every transaction cited
    headers/             HEIGHT.hex: the block headers
    responses/           every answer of the source, byte for byte, and their index
    verify.py            checks all of it; standard library only

On account chains a node gives no Merkle branch: the pack holds the answers and their digests, and says that no more is proven.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

from comity import __version__
from comity.chain.bitcoin.hashes import double_sha256, shown
from comity.chain.checked import CheckedCoins
from comity.chain.exhibit import write_answers
from comity.chain.trace import Traced

FORMAT = "comity-trace-proof-pack-1"


def write_pack(traced: Traced, document: dict[str, Any], folder: Path) -> Path:
    """Write the pack.

    Args:
        traced: the trace.
        document: its document, as `trace_document.document_of` makes it.
        folder: where; what stands there from an earlier trace is replaced.

    Returns:
        The folder.
    """
    if (folder / "manifest.json").is_file():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    if traced.coins is not None:
        _write_coins(traced.coins, folder)
    write_answers(folder / "responses", traced.source.slug, traced.source.answers)
    program = files("comity.chain").joinpath("pack_verifier.py").read_bytes()
    (folder / "verify.py").write_bytes(program)
    manifest = {
        "format": FORMAT,
        "program": "comity",
        "version": __version__,
        "source": traced.source.slug,
        "proven": "transactions, Merkle branches and header work" if traced.coins else "the answers of the source, by digest only",
        "result": json.loads(_json(document)),
        "files": {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
    }
    text = _json(manifest)
    (folder / "manifest.json").write_bytes(text)
    (folder / "manifest.sha256").write_text(f"{hashlib.sha256(text).hexdigest()}  manifest.json\n", encoding="ascii")
    return folder


def _write_coins(coins: CheckedCoins, folder: Path) -> None:
    for name in ("transactions", "proofs", "headers"):
        (folder / name).mkdir()
    for txid, transaction in coins.transactions.items():
        (folder / "transactions" / f"{txid}.hex").write_text(transaction.raw.hex() + "\n", encoding="ascii")
    for height, header in coins.headers.items():
        (folder / "headers" / f"{height}.hex").write_text(header.hex() + "\n", encoding="ascii")
    for txid, found in coins.placed.items():
        if found.inclusion is None:
            continue
        proof = {
            "txid": txid,
            "height": found.inclusion.height,
            "block": shown(double_sha256(found.inclusion.header)),
            "position": found.inclusion.position,
            "branch": [shown(node) for node in found.inclusion.branch],
        }
        (folder / "proofs" / f"{txid}.json").write_bytes(_json(proof))


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False, default=str) + "\n").encode()
