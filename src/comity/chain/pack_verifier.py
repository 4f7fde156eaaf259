"""Check a proof pack offline: python3 verify.py [FOLDER]. Standard library only; prints `ok` or the first bad place.

Checked are: the manifest against its digest; every file against the manifest, none missing and none added; that the bytes of each
transaction hash to its id; that each Merkle branch leads to its header; that each header has the work it states, and neighbours are
linked; that every edge of the result is an output of its transaction with the amount stated, and stands in the block stated; and, where
nothing was cut, that what reached the doors and the fees add up to the seed for FIFO and haircut.
Not checked: that the headers belong to the chain with the most work (compare one block hash with any explorer), and labels.

Exit codes: 0 everything holds, 3 something does not.
"""

from __future__ import annotations

import hashlib
import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any


class BadPlaceError(Exception):
    """Something does not hold."""


def main(arguments: list[str]) -> int:
    """Check a folder; say what was found."""
    folder = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        counts = check(folder)
    except BadPlaceError as error:
        sys.stdout.write(f"BAD {error}\n")
        return 3
    sys.stdout.write("ok " + ", ".join(f"{number} {name}" for name, number in counts.items()) + "\n")
    return 0


def check(folder: Path) -> dict[str, int]:
    """Check everything, in the order in which one thing rests on another."""
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    transactions = read_transactions(folder)
    headers = read_headers(folder)
    places = check_proofs(folder, headers)
    result = manifest["result"]
    check_edges(result, transactions, places)
    check_balance(result)
    return {
        "files": len(manifest["files"]),
        "transactions": len(transactions),
        "proofs": len(places),
        "headers": len(headers),
        "edges": len(result["edges"]),
    }


