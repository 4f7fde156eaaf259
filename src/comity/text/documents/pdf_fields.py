"""What was typed into the form fields of a PDF (ISO 32000-2 section 12.7): the text of its pages does not hold it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

_MAX_FIELDS = 5000


def field_values(data: bytes) -> tuple[tuple[str, str], ...]:
    """Return the filled text and choice fields: name and value; nothing when there is no form or it cannot be read."""
    if b"/AcroForm" not in data and b"/ObjStm" not in data:
        return ()
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            form = document.Root.get("/AcroForm")
            fields = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
            return tuple(_values(fields)) if isinstance(fields, pikepdf.Array) else ()
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        return ()


def _values(fields: Any) -> Iterator[tuple[str, str]]:
    """Walk the tree of fields, each once: a hostile form may be a ring."""
    import pikepdf

    waiting = [(field, "") for field in fields]
    seen: set[tuple[int, int]] = set()
    while waiting and len(seen) < _MAX_FIELDS:
        field, outer = waiting.pop(0)
        if not isinstance(field, pikepdf.Dictionary) or (field.is_indirect and field.objgen in seen):
            continue
        seen.add(field.objgen if field.is_indirect else (-len(seen), 0))
        name = ".".join(part for part in (outer, str(field.get("/T", ""))) if part)
        value = field.get("/V")
        if isinstance(value, pikepdf.String) and str(value).strip():
            yield name or "?", str(value)
        kids = field.get("/Kids")
        if isinstance(kids, pikepdf.Array):
            waiting += [(kid, name) for kid in kids]
