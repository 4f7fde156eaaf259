"""Texts with their identifiers marked in place, and how well a recogniser finds them.

A mark is `⟦kind|raw|value|name=wanted …⟧`: what stands in the text, its normal form (the same where left out), and what else is held:
`verdict`, `provider`, `port`, `at` (UTC) and `notes`; `inside=kind:value` marks a second identifier within the first. The first line of a
file tells the case: `# country=KG language=ru zone=Asia/Bishkek`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from comity.leads.marks import ProviderMarks, marks_of
from comity.leads.recognise import Context, recognise
from comity.model.identifier import Identifier
from comity.model.time import as_rfc3339
from comity.providers.catalog import Catalog

SAMPLES = Path(__file__).parents[1] / "samples" / "leads"
_MARK = re.compile(r"⟦([a-z0-9_]+)\|([^⟧|]*)(?:\|([^⟧|]*))?(?:\|([^⟧|]*))?⟧")


@dataclass(frozen=True)
class Label:
    """One identifier as a person marked it."""

    kind: str
    value: str
    start: int
    end: int
    wanted: dict[str, str] = field(hash=False)

    @property
    def key(self) -> tuple[str, str, int, int]:
        return self.kind, self.value, self.start, self.end


@dataclass(frozen=True)
class Sample:
    """A text, its case and its labels."""

    name: str
    text: str
    country: str | None
    zone: str | None
    language: str | None
    labels: tuple[Label, ...]


def samples(folder: str) -> Iterator[Sample]:
    """Read the marked texts of a folder."""
    for path in sorted((SAMPLES / folder).iterdir()):
        head, body = path.read_text(encoding="utf-8").split("\n", 1)
        case = dict(part.split("=") for part in head.lstrip("# ").split())
        text, labels = unmarked(body)
        yield Sample(path.name, text, case.get("country"), case.get("zone"), case.get("language"), labels)


def unmarked(body: str) -> tuple[str, tuple[Label, ...]]:
    """Take the marks out of a text."""
    pieces, labels, place, length = [], [], 0, 0
    for mark in _MARK.finditer(body):
        before = body[place : mark.start()]
        length += len(before)
        raw = mark[2]
        wanted = dict(part.split("=", 1) for part in (mark[4] or "").split())
        inside = wanted.pop("inside", None)
        labels.append(Label(mark[1], mark[3] or raw, length, length + len(raw), wanted))
        if inside:
            kind, value = inside.split(":", 1)
            start = length + raw.index(value)
            labels.append(Label(kind, value, start, start + len(value), {}))
        pieces += [before, raw]
        length += len(raw)
        place = mark.end()
    text = "".join([*pieces, body[place:]])
    assert "⟦" not in text, f"a broken mark near {text[max(0, text.index('⟦') - 20) :][:80]!r}"
    return text, tuple(labels)


_marks: list[tuple[ProviderMarks, ...]] = []


def marks() -> tuple[ProviderMarks, ...]:
    """Return the marks of all providers of the catalogue."""
    if not _marks:
        _marks.append(marks_of(Catalog.open().marks_data()))
    return _marks[0]


def found_in(sample: Sample) -> tuple[Identifier, ...]:
    """Let the recogniser read a sample."""
    return recognise(sample.text, Context(sample.country, sample.zone, sample.language, marks()))


@dataclass
class Score:
    """What was found, missed and found too much; a hit has kind, value and place of the label."""

    hits: int = 0
    missed: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    held: int = 0

    @property
    def labels(self) -> int:
        return self.hits + len(self.missed)

    @property
    def recall(self) -> float:
        return self.hits / self.labels

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + len(self.surplus))

    @property
    def details(self) -> float:
        """The share of held details (verdict, provider, port, time, notes) that came out as marked."""
        return 1 - len(self.wrong) / self.held

    def __str__(self) -> str:
        return (
            f"{self.labels} labels, recall {self.recall:.4f}, precision {self.precision:.4f}, details {self.details:.4f} of {self.held}"
            + "".join(f"\n  missed  {line}" for line in self.missed)
            + "".join(f"\n  surplus {line}" for line in self.surplus)
            + "".join(f"\n  detail  {line}" for line in self.wrong)
        )


def score(folder: str) -> Score:
    """Compare what is found in the samples of a folder with their labels."""
    total = Score()
    for sample in samples(folder):
        found = {(str(lead.kind), lead.value, lead.start, lead.end): lead for lead in found_in(sample)}
        keys = {label.key for label in sample.labels}
        for label in sample.labels:
            if label.key not in found:
                total.missed.append(f"{sample.name}: {label.kind} {label.value!r}")
                continue
            total.hits += 1
            _compare(sample, label, found[label.key], total)
        total.surplus += [f"{sample.name}: {key[0]} {key[1]!r} at {key[2]}" for key in sorted(found.keys() - keys, key=lambda key: key[2])]
    return total


def _compare(sample: Sample, label: Label, lead: Identifier, total: Score) -> None:
    seen = {
        "verdict": str(lead.verdict),
        "provider": lead.provider or "",
        "port": str(lead.port or ""),
        "at": as_rfc3339(lead.at.utc) if lead.at and lead.at.utc else "",
        "notes": ",".join(sorted(note for note in lead.notes if note != "no_zone" or "no_zone" in label.wanted.get("notes", ""))),
    }
    wanted = {"verdict": "valid", **label.wanted}
    wanted["notes"] = ",".join(sorted(filter(None, wanted.get("notes", seen["notes"]).split(","))))
    for name, value in wanted.items():
        total.held += 1
        if seen[name] != value:
            total.wrong.append(f"{sample.name}: {label.kind} {label.value!r} {name}: {seen[name]!r}, marked {value!r}")
