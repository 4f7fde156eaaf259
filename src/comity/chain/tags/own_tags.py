"""The office's own tags: written as TagPacks, so that every later trace reads them, and any other program too.

An exchange's answer is the best tag there is: it says whose address it was, and of which day that is true. One file for each source keeps
what was said by whom apart, and a file can be withdrawn without touching the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from comity.chain.labels import DoorKind
from comity.chain.tags.tag_folder import normal_address
from comity.errors import InputError
from comity.text.messages import say

CONFIRMED = "service_data"
"""GraphSense's confidence class of what a service itself said of its own addresses."""
_CURRENCIES: Mapping[str, str] = {"btc": "BTC", "evm": "ETH", "tron": "TRX"}
_CATEGORIES = {DoorKind.EXCHANGE: "exchange", DoorKind.BRIDGE: "bridge", DoorKind.MIXER: "mixing_service", DoorKind.GAMBLING: "gambling"}
_CATEGORIES |= {DoorKind.SWAP: "swapping_service", DoorKind.DARKNET: "market", DoorKind.ISSUER: "issuer", DoorKind.FROZEN: "frozen"}
_CATEGORIES |= {DoorKind.SANCTIONED: "sanction", DoorKind.COINJOIN: "coinjoin"}


@dataclass(frozen=True, slots=True)
class OwnTag:
    """A statement of the office.

    Attributes:
        chain: btc, evm or tron.
        address: whose.
        name: who stands behind it.
        kind: what a request can do there.
        source: the office's own reference of what it rests on: the answer's number, an exhibit.
        as_of: day of the statement.
        confidence: class of confidence; `CONFIRMED` for a service's own answer.
        valid_from: first day on which it held; None when open.
        valid_to: last day; None when open.
    """

    chain: str
    address: str
    name: str
    kind: DoorKind
    source: str
    as_of: date
    confidence: str = CONFIRMED
    valid_from: date | None = None
    valid_to: date | None = None


def write_own_tag(folder: Path, tag: OwnTag) -> Path:
    """Add a tag to the office's folder; the same statement twice is one.

    Returns:
        The file: one for each source.

    Raises:
        InputError: the chain or kind has no word in a TagPack, the source is empty, or another statement of this source stands there.
    """
    if tag.chain not in _CURRENCIES or tag.kind not in _CATEGORIES:
        raise InputError(say("no tag can say this: {chain}, {kind}", chain=tag.chain, kind=tag.kind.value))
    name = re.sub(r"[^\w.-]+", "_", tag.source.strip()).strip("._")
    if not name or not tag.name.strip():
        raise InputError(say("a tag needs a name and a source"), hint=say("the reference of the answer or exhibit that it rests on"))
    path = folder / f"own-{name}.yaml"
    pack = _read(path) or {"title": f"own tags: {tag.source}", "source": tag.source, "tags": []}
    row = _row(tag)
    for known in pack["tags"]:
        if known == row:
            return path
        if known["address"] == row["address"] and known["currency"] == row["currency"]:
            hint = say("withdraw the file, or end the first statement with a last day")
            raise InputError(say("this source says something else of this address already"), place=str(path), hint=hint)
    pack["tags"].append(row)
    folder.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".part")
    fresh.write_text(yaml.safe_dump(pack, allow_unicode=True, sort_keys=False), encoding="utf-8")
    fresh.replace(path)
    return path


def _read(path: Path) -> dict[str, Any] | None:
    if not path.exists():
        return None
    pack = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(pack, dict) or not isinstance(pack.get("tags"), list):
        raise InputError(say("is no TagPack: `tags` is expected"), place=str(path))
    return pack


def _row(tag: OwnTag) -> dict[str, Any]:
    row: dict[str, Any] = {
        "address": normal_address(tag.address),
        "currency": _CURRENCIES[tag.chain],
        "label": tag.name.strip(),
        "category": _CATEGORIES[tag.kind],
        "confidence": tag.confidence,
        "lastmod": tag.as_of,
    }
    days = {"valid_from": tag.valid_from, "valid_to": tag.valid_to}
    return row | {name: day for name, day in days.items() if day is not None}