def need(holds: object, place: object, words: str) -> None:
    """Stop at the first thing that does not hold."""
    if not holds:
        raise BadPlaceError(f"{place}: {words}")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest and hold it against its digest."""
    place = folder / "manifest.json"
    need(place.is_file() and (folder / "manifest.sha256").is_file(), "manifest.json", "it or manifest.sha256 is missing")
    data = place.read_bytes()
    expected = f"{hashlib.sha256(data).hexdigest()}  manifest.json\n".encode()
    need((folder / "manifest.sha256").read_bytes() == expected, "manifest.json", "its digest is not the one in manifest.sha256")
    manifest: dict[str, Any] = json.loads(data)
    return manifest


def check_files(folder: Path, manifest: dict[str, Any]) -> None:
    """Hold every file against its digest."""
    own = {"manifest.json", "manifest.sha256"}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts} - own
    for name, digest in sorted(manifest["files"].items()):
        need(name in there, name, "the file is missing")
        need(hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name, "its digest is not the one in the manifest")
    for name in sorted(there - set(manifest["files"])):
        need(name in own, name, "the file is not in the manifest")


def double_sha256(data: bytes) -> bytes:
    """Hash as Bitcoin does."""
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def read_transactions(folder: Path) -> dict[str, list[int]]:
    """Read every transaction; return the amounts of its outputs by its id."""
    found = {}
    for path in sorted((folder / "transactions").glob("*.hex")):
        name = f"transactions/{path.name}"
        try:
            txid, amounts = parsed(bytes.fromhex(path.read_text("ascii")))
        except (ValueError, IndexError) as error:
            raise BadPlaceError(f"{name}: is no transaction: {error}") from error
        need(txid == path.stem, name, f"its bytes are those of {txid}")
        found[txid] = amounts
    return found


def parsed(raw: bytes) -> tuple[str, list[int]]:
    """Read a serialised transaction (BIP 144); return its id and the amounts of its outputs."""
    place = 4
    has_witness = raw[4:6] == b"\x00\x01"
    body = place = place + 2 if has_witness else place
    count, place = number_at(raw, place)
    for _ in range(count):
        length, place = number_at(raw, place + 36)
        place += length + 4
    amounts = []
    outputs, place = number_at(raw, place)
    for _ in range(outputs):
        amounts.append(int.from_bytes(raw[place : place + 8], "little"))
        length, place = number_at(raw, place + 8)
        place += length
    end = place
    for _ in range(count if has_witness else 0):
        items, place = number_at(raw, place)
        for _ in range(items):
            length, place = number_at(raw, place)
            place += length
    if place + 4 != len(raw):
        raise ValueError(f"it ends at byte {place + 4} of {len(raw)}")
    return double_sha256(raw[:4] + raw[body:end] + raw[place:])[::-1].hex(), amounts


def number_at(raw: bytes, place: int) -> tuple[int, int]:
    """Read a number of variable length; return it and the place after it."""
    size = {0xFD: 2, 0xFE: 4, 0xFF: 8}.get(raw[place], 0)
    return (int.from_bytes(raw[place + 1 : place + 1 + size], "little"), place + 1 + size) if size else (raw[place], place + 1)


def read_headers(folder: Path) -> dict[int, bytes]:
    """Read every header: each has the work that it states, neighbours are linked."""
    headers: dict[int, bytes] = {}
    for path in sorted((folder / "headers").glob("*.hex"), key=lambda one: int(one.stem)):
        name = f"headers/{path.name}"
        header = bytes.fromhex(path.read_text("ascii"))
        need(len(header) == 80, name, "a header has 80 bytes")
        bits = int.from_bytes(header[72:76], "little")
        exponent, mantissa = bits >> 24, bits & 0x7FFFFF
        target = mantissa << 8 * (exponent - 3) if exponent > 3 else mantissa >> 8 * (3 - exponent)
        need(int.from_bytes(double_sha256(header), "little") <= target, name, "it does not have the work that it states")
        height = int(path.stem)
        if height - 1 in headers:
            need(header[4:36] == double_sha256(headers[height - 1]), name, "it does not follow the header before it")
        headers[height] = header
    return headers


def check_proofs(folder: Path, headers: dict[int, bytes]) -> dict[str, tuple[int, str]]:
    """Follow every Merkle branch; return height and block by transaction."""
    places = {}
    for path in sorted((folder / "proofs").glob("*.json")):
        name = f"proofs/{path.name}"
        proof = json.loads(path.read_bytes())
        need(proof["txid"] == path.stem, name, "it is of another transaction")
        header = headers.get(proof["height"], b"")
        need(header, name, f"header {proof['height']} is missing")
        need(double_sha256(header)[::-1].hex() == proof["block"], name, "its block is not that of the header")
        node, position = bytes.fromhex(proof["txid"])[::-1], proof["position"]
        for sibling in (bytes.fromhex(text)[::-1] for text in proof["branch"]):
            node = double_sha256(sibling + node if position & 1 else node + sibling)
            position >>= 1
        need(position == 0 and node == header[36:68], name, "the branch does not lead to the header")
        places[path.stem] = (proof["height"], proof["block"])
    return places


def check_edges(result: dict[str, Any], transactions: dict[str, list[int]], places: dict[str, tuple[int, str]]) -> None:
    """Hold every edge against the bytes of its transaction and the proof of its place."""
    if result["chain"] != "btc":
        return
    for number, edge in enumerate(result["edges"]):
        name, txid = f"manifest.json: result.edges[{number}]", edge["txid"]
        need(txid in transactions, name, f"transaction {txid} is missing")
        outputs = transactions[txid]
        need(edge["index"] < len(outputs), name, f"there is no output {edge['index']}")
        need(int(edge["value"]) == outputs[edge["index"]], name, f"the output holds {outputs[edge['index']]}")
        for policy, share in edge["tainted"].items():
            need(0 <= Fraction(share) <= int(edge["value"]), name, f"{policy} gives more than the output holds")
        if edge["block"] is not None:
            need(places.get(txid) == (edge["block"], edge["block_hash"]), name, "its block is not proven")


def check_balance(result: dict[str, Any]) -> None:
    """Add up doors and fees for the policies that conserve."""
    for policy in result["policies"]:
        if policy == "poison":
            continue
        arrived = sum(Fraction(door["value"][policy]) for door in result["doors"])
        left = Fraction(result["seeded"][policy]) - Fraction(result["fees"][policy]) - arrived
        need(left == 0, f"manifest.json: result.doors ({policy})", f"{left} base units are not accounted for")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
