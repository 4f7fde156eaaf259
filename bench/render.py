"""Letters as PDF: how many a CPU second with one compiler, and how many times LibreOffice's batch conversion.

Every letter is another one (reference, texts, identifiers, language), as in an office that writes many. The rates count everything from the
draft on. Beside the letters of five pages stands the floor: the same words as bare paragraphs in one font, typeset by the same compiler
under the same standards, without numbers, tables, heads and identifiers in a font of their own.

The comparison starts on both sides from the filled letter: here it is written as PDF, there it is written as DOCX and converted,
all letters in one call, which is LibreOffice's fastest way.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import fields, replace
from itertools import count
from pathlib import Path
from typing import Any

from bench.harness import compare, promise, rate
from comity.documents.document import Document
from comity.documents.pdf import STANDARDS, document_moment
from comity.documents.typesetter import literal, typeset
from comity.drafting.draft_file import read_draft
from comity.drafting.render.render import Renderer

_SAMPLE = Path(__file__).parent.parent / "tests" / "samples" / "drafts" / "complete.yaml"
_LANGUAGES = ("en", "ru", "fr", "de", "kk", "ky", "uz")
_BATCH = 17
_BARE = """#set document(title: "Letter")
#set text(lang: "en", font: "Noto Serif", size: 10.5pt, hyphenate: false)
#set page(paper: "a4", margin: (left: 2.5cm, right: 2.3cm, top: 2.6cm, bottom: 2.4cm))
"""


def main() -> None:
    """Measure letters a second, the formats side by side, and the ratio to LibreOffice."""
    letters = _Letters()
    short = rate("letters to a provider (2 pages), draft to PDF", lambda: letters.write("pres_provider", "pdf"), count=_BATCH)
    promise("letters as PDF a CPU second", short.median, at_least=40)
    long = rate("requests to an authority (5 pages), draft to PDF", lambda: letters.write("mla_stored_content", "pdf"), count=_BATCH)
    promise("requests of five pages as PDF a CPU second", long.median, at_least=40)
    rate("the same words as bare paragraphs, Typst alone (the floor)", lambda: letters.write_bare("mla_stored_content"), count=_BATCH)
    rate("letters to a provider, draft to DOCX", lambda: letters.write("pres_provider", "docx"), count=_BATCH)
    office = shutil.which("soffice")
    if office is None:
        sys.exit("LibreOffice is needed for the comparison: apt-get install libreoffice-writer-nogui")
    with tempfile.TemporaryDirectory() as folder:
        batches = _Batches(office, Path(folder), letters)
        result = compare(f"{_BATCH} filled letters as PDF", {"comity": batches.ours, "LibreOffice, one batch": batches.theirs}, rounds=5)
    promise("times LibreOffice's batch rate", result.ratio("LibreOffice, one batch", "comity").median, at_least=10)


class _Letters:
    """Makes letters, each of them another."""

    def __init__(self) -> None:
        self.renderer = Renderer.open()
        self.draft = read_draft(_SAMPLE)
        self.number = count()

    def letter(self, instrument: str) -> Document:
        """Make the next letter under an instrument: every text and every identifier in it is another one."""
        number = next(self.number)
        draft = replace(
            self.draft,
            request=replace(self.draft.request, instrument=instrument, reference=f"KG-2026/{number:05d}"),
            case=_numbered(self.draft.case, number),
            data=_numbered(self.draft.data, number),
            pc=_numbered(self.draft.pc, number),
            preservation=_numbered(self.draft.preservation, number),
            targets=tuple(
                replace(target, identifier=f"{target.identifier}{number}", offence_link=f"{target.offence_link} Sheet {number}.")
                for target in self.draft.targets
            ),
        )
        return self.renderer.letter(draft, _LANGUAGES[number % len(_LANGUAGES)])

    def write(self, instrument: str, format_: str) -> None:
        """Make a batch of letters and write them."""
        for _ in range(_BATCH):
            self.renderer.write(self.letter(instrument), format_)

    def write_bare(self, instrument: str) -> None:
        """Make a batch of letters and typeset nothing but their words."""
        for _ in range(_BATCH):
            letter = self.letter(instrument)
            words = self.renderer.write(letter, "txt").decode()
            paragraphs = "".join(f"#par({literal(' '.join(part.split()))})\n" for part in words.split("\n\n"))
            typeset(_BARE + paragraphs, format="pdf", pdf_standards=list(STANDARDS), timestamp=document_moment(letter))


def _numbered(group: Any, number: int) -> Any:
    """Change every text of a group of facts."""
    texts = {field.name: value for field in fields(group) if isinstance(value := getattr(group, field.name), str)}
    return replace(group, **{name: f"{text.rstrip()} Sheet {number}." for name, text in texts.items()})


class _Batches:
    """Batches of filled letters, each batch another, written by either side."""

    def __init__(self, office: str, folder: Path, letters: _Letters) -> None:
        self.folder = folder
        self.letters = letters
        self.batches = [[letters.letter("pres_provider") for _ in range(_BATCH)] for _ in range(12)]
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        self.command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir"]

    def ours(self) -> None:
        """Write the next batch as PDF."""
        for letter in self.batches.pop():
            self.letters.renderer.write(letter, "pdf")

    def theirs(self) -> None:
        """Write the next batch as DOCX, let LibreOffice convert it, and see that it did."""
        with tempfile.TemporaryDirectory(dir=self.folder) as place:
            paths = [Path(place) / f"{number}.docx" for number in range(_BATCH)]
            for path, letter in zip(paths, self.batches.pop(), strict=True):
                path.write_bytes(self.letters.renderer.write(letter, "docx"))
            subprocess.run([*self.command, place, *map(str, paths)], check=True, capture_output=True)
            written = len(list(Path(place).glob("*.pdf")))
        if written != _BATCH:
            sys.exit(f"LibreOffice wrote {written} of {_BATCH} letters")


if __name__ == "__main__":
    main()
