"""Check a Merkle probe in the JSON form of transparency-dev/merkle's published test data.

Inclusion: leafIdx (leafIndex in the first probes), treeSize, root, leafHash, proof. Consistency: size1, size2, root1, root2, proof.
Hashes are base64; a proof may be null; what the probe says of itself (`desc`, `wantErr`) is not looked at.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

from comity.crypto.tree import ProofError, verify_consistency, verify_inclusion
from comity.custody.verify.judgement import Because, Judgement, refused
from comity.errors import InputError


def check_merkle_probe(path: Path) -> Judgement:
    """Check the proof that a probe file holds.

    Raises:
        InputError: the file is no probe.
    """
    try:
        probe = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InputError(f"not a readable JSON probe: {error}", place=str(path)) from error
    if not isinstance(probe, dict):
        raise InputError("a probe is a JSON object", place=str(path))
    try:
        shown = _consistency(probe) if "size1" in probe else _inclusion(probe)
    except ProofError as error:
        return refused("proof", str(error), str(path))
    except KeyError as error:
        raise InputError(f"the probe lacks {error}", place=str(path), hint="inclusion: leafIdx … consistency: size1 …") from error
    except (TypeError, ValueError) as error:
        return refused("form", f"a value of the probe is not of its kind: {error}", str(path))
    return Judgement(True, (Because("shown", shown),))


def _inclusion(probe: dict[str, object]) -> str:
    index, size = _size(probe["leafIndex"] if "leafIndex" in probe else probe["leafIdx"]), _size(probe["treeSize"])
    verify_inclusion(index, size, _hash(probe["leafHash"]), _path(probe.get("proof")), _hash(probe["root"]))
    return f"leaf {index} is in the tree of {size}"


def _consistency(probe: dict[str, object]) -> str:
    first, second = _size(probe["size1"]), _size(probe["size2"])
    verify_consistency(first, second, _hash(probe["root1"]), _hash(probe["root2"]), _path(probe.get("proof")))
    return f"the tree of {second} begins with the tree of {first}"


def _size(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 64:
        raise TypeError(f"{value!r} is no size")
    return value


def _hash(value: object) -> bytes:
    if value is None:
        return b""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no hash")
    return base64.b64decode(value, validate=True)


def _path(value: object) -> list[bytes]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise TypeError("the proof is no list")
    return [_hash(item) for item in value]
