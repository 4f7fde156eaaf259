"""Kinds of leads and the notes beside them, from the model and the recognisers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from comity.model.identifier import IdentifierKind, Note, Verdict
from tools.reference.page import SOURCE, Page, docstring, escape, table

NOTES = {
    Note.CGNAT: "shared address of an access provider: without port and time it names nobody",
    Note.PRIVATE: "address inside somebody's own network: no provider can answer for it",
    Note.RESERVED: "address that is not in use on the internet",
    Note.DOCUMENTATION: "address kept for examples (RFC 5737, RFC 3849)",
    Note.MIXED_SCRIPT: "letters of several scripts in one word",
    Note.HOMOGLYPH: "letters that look like others: compare with the original",
    Note.ZERO_WIDTH: "characters without width inside; taken out of the normal form",
    Note.BIDI: "marks that turn the direction of the text inside",
    Note.NO_PORT: "no source port beside an address that may be shared",
    Note.NO_TIME: "no time beside it: who used it when cannot be asked",
    Note.NO_ZONE: "a time without a zone beside it",
    Note.BAD_CHECKSUM: "its own check digits do not fit: probably mistyped",
    Note.OCR: "letters and digits that scanning confuses",
    Note.DEFANGED: "written so that it cannot be clicked (hxxp, [.]); put right in the normal form",
    Note.BROKEN_LINE: "it ran over the end of a line",
    Note.PUNYCODE: "an international name in its ASCII form",
    Note.MASKED: "shown in part only",
    Note.AMBIGUOUS_TIME: "a local time that happened twice, or never",
}


def pages() -> Iterator[Page]:
    """List kinds, verdicts and notes; then what each recogniser says of itself."""
    kinds = ", ".join(f"`{kind.value}`" for kind in IdentifierKind)
    notes = table(["note", "meaning"], [(f"`{note.value}`", NOTES[note]) for note in Note])
    verdicts = ", ".join(f"`{verdict.value}`" for verdict in Verdict)
    parts = [f"Kinds: {kinds}.\n\nVerdicts: {verdicts}.\n\n## Notes\n\n{notes}"]
    for path in sorted((SOURCE / "leads" / "kinds").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # The class says what the kind finds; the module only names it.
        text = next((found for node in tree.body if isinstance(node, ast.ClassDef) and (found := ast.get_docstring(node))), None)
        if text and not path.stem.startswith("_"):
            parts.append(f"## {path.stem.replace('_', ' ')}\n\n{escape(docstring(text))}\n")
    yield Page("leads.md", "Kinds of leads", "\n".join(parts))
