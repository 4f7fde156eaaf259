"""Read a folder of labels: TagPacks (YAML, also packed with gzip), lists of sanctioned addresses, and the tags of saved GraphSense graphs.

A TagPack is a YAML file with `tags`; what stands at its head holds for every tag that does not say otherwise. Beside the fields of
GraphSense's format (https://github.com/graphsense/graphsense-tagpack-tool) a tag may say `valid_from` and `valid_to`, the days on which the
statement held, and `licence`; where public lists do not say it, `comity.chain.tags.validity` does. Every file that took part is named with
its digest: a result is worth no more than its set of labels.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from comity.chain.graphsense.saved_graph import read_graph
from comity.chain.labels import AskedLabels, DoorKind, Label, Labels
from comity.chain.tags.validity import with_intervals
from comity.errors import InputError
from comity.text.messages import say

_LIST = re.compile(r"sanctioned_addresses_([A-Z0-9]+)\.txt\Z")
_LOWER = re.compile(r"0x[0-9a-fA-F]{40}\Z|(?:bc|tb|bcrt|ltc)1", re.IGNORECASE)
_SISTERS = {"BCH", "BSV", "BTG", "BCHN"}  # chains that write addresses as Bitcoin does, but are others
_LARGEST = 256 << 20


@dataclass(frozen=True, slots=True)
class TagFile:
    """A file that took part.

    Attributes:
        name: path below the folder.
        sha256: digest of the file.
        tags: how many statements it holds.
        as_of: the newest day of its statements; None when none is stated.
    """

    name: str
    sha256: str
    tags: int
    as_of: date | None


@dataclass(frozen=True, slots=True)
class TagSet:
    """All labels of a run and where they come from."""

    labels: Labels
    files: tuple[TagFile, ...] = ()

    @property
    def version(self) -> str | None:
        """One digest over all files; None for an empty set."""
        rows = "".join(f"{file.sha256}  {file.name}\n" for file in self.files)
        return hashlib.sha256(rows.encode()).hexdigest() if rows else None


def read_tags(folder: Path, chain: str) -> TagSet:
    """Read every file of labels in a folder and below.

    Args:
        folder: the folder, or one file.
        chain: `btc`, `evm` or `tron`; labels of chains that only look alike are left out.

    Raises:
        InputError: there is no such folder, no label in it, or a file is no TagPack.
    """
    if not folder.exists():
        raise InputError(say("no such folder of labels"), place=str(folder))
    paths = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())
    labels: list[Label] = []
    used: list[TagFile] = []
    for path in paths:
        data = _content(path)
        if data is None:
            continue
        found = [label for label, currency in _labels(path, data) if not (chain == "btc" and currency in _SISTERS)]
        newest = max((label.as_of for label in found if label.as_of), default=None)
        name = path.name if folder.is_file() else path.relative_to(folder).as_posix()
        used.append(TagFile(name, hashlib.sha256(path.read_bytes()).hexdigest(), len(found), newest))
        labels += found
    if not used:
        hint = say("TagPacks end in .yaml or .yaml.gz, saved graphs in .gs; lists are called sanctioned_addresses_XBT.txt")
        raise InputError(say("no file of labels is here"), place=str(folder), hint=hint)
    return TagSet(Labels(with_intervals(labels)), tuple(used))


def read_tag_folders(folders: Iterable[Path], chain: str) -> TagSet:
    """Read several folders of labels as one set; without a folder the set is empty.

    Raises:
        InputError: as `read_tags`.
    """
    sets = [read_tags(folder, chain) for folder in folders]
    labels = [label for one in sets for rows in one.labels.by_address().values() for label in rows]
    return TagSet(Labels(labels), tuple(file for one in sets for file in one.files))


def with_told(tags: TagSet) -> TagSet:
    """Name what an interface told beside the files, with its digest, so that the version of the set holds it too."""
    if not isinstance(tags.labels, AskedLabels):
        return tags
    rows = sorted(f"{label.address} {label.name} {label.kind.value} {label.source} {label.as_of}" for label in tags.labels.told)
    newest = max((label.as_of for label in tags.labels.told if label.as_of), default=None)
    told = TagFile(f"told by {tags.labels.teller}", hashlib.sha256("\n".join(rows).encode()).hexdigest(), len(rows), newest)
    return replace(tags, files=(*tags.files, told))


def normal_address(text: str) -> str:
    """Write an address in the form in which it is compared: hexadecimal and witness addresses have no letter case."""
    text = text.strip()
    return text.lower() if _LOWER.match(text) else text


def _content(path: Path) -> bytes | None:
    """Return the bytes of a file of labels, unpacked; None for any other file."""
    if _LIST.match(path.name) or path.suffix in {".yaml", ".yml", ".gs"}:
        return path.read_bytes()
    if path.name.endswith((".yaml.gz", ".yml.gz")):
        try:
            with gzip.open(path) as stream:
                data = stream.read(_LARGEST + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(say("cannot be unpacked: {fault}", fault=error), place=str(path)) from error
        if len(data) > _LARGEST:
            raise InputError(say("too large a file of labels"), place=str(path))
        return data
    return None


def _labels(path: Path, data: bytes) -> Iterator[tuple[Label, str]]:
    listed = _LIST.match(path.name)
    if listed:
        yield from _list(path, data, listed[1])
        return
    if path.suffix == ".gs":
        yield from _graph(path, data)
        return
    try:
        pack = yaml.load(data, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        raise InputError(say("is no YAML: {fault}", fault=error), place=str(path)) from error
    if isinstance(pack, dict) and "actors" in pack and "tags" not in pack:
        return
    if not isinstance(pack, dict) or not isinstance(pack.get("tags"), list):
        raise InputError(say("is no TagPack: `tags` is expected"), place=str(path))
    for number, tag in enumerate(pack["tags"]):
        if not isinstance(tag, dict) or not isinstance(tag.get("address"), str | int):
            raise InputError(say("a tag without an address"), place=f"{path}: tags[{number}]")
        said = {**pack, **tag}
        yield label_of(said, f"{path}: tags[{number}]"), _currency(said)


def _list(path: Path, data: bytes, asset: str) -> Iterator[tuple[Label, str]]:
    for line in data.decode("utf-8", "replace").splitlines():
        if line.strip() and not line.startswith("#"):
            name = f"OFAC SDN ({asset})"
            yield Label(normal_address(line), name, DoorKind.SANCTIONED, path.name), asset


def _graph(path: Path, data: bytes) -> Iterator[tuple[Label, str]]:
    """The tags that somebody gave in a saved graph; an annotation says no category, so it is no label."""
    for note in read_graph(data, str(path)).notes:
        if note.source is not None:
            said = {"address": note.address, "label": note.label, "source": note.source, "category": note.category, "abuse": note.abuse}
            yield label_of(said, str(path)), note.network.upper()


def label_of(said: Mapping[str, Any], place: str) -> Label:
    """Read a tag as TagPacks and GraphSense's interface write it.

    Raises:
        InputError: a day is none.
    """
    return Label(
        address=normal_address(str(said["address"])),
        name=str(said.get("label") or said.get("actor") or said.get("title") or "?"),
        kind=_kind(said),
        source=str(said.get("source") or said.get("title") or place),
        as_of=_day(said.get("lastmod"), place),
        confidence=str(said["confidence"]) if said.get("confidence") else None,
        valid_from=_day(said.get("valid_from"), place),
        valid_to=_day(said.get("valid_to"), place),
        licence=str(said["licence"]) if said.get("licence") else None,
        actor=str(said["actor"]) if said.get("actor") else None,
    )


def _currency(said: Mapping[str, Any]) -> str:
    return str(said.get("currency") or said.get("network") or "").upper()


def _kind(said: Mapping[str, Any]) -> DoorKind:
    kinds = _door_kinds()
    concepts = said.get("concepts")
    words = [said.get("category"), *(concepts if isinstance(concepts, list) else [])]
    found = [kinds["category"][str(word)] for word in words if str(word) in kinds["category"]]
    abuse = kinds["abuse"].get(str(said.get("abuse")))
    source = next((kind for piece, kind in kinds["source"].items() if piece in str(said.get("source"))), None)
    return DoorKind((found[0] if found else None) or abuse or source or "other")


@cache
def _door_kinds() -> Mapping[str, Mapping[str, str]]:
    kinds: Mapping[str, Mapping[str, str]] = yaml.safe_load(files(__package__).joinpath("door_kinds.yaml").read_text(encoding="utf-8"))
    return kinds


def _day(value: object, place: str) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise InputError(say("is no day: {text}", text=value), place=place, hint=say("YYYY-MM-DD")) from error
