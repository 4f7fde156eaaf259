"""Read the digests that a sender states, in the forms that senders use.

    HEX  NAME · HEX *NAME                    GNU coreutils; with a backslash in front, the name is escaped
    SHA256 (NAME) = HEX                      BSD, OpenSSL (`SHA2-256(NAME)= HEX`)
    %%%% HASHDEEP-1.0 …                      hashdeep
    Algorithm Hash Path                      PowerShell, Get-FileHash
    SHA256 hash of NAME: / HEX               Windows, certutil
    columns with a head (CSV, TSV, ;)        a column of names, and one for each algorithm
    [{"name": …, "sha256": …}] · {NAME: HEX} JSON
    File: NAME / SHA-256: HEX                letters

A clearsigned list is read between its marks. A digest's length tells its algorithm where nothing else does.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LARGEST = 64 << 20
"""Bytes of a list that is still read."""

ALGORITHMS = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
"""Algorithms and how many hexadecimal digits their digests have."""

_BY_LENGTH = {length: name for name, length in ALGORITHMS.items()}
_HEX = r"[0-9A-Fa-f]{32}(?:[0-9A-Fa-f]{8}(?:[0-9A-Fa-f]{16}(?:[0-9A-Fa-f]{8}(?:[0-9A-Fa-f]{32}){0,2})?)?)?"
_ALGORITHM = r"(?:MD5|SHA-?1|SHA-?(?:2-)?(?:224|256|384|512))"
_GNU = re.compile(rf"(\\?)({_HEX})(?: [ *]|\t+)(\S.*)")
_BSD = re.compile(rf"({_ALGORITHM}) ?\((.+)\) ?= ?({_HEX})", re.IGNORECASE)
_SHELL = re.compile(rf"({_ALGORITHM})\s+({_HEX})\s+(\S.*)", re.IGNORECASE)
_CERTUTIL = re.compile(rf"({_ALGORITHM}) hash of (?:file )?(.+?):?", re.IGNORECASE)
_STATED = re.compile(rf"(?:.*\b)?({_ALGORITHM})(?:\s+(?:hash|digest|checksum|value))*\s*[:=]\s*({_HEX})", re.IGNORECASE)
_NAMED = re.compile(r"(?:file ?name|file|name|archive|имя файла|файл|имя)\s*[:=]\s*(\S.*)", re.IGNORECASE)
_LOOSE = re.compile(rf"(\S.*?)\s*[:=,;\t]\s*({_HEX})")
_MARKS = re.compile(r"\A\s*-----BEGIN PGP SIGNED MESSAGE-----.*?\n\s*\n(.*?)\n-----BEGIN PGP SIGNATURE-----", re.DOTALL)
_NAMES = {"name", "file", "filename", "path", "filepath", "fullpath", "member", "имя", "файл", "имяфайла"}
_LIST = re.compile(
    r"(?:^|/)(?:(?:tag)?manifest-(?:md5|sha\d+)\.txt|(?:md5|sha\d+|check|hash)-?_?sums?(?:\.(?:txt|asc|csv|json))*|hash(?:es|list|_list|-list)?\.(?:txt|asc|csv|tsv|json))$"
    r"|\.(?:md5|sha1|sha256|sha384|sha512|sfv|hash|hashes|hashdeep)(?:sums?)?(?:\.(?:txt|asc|csv))?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One digest that the sender states.

    Attributes:
        name: name of the file, as stated.
        algorithm: one of `ALGORITHMS`.
        digest: hexadecimal, small letters.
        line: where it stands in the list, from 1.
    """

    name: str
    algorithm: str
    digest: str
    line: int


def is_hash_list(name: str) -> bool:
    """Tell whether a file is a list of digests, by its name."""
    return bool(_LIST.search(name.replace("\\", "/")))


def read_hash_list(data: bytes) -> tuple[Claim, ...]:
    """Read every digest that a list states; what is no statement is passed over, and a file without one gives nothing."""
    text = _decoded(data[:LARGEST])
    if signed := _MARKS.match(text):
        text = re.sub(r"(?m)^- ", "", signed[1])
    head = text.lstrip()
    if head[:1] in {"{", "["}:
        found = tuple(_from_json(head))
        if found:
            return found
    lines = [line.rstrip("\r\n") for line in text.splitlines()]
    return tuple(_hashdeep(lines) if head.startswith("%%%% HASHDEEP") else _columns(lines) or list(_line_by_line(lines)))


