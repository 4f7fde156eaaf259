"""A document format: how one is written.

One file in `text/formats/`, its name the slug of the format, with one subclass of `Format`:

    class Html(Format):
        slug = "html"

        def detect(self, source: Source) -> float:      from the content; the name may only tip the scales between texts
            return 0.9 if b"<html" in source.head.lower() else 0.0

        def read(self, source: Source) -> ExtractedText:
            ...                                           raises InputError, nothing else, on what cannot be read

The surest format reads the file. Nothing a document says is ever fetched or executed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import ClassVar

from comity.text.encodings import Decoded, decode
from comity.text.extracted import ExtractedText

HEAD = 4096


@dataclass(frozen=True)
class Source:
    """The bytes of a document.

    Attributes:
        data: all bytes.
        name: the file's name, for messages and as a hint; `-` for standard input.
        extract_inner: reads a document inside this one, such as an attachment; None where it may hold no further ones.
    """

    data: bytes
    name: str
    extract_inner: Callable[[bytes, str], ExtractedText] | None = None

    @property
    def head(self) -> bytes:
        """The first bytes."""
        return self.data[:HEAD]

    @property
    def suffix(self) -> str:
        """The ending of the name, in lower case, without the dot."""
        return PurePath(self.name).suffix.lower().removeprefix(".")

    @cached_property
    def decoded(self) -> Decoded | None:
        """The bytes as plain text; None when they are no text."""
        return decode(self.data)

    @cached_property
    def opening(self) -> str:
        """The first characters when the bytes are text, else an empty text."""
        return self.decoded.text[:HEAD] if self.decoded else ""


class Format(ABC):
    """Reads one document format.

    Attributes:
        slug: the name of the format; the name of its file.
    """

    slug: ClassVar[str]

    @abstractmethod
    def detect(self, source: Source) -> float:
        """Tell how sure this format is, from 0 to 1; never raise."""

    @abstractmethod
    def read(self, source: Source) -> ExtractedText:
        """Take the text out.

        Raises:
            InputError: the document is broken, locked, empty or too large; the message says which.
        """
