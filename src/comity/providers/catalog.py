"""The catalogue of providers: a mapping from id to provider, with a ministry's overlay laid over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from comity.knowledge.section import Folder, Shelf, Used, overlay_root
from comity.providers.provider import Provider

ROOMS = frozenset({"law", "providers", "drafting", "text", "training", "money"})
"""Rooms that may have a folder in an overlay."""


@dataclass(frozen=True, slots=True)
class MarksData:
    """By what a lead is seen to belong to one provider.

    Attributes:
        id: id of the provider.
        mail_domains: domains of mailboxes that the provider hosts.
        domains: its domains.
        url_hosts: hosts of its addresses; `*.` stands for any label.
        url_patterns: (regular expression, what its first group yields).
        identifiers: (kind of identifier, regular expression).
    """

    id: str
    mail_domains: tuple[str, ...]
    domains: tuple[str, ...]
    url_hosts: tuple[str, ...]
    url_patterns: tuple[tuple[str, str], ...]
    identifiers: tuple[tuple[str, str], ...]


class Catalog(Mapping[str, Provider]):
    """Providers by id, read when they are asked for.

    Attributes:
        shelf: where their files lie.
    """

    def __init__(self, overlay: Path | None = None, root: Path | None = None) -> None:
        folder = Path(__file__).parent if root is None else root / "providers"
        self.shelf = Shelf(folder / "catalog", "providers/catalog", overlay)
        self._rows: Folder[Provider] = Folder(self.shelf, Provider, lambda row: row.id)

    @classmethod
    def open(cls, overlay: Path | None = None, *, root: Path | None = None) -> Catalog:
        """Open the shipped catalogue, with a ministry's overlay folder laid over it.

        Args:
            overlay: folder of the overlay; None without one.
            root: another knowledge folder to read instead of the shipped one (it holds `law/` and `providers/`).

        Raises:
            InputError: there is no such folder.
            KnowledgeError: the folder holds something that nobody reads.
        """
        return cls(overlay_root(overlay, "providers", frozenset({"catalog"}), ROOMS), root)

    def __getitem__(self, name: str) -> Provider:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def marks_data(self) -> tuple[MarksData, ...]:
        """Return by what a lead is seen to belong to each provider, for the recogniser of leads."""
        return tuple(
            MarksData(
                id=row.id,
                mail_domains=row.recognise.mail_domains,
                domains=row.recognise.domains,
                url_hosts=row.recognise.url_hosts,
                url_patterns=tuple((pattern.regex, pattern.yields) for pattern in row.recognise.url_patterns),
                identifiers=tuple((form.kind, form.regex) for form in row.identifiers),
            )
            for row in self.values()
        )

    def files_used(self) -> Used:
        """Return origin and SHA-256 of every file read so far."""
        return self.shelf.files_used()
