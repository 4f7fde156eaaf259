"""Plain text in whatever encoding it was saved."""

from __future__ import annotations

from comity.text.encoded import builder_for
from comity.text.extracted import ExtractedText
from comity.text.format import Format, Source
from comity.text.unreadable import is_known_binary


class PlainText(Format):
    """What decodes as text and is nothing else; each line is a part."""

    slug = "txt"

    def detect(self, source: Source) -> float:
        if is_known_binary(source.data) or source.decoded is None:
            return 0.0
        return 0.1

    def read(self, source: Source) -> ExtractedText:
        decoded, builder = builder_for(source)
        builder.add(decoded.text, end="")
        return builder.build(self.slug, decoded.encoding)
