"""The lint rules, a page each, from their files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tools.reference.page import Markup, Page, cell, code, facts, link, table

INTRODUCTION = """
What a draft, or a letter written elsewhere, is held against. *Block* needs an override with a name and a reason; *error* means that a
refusal or a long delay is likely; *warning* may delay or weaken; *info* is good practice. Each rule names the outcome that it prevents.
"""


def pages() -> Iterator[Page]:
    """Make the table of rules, by family, and a page for each."""
    families: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in facts("drafting/lint/rules").values():
        rule: dict[str, Any] = row
        families[str(rule["code"]).partition("-")[0]].append(rule)
    parts = [INTRODUCTION]
    for family, rules in sorted(families.items()):
        rows = [
            (link(rule["code"], f"rules/{rule['code']}.md"), rule["title"]["en"], rule["severity"], _outcome(rule, ".")) for rule in rules
        ]
        parts.append(f"## {family}\n\n{table(['rule', 'what it looks for', 'severity', 'prevents'], rows)}")
    yield Page("rules.md", "Rules", "\n".join(parts))
    for rules in families.values():
        yield from (Page(f"rules/{rule['code']}.md", f"{rule['code']}: {cell(rule['title']['en'])}", _rule(rule)) for rule in rules)


def _outcome(rule: dict[str, Any], up: str) -> Markup | None:
    return Markup(f"[`{rule['refusal_code']}`]({up}/outcomes.md)") if rule.get("refusal_code") else None


def _rule(rule: dict[str, Any]) -> str:
    parts = [
        table(
            ["severity", "asked", "applies to", "prevents", "basis"],
            [(rule["severity"], rule["scope"], rule["applies_to"], _outcome(rule, ".."), rule["basis"])],
        ),
        f"По-русски: {cell(rule['title'].get('ru'))}\n",
        f"## Why\n\n{cell(rule['why']['en'])}\n",
        f"## How to mend it\n\n{cell(rule['fix']['en'])}\n",
        f"## The check\n\n{code(rule['check'])}\n",
    ]
    for kind, title in (("bad", "It fires on"), ("good", "It is silent on")):
        parts.append(f"## {title}\n\n" + "\n".join(_example(example) for example in rule["examples"][kind]) + "\n")
    if rule.get("note"):
        parts.append(f"## Note\n\n{cell(rule['note'])}\n")
    sources = [(source["id"], source["url"], source["how"]) for source in rule["sources"]]
    parts.append(f"## Sources\n\n{table(['source', 'address', 'how it is known'], sources)}")
    return "\n".join(parts)


def _example(example: dict[str, Any]) -> str:
    changes = [
        f"{code(fact)} {'taken away' if value is None else 'set to ' + code(value)}" for fact, value in (example.get("with") or {}).items()
    ]
    return f"- the complete draft {code(example['draft'])}{' with ' + ', '.join(changes) if changes else ''}"
