"""The base of every transport: one way in which a request leaves an office.

How to write a transport
    Put one file into `exchange/transports/`; it is found by its name, which is its code. It holds one class:

        class Portal(Transport):
            label = mark("portal of the provider")
            pack_label = mark("portal pack (ZIP)")
            rank = 10
            hints = (mark("Sign in to the portal with your own official account, and attach the files of this pack."),)

    Nothing here sends: a person who answers for the request looks at the pack once more and carries it, and enters at the desk what
    left and when. A transport says what the pack is (a ZIP with its list of contents, unless it writes another file), what the person
    does with it, and by what reference the other side can be asked.
"""

from __future__ import annotations

import io
import zipfile
from abc import ABC
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import ClassVar

from comity.exchange.contents import Envelope, PackFile, contents_text
from comity.plugins.walk import walk
from comity.text.messages import Messages

TRANSPORTS = "comity.exchange.transports"
ZIP = "application/zip"
# The same files are the same bytes: the digest of a pack must not depend on the clock.
_FIXED = (1980, 1, 1, 0, 0, 0)


class Transport(ABC):
    """One way in which a request leaves.

    Class attributes:
        label: the way, in words (`marked`).
        pack_label: its pack, in words.
        rank: its place in a list: the ways used most first.
        hints: what the person who carries it does, in order; printed in the pack's list of contents.
    """

    label: ClassVar[str]
    pack_label: ClassVar[str]
    rank: ClassVar[int]
    hints: ClassVar[tuple[str, ...]]

    @property
    def code(self) -> str:
        """The name of the file that holds it."""
        return type(self).__module__.rpartition(".")[2]

    def pack(self, envelope: Envelope, files: Sequence[PackFile]) -> PackFile:
        """Put the files of a request into one file that leaves.

        Args:
            envelope: what is said about them.
            files: the letters first.
        """
        return PackFile(f"{envelope.number}-{self.code}.zip", ZIP, _zip([self.contents(envelope, files), *files]))

    def contents(self, envelope: Envelope, files: Sequence[PackFile]) -> PackFile:
        """Write the list of contents, in the language of the letter."""
        t = Messages(envelope.language)
        return contents_text(envelope, files, [t(hint) for hint in self.hints], t)


@cache
def transports() -> Mapping[str, Transport]:
    """Return every transport by its code, the ways used most first."""
    found = {slug: transport() for slug, transport in walk(TRANSPORTS, Transport)}
    return MappingProxyType(dict(sorted(found.items(), key=lambda one: one[1].rank)))


def _zip(files: Sequence[PackFile]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.name, _FIXED), file.content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
