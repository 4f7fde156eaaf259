"""What comes back: the files of a return in the format of its sender, byte for byte the same in every run, and the leads planted in them.

`training/productions/<slug>.yaml`, named like the exercise, tells each return as the rows of a form (`comity.readers.generators.told`) and
what is to be found in it. A return that is told nowhere is a message: its text, as a letter. More than one file comes as an archive.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from comity.errors import InputError
from comity.knowledge.row import Facts
from comity.readers.generators.told import FORMS
from comity.text.messages import say
from comity.training.library import HERE, Library, read
from comity.training.scenario import Return, Scenario

_MADE = (2026, 1, 1, 0, 0, 0)
"""The date inside archives: the same in every run."""


class PlantedLead(Facts, frozen=True, kw_only=True):
    """A lead that a return holds.

    Attributes:
        kind: kind of identifier.
        value: its normal form.
        at: when it was used, in UTC, where an address is a lead only with its moment.
        port: its source port.
    """

    kind: str
    value: str
    at: str | None = None
    port: int | None = None


class ProducedFile(Facts, frozen=True, kw_only=True):
    """A file of a return: its name, its form, and what the form is filled with."""

    name: str
    form: str
    story: dict[str, Any]


class Production(Facts, frozen=True, kw_only=True):
    """A return as it comes.

    Attributes:
        files: its files; none for a message.
        leads: what is to be found in it.
        traps: values in it that are nobody's lead: persons who were not asked about.
    """

    files: tuple[ProducedFile, ...] = ()
    leads: tuple[PlantedLead, ...] = ()
    traps: tuple[str, ...] = ()


class Productions(Facts, frozen=True, kw_only=True):
    """A file of `training/productions/`."""

    id: str
    returns: dict[str, Production] = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Delivered:
    """A return as bytes; there is one of each, told apart by being itself.

    Attributes:
        name: name of the file that arrives; it says that it is training.
        data: its bytes.
        announced: SHA-256 that the sheet announces; not that of the bytes where the exercise plants it so.
        production: what is planted in it.
    """

    name: str
    data: bytes
    announced: str
    production: Production

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()


@cache
def productions(slug: str, root: Path = HERE) -> Productions:
    """Read what comes back in an exercise; nothing but messages where no file tells it."""
    path = root / "productions" / f"{slug}.yaml"
    return read(path, Productions) if path.exists() else Productions(id=slug)


def delivered(library: Library, scenario: Scenario, returned: Return) -> Delivered:
    """Return what arrives for a return of an exercise."""
    return _delivered(library.root(scenario), library.slugs.get(scenario.id, scenario.id), returned)


@cache
def _delivered(root: Path, slug: str, returned: Return) -> Delivered:
    production = productions(slug, root).returns.get(returned.id) or Production()
    files = {one.name: _written(one) for one in production.files}
    if not files:
        name, data = f"TRAINING-{returned.id}.txt", returned.text.encode()
    elif len(files) == 1:
        (inner, data), *_ = files.items()
        name = f"TRAINING-{returned.id}-{PurePosixPath(inner).name}"
    else:
        name, data = f"TRAINING-{returned.id}.zip", _archive(files)
    is_whole = returned.sha256_of_text == returned.sha256_announced
    return Delivered(name, data, hashlib.sha256(data).hexdigest() if is_whole else returned.sha256_announced, production)


def _written(file: ProducedFile) -> bytes:
    form = FORMS.get(file.form)
    if form is None:
        raise InputError(
            say("there is no form of this name: {name}", name=file.form[:40]),
            place=file.name,
            hint=say("known: {keys}", keys=", ".join(sorted(FORMS))),
        )
    return form(file.story)


def _archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _MADE), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def is_lead(wanted: PlantedLead, value: str, at: str | None, port: int | None) -> bool:
    """Tell whether what somebody found is a planted lead: an address only with its moment, and with its port where there is one."""
    if wanted.value.casefold() != value.strip().casefold():
        return False
    if wanted.at is None:
        return True
    try:
        told = datetime.fromisoformat(at or "")
    except ValueError:
        return False
    is_moment = told.tzinfo is not None and told == datetime.fromisoformat(wanted.at)
    return is_moment and (wanted.port is None or wanted.port == port)