def _decoded(data: bytes) -> str:
    """Decode by the mark at the beginning, as UTF-8, or as what Windows writes."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", "replace")


def _claim(name: str, digest: str, line: int, algorithm: str = "") -> Claim | None:
    """Make a claim; a digest whose length is not that of its algorithm makes none."""
    told = (
        re.sub(r"[^a-z0-9]", "", algorithm.lower()).replace("sha2256", "sha256").replace("sha2512", "sha512").replace("sha2384", "sha384")
    )
    by_length = _BY_LENGTH.get(len(digest))
    plain = name.strip().strip('"')
    if by_length is None or not plain or (told and told != by_length):
        return None
    return Claim(plain, by_length, digest.lower(), line)


def _line_by_line(lines: Iterable[str]) -> Iterator[Claim]:
    """Read lines that each state a digest, or blocks in which the name stands before its digests."""
    named = waiting = ""
    for number, line in enumerate(lines, start=1):
        row = line.strip()
        made = _stated(row, number)
        if made:
            pass
        elif match := _CERTUTIL.fullmatch(row):
            named, waiting = match[2], match[1]
        elif waiting and re.fullmatch(r"[0-9A-Fa-f ]+", row):
            made, waiting = _claim(named, row.replace(" ", ""), number, waiting), ""
        elif match := _STATED.fullmatch(row):
            made = _claim(named, match[2], number, match[1])
        elif match := _NAMED.fullmatch(row):
            named = match[1]
        elif match := _LOOSE.fullmatch(row):
            made = _claim(match[1], match[2], number)
        if made:
            yield made


def _stated(row: str, number: int) -> Claim | None:
    """Read a line that holds name and digest in one of the forms of programs."""
    if match := _BSD.fullmatch(row):
        return _claim(match[2], match[3], number, match[1])
    if match := _GNU.fullmatch(row):
        return _claim(_unescaped(match[3]) if match[1] else match[3], match[2], number)
    if match := _SHELL.fullmatch(row):
        return _claim(match[3], match[2], number, match[1])
    return None


def _unescaped(name: str) -> str:
    return re.sub(r"\\([\\nr])", lambda match: {"\\": "\\", "n": "\n", "r": "\r"}[match[1]], name)


def _hashdeep(lines: list[str]) -> Iterator[Claim]:
    """Read hashdeep's rows: the head names the columns, and the name, last, may hold commas."""
    columns: list[str] = []
    for number, line in enumerate(lines, start=1):
        if line.startswith("%%%% ") and "filename" in line:
            columns = line[5:].lower().split(",")
        elif columns and line and line[0] not in "%#":
            parts = line.split(",", len(columns) - 1)
            if len(parts) == len(columns):
                row = dict(zip(columns, parts, strict=True))
                yield from filter(None, (_claim(row["filename"], row[name], number, name) for name in columns if name in ALGORITHMS))


def _columns(lines: list[str]) -> list[Claim]:
    """Read a table whose head names a column of names and one of digests; nothing where there is no such head."""
    for start, line in enumerate(lines[:20]):
        for sign in ",;\t|":
            head = [_plain(cell) for cell in line.split(sign)]
            names = [place for place, cell in enumerate(head) if cell in _NAMES]
            digests = [place for place, cell in enumerate(head) if any(one in cell for one in ("md5", "sha", "hash", "digest", "хеш"))]
            if names and digests:
                rows = csv.reader(lines[start + 1 :], delimiter=sign)
                return [
                    claim
                    for number, row in enumerate(rows, start=start + 2)
                    for place in digests
                    if max(place, names[0]) < len(row) and re.fullmatch(_HEX, digest := row[place].strip())
                    if (claim := _claim(row[names[0]], digest, number, head[place] if head[place] in ALGORITHMS else ""))
                ]
    return []


def _plain(cell: str) -> str:
    return re.sub(r"[^\w]|_", "", cell.lower())


def _from_json(text: str) -> Iterator[Claim]:
    """Read objects that hold a name and a digest, or tables of names; the number is that of the statement, from 1."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    waiting, number = [value], 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one[::-1]
        elif isinstance(one, dict):
            texts = {_plain(str(key)): (str(key), cell) for key, cell in one.items() if isinstance(cell, str)}
            name = next((cell for key, (_, cell) in texts.items() if key in _NAMES), None)
            for key, (raw, cell) in texts.items():
                if re.fullmatch(_HEX, cell):
                    number += 1
                    claim = _claim(name if name is not None else raw, cell, number, key if key in ALGORITHMS else "")
                    if claim:
                        yield claim
            waiting += [cell for cell in one.values() if isinstance(cell, dict | list)]
