"""Pictures of documents: how large an SVG is, and the same picture in points for programs that show no SVG."""

from __future__ import annotations

import re
from functools import lru_cache

from comity.documents.typesetter import literal, typeset

_VIEW_BOX = re.compile(r'<svg[^>]*\sviewBox="\s*[-\d.]+[\s,]+[-\d.]+[\s,]+(?P<width>[\d.]+)[\s,]+(?P<height>[\d.]+)')
_PIXELS_PER_INCH = 220


def shape_of(svg: str) -> tuple[float, float]:
    """Return width and height of a picture, from its `viewBox` (SVG 1.1, section 7.7).

    Raises:
        ValueError: the picture has no `viewBox`; every writer relies on one.
    """
    found = _VIEW_BOX.search(svg)
    if found is None:
        raise ValueError("a picture needs a viewBox")
    return float(found["width"]), float(found["height"])


@lru_cache(maxsize=8)
def png_of(svg: str) -> bytes:
    """Draw a picture in points, as wide as the text of a page, with the bundled fonts."""
    source = f'#set page(width: 16.2cm, height: auto, margin: 0pt)\n#image(bytes({literal(svg)}), format: "svg", width: 100%)'
    return typeset(source, format="png", ppi=_PIXELS_PER_INCH)
