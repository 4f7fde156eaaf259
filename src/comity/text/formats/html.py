"""A web page: its text and the targets of its links. Nothing it names is fetched."""

from __future__ import annotations

import re

from comity.errors import InputError
from comity.text.documents.markup import read_markup
from comity.text.encodings import Decoded
from comity.text.extracted import ExtractedText, TextBuilder
from comity.text.format import Format, Source
from comity.text.messages import say

_OPENING = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|div|meta|title)\b", re.IGNORECASE | re.DOTALL
)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)


class WebPage(Format):
    """What begins as HTML does."""

    slug = "html"

    def detect(self, source: Source) -> float:
        return 0.8 if _OPENING.match(source.opening) else 0.0

    def read(self, source: Source) -> ExtractedText:
        decoded = _decoded(source)
        text, _ = read_markup(decoded.text)
        if not text.strip():
            raise InputError(
                say("the page holds no text"),
                place=source.name,
                hint=say("a page that is drawn by a program holds none when saved; save it as PDF"),
            )
        builder = TextBuilder(source.name)
        if decoded.guessed:
            builder.note(say("the encoding is not stated; the letters look like {encoding}", encoding=decoded.encoding))
        builder.add(text)
        return builder.build(self.slug, decoded.encoding)


def _decoded(source: Source) -> Decoded:
    """Decode as the page itself says; else as a plain text."""
    own = source.decoded
    if own is None:
        raise InputError(say("this is no text"), place=source.name, hint=say("save the page again"))
    stated = _CHARSET.search(source.head)
    if own.guessed and stated:
        name = stated[1].decode("ascii")
        try:
            return Decoded(source.data.decode(name, errors="replace").replace("\r\n", "\n"), name.lower())
        except LookupError:
            pass  # a charset nobody knows: fall back on the look of the letters
    return own
