"""Providers, from their catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tools.reference.page import Page, cell, facts, link, table

CATEGORIES = ("subscriber", "traffic", "content", "preservation", "emergency")


def pages() -> Iterator[Page]:
    """Make the table of providers and a page for each."""
    providers: dict[str, dict[str, Any]] = facts("providers/catalog")
    ordered = sorted(providers.items(), key=lambda item: str(item[1]["name"]).lower())
    text = table(["provider", "kind", "State", *CATEGORIES, "as of"], [_row(slug, row) for slug, row in ordered])
    introduction = (
        "What a provider accepts directly from an authority abroad, as far as it was read. `unknown` means that nothing was read.\n\n"
    )
    yield Page("providers.md", "Providers", introduction + text)
    for slug, row in providers.items():
        yield Page(f"providers/{slug}.md", str(row["name"]), _provider(slug, row))


def _row(slug: str, row: dict[str, Any]) -> tuple[Any, ...]:
    accepted = (_foreign(row, category) for category in CATEGORIES)
    return link(row["name"], f"providers/{slug}.md"), row.get("kind"), row.get("country"), *accepted, row.get("as_of")


def _foreign(row: dict[str, Any], category: str) -> object:
    channels = (row.get("accepted_channels") or {}).get(category)
    return channels.get("direct_foreign") if isinstance(channels, dict) else None


def _provider(slug: str, row: dict[str, Any]) -> str:
    weak = row.get("unverified_fields") or []
    parts = [f"Id: `{slug}`. As of {cell(row.get('as_of'))}; basis: {cell(row.get('confidence'))}.\n"]
    if weak:
        parts.append(f"**Not verified:** {cell(weak)}.\n")
    parts.append("## Whom to address\n\n" + table(["where the user is", "legal entity"], (row.get("legal_entity") or {}).items()))
    rule = row.get("addressing_rule") or {}
    parts.append(cell(rule.get("text")) + "\n")
    channels = [(category, *(value.get(key) for key in ("us_authority", "mlat_or_cloud_act", "direct_foreign", "note")))
                for category, value in (row.get("accepted_channels") or {}).items() if isinstance(value, dict)]  # fmt: skip
    parts.append(
        "## What it accepts from whom\n\n"
        + table(["category", "US authority", "treaty or agreement", "abroad, directly", "note"], channels)
    )
    parts.append("## Preservation\n\n" + table(["what", "says"], (row.get("preservation") or {}).items()))
    identifiers = [
        (item.get("kind"), item.get("example"), item.get("sufficient"), item.get("note")) for item in row.get("identifiers") or []
    ]
    parts.append("## Identifiers\n\n" + table(["kind", "example", "sufficient", "note"], identifiers))
    parts.append(f"Not sufficient: {cell(row.get('not_sufficient'))}.\n")
    kept = [(item.get("data"), item.get("duration"), item.get("note")) for item in row.get("retention") or []]
    parts.append("## How long it keeps data\n\n" + table(["data", "duration", "note"], kept))
    parts.append("## Sources\n\n" + "\n".join(f"- {cell(source)}" for source in row.get("sources") or ["–"]) + "\n")
    return "\n".join(parts)
