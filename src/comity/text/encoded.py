"""What all formats of encoded text begin with: the decoded text, and a note where its encoding had to be guessed."""

from __future__ import annotations

from comity.errors import InputError
from comity.text.encodings import Decoded
from comity.text.extracted import TextBuilder
from comity.text.format import Source
from comity.text.messages import say


def builder_for(source: Source) -> tuple[Decoded, TextBuilder]:
    """Decode a text and begin its extraction.

    Raises:
        InputError: the bytes are no text.
    """
    decoded = source.decoded
    if decoded is None:
        raise InputError(say("this is no text"), place=source.name, hint=say("give txt, md, docx, pdf, xlsx, csv, eml or html"))
    builder = TextBuilder(source.name)
    if decoded.guessed:
        builder.note(say("the encoding is not stated; the letters look like {encoding}", encoding=decoded.encoding))
    if decoded.damaged:
        builder.note(say("{count} places could not be decoded and stand as U+FFFD", count=decoded.damaged))
    return decoded, builder
