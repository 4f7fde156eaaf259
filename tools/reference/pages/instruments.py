"""The instruments, the facts that a request can hold, outcome codes, time limits and safeguards, from the law files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tools.reference.page import SOURCE, Page, cell, fact_file, facts, link, table

NEEDS = {"must": "must", "conditional": "where it applies", "optional": "may"}


def pages() -> Iterator[Page]:
    """Make the table of instruments and a page for each, and the tables beside them."""
    instruments: dict[str, dict[str, Any]] = facts("law/instruments")
    rows = [
        (link(row["name"], f"instruments/{slug}.md"), f"`{slug}`", row.get("family"), row.get("issuer"), row.get("addressee"))
        for slug, row in sorted(instruments.items(), key=lambda item: str(item[1]["name"]))
    ]
    yield Page("instruments.md", "Instruments", table(["instrument", "id", "family", "issued by", "addressed to"], rows))
    for slug, row in instruments.items():
        yield Page(f"instruments/{slug}.md", str(row["name"]), _instrument(slug, row))
    yield _request_facts(instruments)
    yield _outcomes()
    yield _time_limits()
    yield _safeguards()


def _instrument(slug: str, row: dict[str, Any]) -> str:
    plain = [(key, row.get(key)) for key in ("family", "legal_basis", "issuer", "addressee", "obtains", "not_for", "evidence_status",
                                             "confidentiality_and_notice", "follow_up", "status_caveat") if row.get(key)]  # fmt: skip
    parts = [f"Id: `{slug}`\n", table(["what", "says"], [(key.replace("_", " "), value) for key, value in plain])]
    needed = [
        (f"`{fact['field']}`", NEEDS.get(fact["need"], fact["need"]), fact.get("condition"), fact.get("description"))
        for fact in row["required_facts"]
    ]
    parts += ["## What it must hold\n", table(["fact", "need", "when", "meaning"], needed)]
    if row.get("refusal_grounds"):
        grounds = [
            (f"`{ground['id']}`", ground.get("text"), ground.get("basis"), ground.get("source")) for ground in row["refusal_grounds"]
        ]
        parts += ["## Why it may be refused\n", table(["ground", "meaning", "basis", "source"], grounds)]
    if row.get("sources"):
        sources = [(f"`{source.get('id', '')}`", source.get("url") or source.get("source"), source.get("how")) for source in row["sources"]]
        parts += ["## Sources\n", table(["id", "address", "how it is known"], sources)]
    return "\n".join(parts)


def _request_facts(instruments: dict[str, dict[str, Any]]) -> Page:
    asked: dict[str, int] = {}
    for row in instruments.values():
        for fact in row["required_facts"]:
            asked[fact["field"]] = asked.get(fact["field"], 0) + 1
    parts = ["What a draft can say, by id. The last column counts the instruments that ask for it.\n"]
    for group, data in facts("law/facts").items():
        rows = [(f"`{fact['id']}`", fact.get("description"), fact.get("type"), asked.get(fact["id"], 0)) for fact in _rows(data, "facts")]
        parts.append(f"## {group}\n\n{table(['fact', 'meaning', 'kind', 'instruments'], rows)}")
    return Page("request-facts.md", "Request facts", "\n".join(parts))


def _outcomes() -> Page:
    rows = [
        (f"`{row['code']}`", row["text"]["en"], row["text"]["ru"]) for row in _rows(fact_file(SOURCE / "law" / "outcomes.yaml"), "outcomes")
    ]
    text = "One vocabulary for what a check prevents, what a counterpart answers and what the statistics count.\n\n"
    return Page("outcomes.md", "Outcome codes", text + table(["code", "meaning", "по-русски"], rows))


def _time_limits() -> Page:
    head = ["id", "article", "topic", "starts from", "length", "kind", "who is bound", "source", "as of"]
    keys = ("id", "article", "topic", "starts_from", "duration", "kind", "bound", "source", "as_of")
    rows = [[row.get(key) for key in keys] for data in facts("law/time_limits").values() for row in _rows(data, "time_limits")]
    return Page("time-limits.md", "Time limits", table(head, rows))


def _safeguards() -> Page:
    parts = []
    for slug, row in facts("law/safeguards").items():
        data: dict[str, Any] = row
        question = f"The requester is asked: *{cell(data['question']['en'])}*"
        scope = f"If not met: `{data.get('if_not_met')}`. Applies to: {cell(data.get('applies_to'))}."
        parts.append(f"## {data['title']['en']}\n\nId: `{slug}`. {cell(data.get('principle'))}\n\n{question}\n\n{scope}\n")
    return Page("safeguards.md", "Safeguards", "\n".join(parts))


def _rows(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = data[key]
    return rows
