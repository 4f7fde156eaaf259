"""The shell of DOCX and XLSX: a ZIP archive of XML members (ISO/IEC 29500-2, Open Packaging Conventions), opened with care.

Members are counted and sized before anything is unpacked, nothing unpacks beyond its limit whatever the directory claims, and XML with a
document type (entities, outside files) is refused: no Office program writes one.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from comity.errors import InputError
from comity.text.messages import Said, say

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_MEMBERS = 10_000
MAX_MEMBER_BYTES = 128 * 1024 * 1024
MAX_TOTAL_BYTES = 256 * 1024 * 1024
MAX_RATIO = 250
_RATIO_FLOOR = 8 * 1024 * 1024
"""Below this size a high ratio is harmless: empty sheets pack well."""

_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    IndexError,
    KeyError,
)


def member_names(data: bytes) -> frozenset[str]:
    """List the members of a ZIP archive; empty when it is none or broken. For detection only."""
    if not data.startswith(b"PK"):
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except _BROKEN:
        return frozenset()


@dataclass(slots=True)
class Package:
    """An open package.

    Attributes:
        name: the file, for messages.
    """

    name: str
    _archive: zipfile.ZipFile
    _spent: int = 0
    _names: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def open(cls, data: bytes, name: str) -> Package:
        """Open a package and look at its directory.

        Raises:
            InputError: broken, locked, or made to unpack to too much.
        """
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
            members = archive.infolist()
        except _BROKEN as problem:
            raise _broken(name) from problem
        if len(members) > MAX_MEMBERS:
            raise _bomb(name)
        for member in members:
            packed = max(member.compress_size, 1)
            if member.flag_bits & 0x1:
                raise InputError(
                    say("the document is protected with a password"),
                    place=name,
                    hint=say("save a copy without a password and give the copy"),
                )
            if member.file_size > MAX_MEMBER_BYTES or (member.file_size > _RATIO_FLOOR and member.file_size > MAX_RATIO * packed):
                raise _bomb(name)
        return cls(name, archive, 0, frozenset(archive.namelist()))

    def has(self, member: str) -> bool:
        """Tell whether a member is there."""
        return member in self._names

    def read(self, member: str) -> bytes:
        """Unpack one member.

        Raises:
            InputError: missing, broken, or larger than its limit.
        """
        try:
            with self._archive.open(member) as file:
                data = file.read(MAX_MEMBER_BYTES + 1)
        except _BROKEN as problem:
            raise _broken(self.name, member) from problem
        self._spent += len(data)
        if len(data) > MAX_MEMBER_BYTES or self._spent > MAX_TOTAL_BYTES:
            raise _bomb(self.name)
        return data

    def xml(self, member: str) -> _Element:
        """Unpack and parse one XML member.

        Raises:
            InputError: as `read`, or the XML is broken or has a document type.
        """
        return parse_xml(self.read(member), self.name, member)

    def relationships(self, member: str) -> dict[str, tuple[str, str, bool]]:
        """Return what a member refers to: id to (kind, target, whether it lies outside the package)."""
        folder, file = posixpath.split(member)
        where = posixpath.join(folder, "_rels", file + ".rels")
        if not self.has(where):
            return {}
        found = {}
        for row in self.xml(where).iter(_RELATIONSHIPS):
            outside = row.get("TargetMode") == "External"
            target = row.get("Target", "")
            if not outside:
                target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[row.get("Id", "")] = (row.get("Type", "").rsplit("/", 1)[-1], target, outside)
        return found


def parse_xml(data: bytes, name: str, member: str) -> _Element:
    """Parse XML from outside: no entities, no network, no document type.

    Raises:
        InputError: broken XML, or a document type in it.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise _broken(name, member) from problem
    if root is None:
        raise _broken(name, member)
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError(
            say("the document holds XML entities, which no Office program writes: {member}", member=member),
            place=name,
            hint=say("do not open it; treat the file as hostile and keep it as evidence"),
        )
    return root


def _broken(name: str, member: str | None = None) -> InputError:
    message: Said = (
        say("the document is broken: {member} cannot be read", member=member) if member else say("the document is broken or cut short")
    )
    return InputError(message, place=name, hint=say("get it again from its source, or open it, repair it and save a copy"))


def _bomb(name: str) -> InputError:
    return InputError(
        say("the document unpacks to far more than a document holds"),
        place=name,
        hint=say("do not open it; treat the file as hostile, or save a copy as plain text or PDF"),
    )
