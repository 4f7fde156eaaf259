"""Sections of the knowledge: folders of files, read when they are asked for, with a ministry's overlay laid over.

A section is a mapping from identity to row. A `Folder` holds one row a file and reads only the files asked for; a `Register` holds many
rows a file and reads them all at first use. Both remember the origin and the digest of every file that took part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

from comity.errors import InputError, KnowledgeError
from comity.knowledge.fact_file import FactFile, read_fact_file, typed
from comity.knowledge.merge import complete, laid_over, with_origin
from comity.knowledge.row import Facts
from comity.model.said import say

R = TypeVar("R", bound=Facts)
B = TypeVar("B", bound=Facts)

Used = tuple[tuple[str, str], ...]
"""Origin and SHA-256 (hexadecimal) of files that took part."""


class Shelf:
    """Where the files of a section lie: the shipped folder and, if there is one, the folder of the overlay.

    Args:
        shipped: folder of the shipped files.
        name: the section's place in the knowledge, such as `law/treaties`.
        overlay: root of the overlay folder; None without one.
        only: names of the files that belong to the section, without `.yaml`; None for all in the folder.
    """

    def __init__(self, shipped: Path, name: str, overlay: Path | None = None, only: frozenset[str] | None = None) -> None:
        self.name = name
        self._only = only
        self._shipped = shipped
        self._overlay = None if overlay is None else overlay / name
        self._used: dict[str, str] = {}

    @cached_property
    def shipped(self) -> dict[str, Path]:
        """The shipped files by their names without `.yaml`."""
        return self._files(self._shipped)

    @cached_property
    def overlaid(self) -> dict[str, Path]:
        """The files of the overlay by their names without `.yaml`."""
        return {} if self._overlay is None else self._files(self._overlay)

    def slugs(self) -> tuple[str, ...]:
        """List the names of all files, shipped or overlaid."""
        return tuple(sorted(self.shipped.keys() | self.overlaid.keys()))

    def read(self, slug: str, kind: type[B]) -> B:
        """Read one file with its overlay.

        Raises:
            KnowledgeError: a file does not fit its schema, or the overlay contradicts itself.
        """
        merged, told = self._merged(slug, kind)
        return typed(merged, kind, told)

    def files_used(self) -> Used:
        """Return origin and digest of every file read so far, in order of origin."""
        return tuple(sorted(self._used.items()))

    def _files(self, folder: Path) -> dict[str, Path]:
        paths = {path.stem: path for path in sorted(folder.glob("*.yaml"))} if folder.is_dir() else {}
        return paths if self._only is None else {slug: path for slug, path in paths.items() if slug in self._only}

    def _merged(self, slug: str, kind: type[Facts]) -> tuple[dict[str, Any], FactFile]:
        base = self._open(self.shipped[slug], "") if slug in self.shipped else None
        over = self._open(self.overlaid[slug], "overlay:") if slug in self.overlaid else None
        if base is None and over is not None:
            return complete(over, kind), over
        if base is None:
            raise KeyError(slug)
        data = with_origin(base.data, kind, base.origin)
        if over is None:
            return data, base
        typed(data, kind, base)
        return laid_over(data, over, over.data, kind), over

    def _open(self, path: Path, prefix: str) -> FactFile:
        file = read_fact_file(path, f"{prefix}{self.name}/{path.name}" if self.name else f"{prefix}{path.name}")
        self._used[file.origin] = file.sha256
        return file


class Folder(Mapping[str, R], Generic[R]):
    """A section with one row a file.

    Args:
        shelf: where the files lie.
        kind: the schema of a file.
        identity: the identity of a row, which has to fit the file's name.
        upper: whether the identity is the name of the file in capitals (country codes).
    """

    def __init__(self, shelf: Shelf, kind: type[R], identity: Callable[[R], str], *, upper: bool = False) -> None:
        self._shelf = shelf
        self._kind = kind
        self._identity = identity
        self._upper = upper
        self._rows: dict[str, R] = {}

    def __getitem__(self, name: str) -> R:
        if name not in self._rows:
            if name not in self:
                raise KeyError(name)
            slug = self._slug(name)
            row = self._shelf.read(slug, self._kind)
            if self._identity(row) != name:
                raise KnowledgeError(
                    say("the file speaks of `{value}`, its name of `{name}`", value=self._identity(row), name=name),
                    place=f"{self._shelf.name}/{slug}.yaml",
                    hint=say("let the name of the file be the identity in it"),
                )
            self._rows[name] = row
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter([self._named(slug) for slug in self._shelf.slugs()])

    def __len__(self) -> int:
        return len(self._shelf.slugs())

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str) or (self._upper and name != name.upper()):
            return False
        slug = self._slug(name)
        return slug in self._shelf.shipped or slug in self._shelf.overlaid

    @property
    def shelf(self) -> Shelf:
        """Where the files lie."""
        return self._shelf

    def _slug(self, name: str) -> str:
        return name.lower() if self._upper else name

    def _named(self, slug: str) -> str:
        return slug.upper() if self._upper else slug


class Register(Mapping[str, R], Generic[R, B]):
    """A section with many rows a file; its identities are unique over all files.

    Args:
        shelf: where the files lie.
        kind: the schema of a file.
        rows: the rows of a file.
        identity: the identity of a row.
    """

    def __init__(self, shelf: Shelf, kind: type[B], rows: Callable[[B], tuple[R, ...]], identity: Callable[[R], str]) -> None:
        self._shelf = shelf
        self._kind = kind
        self._rows_of = rows
        self._identity = identity

    @cached_property
    def _rows(self) -> dict[str, R]:
        found: dict[str, R] = {}
        for slug in self._shelf.slugs():
            for row in self.file(slug):
                name = self._identity(row)
                if name in found:
                    raise KnowledgeError(
                        say("two rows for `{name}`", name=name), place=f"{self._shelf.name}/{slug}.yaml", hint=say("keep one of the two")
                    )
                found[name] = row
        return found

    def file(self, slug: str) -> tuple[R, ...]:
        """Return the rows of one file; none for a file that does not exist."""
        if slug not in self._shelf.shipped and slug not in self._shelf.overlaid:
            return ()
        return self._rows_of(self._read(slug))

    def _read(self, slug: str) -> B:
        if slug not in self._files:
            self._files[slug] = self._shelf.read(slug, self._kind)
        return self._files[slug]

    @cached_property
    def _files(self) -> dict[str, B]:
        return {}

    def __getitem__(self, name: str) -> R:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def shelf(self) -> Shelf:
        """Where the files lie."""
        return self._shelf


def overlay_root(overlay: Path | None, room: str, sections: frozenset[str], rooms: frozenset[str]) -> Path | None:
    """Look at an overlay folder before it is used: nothing in it may be left unread.

    Args:
        overlay: the folder; None without one.
        room: the room that opens it (`law`, `providers`).
        sections: names of folders and files (with `.yaml`) that the room reads.
        rooms: names of all rooms that may have a folder there.

    Raises:
        InputError: there is no such folder.
        KnowledgeError: it holds a folder or YAML file that nobody reads.
    """
    if overlay is None:
        return None
    if not overlay.is_dir():
        raise InputError(
            say("there is no such overlay folder"), place=str(overlay), hint=say("give the folder that holds `law/` and `providers/`")
        )
    _refuse_strangers(overlay, rooms, overlay)
    if (overlay / room).is_dir():
        _refuse_strangers(overlay / room, sections, overlay)
        for section in sections:
            if (overlay / room / section).is_dir():
                _refuse_strangers(overlay / room / section, None, overlay)
    return overlay


def _refuse_strangers(folder: Path, known: frozenset[str] | None, root: Path) -> None:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or (entry.is_file() and entry.suffix.lower() in (".md", ".txt")):
            continue
        is_known = entry.is_file() and entry.suffix == ".yaml" if known is None else entry.name in known
        if not is_known:
            expected = "files that end in .yaml" if known is None else ", ".join(sorted(known))
            raise KnowledgeError(
                say("nobody reads `{value}`", value=entry.relative_to(root)),
                place=str(entry),
                hint=say("expected here: {expected}", expected=expected),
            )
