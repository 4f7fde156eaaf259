"""The case as a CASE.yaml: what the register keeps by dotted key becomes the file that route, draft and every other program read.

The file is the one truth about the shape of a case: what the desk keeps is read back through the same reader as a file from outside, so
a mistake is named the same way, and a case can be taken away and brought back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import yaml

from comity.desk.bench import workbench
from comity.desk.models.case import Case
from comity.law.book import Law
from comity.model.case import Case as CaseValue
from comity.routing.case_file import parse_case

_LISTS = {
    "suspects": (),
    "losses": ("victim", "amount", "currency", "on"),
    "preservations": ("provider", "reference", "requested", "expires"),
}
"""Lists that are typed as lines; the parts of a line stand between bars."""


def case_bytes(case: Case) -> bytes:
    """Write a case with its accepted leads as a CASE.yaml."""
    tree: dict[str, Any] = {}
    for key, text in sorted(case.particulars.items()):
        if text:
            _put(tree, key, text)
    tree["losses"] = [*_recorded(case), *tree.get("losses", ())]
    tree["case_number"] = case.number
    leads = list(case.leads.filter(state="accepted"))
    tree["leads"] = [{"kind": lead.kind, "value": lead.value, **lead.entry} for lead in leads]
    tree["wanted"] = [{"lead": str(number), **row} for number, lead in enumerate(leads) for row in lead.wanted]
    return yaml.dump(_without_empty(tree), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=120).encode("utf-8")


def _recorded(case: Case) -> list[dict[str, str]]:
    """The losses that are kept as entries of their own."""
    rows = case.money.filter(fate="lost", struck_at=None).values_list("victim__name", "amount", "currency", "on")
    return [{"victim": victim, "amount": amount, "currency": currency, "on": on.isoformat()} for victim, amount, currency, on in rows]


def case_value(case: Case, language: str) -> CaseValue:
    """Read a case as the library's value.

    Raises:
        InputError: something in it cannot be used as it is; the place names the key.
    """
    return _read(case_bytes(case), f"{case.number}.yaml", language, workbench(language).law)


@lru_cache(maxsize=256)
def _read(data: bytes, name: str, language: str, law: Law) -> CaseValue:
    """Read a case file once as long as neither it nor the law book changes: several pages of a case are looked at one after the other."""
    return parse_case(data, name, law, workbench(language).catalog)


def particulars_of(root: Mapping[str, Any]) -> dict[str, str]:
    """Take the particulars out of the tree of a CASE.yaml, leads aside."""
    found: dict[str, str] = {}
    for key, value in root.items():
        if key in _LISTS:
            found[key] = "\n".join(_line(item, _LISTS[key]) for item in value or ())
        elif key not in {"leads", "wanted", "case_number"}:
            found.update(_flat(key, value))
    return {key: text for key, text in found.items() if text}


def _flat(key: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(f"{key}.{name}", inner)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for number, inner in enumerate(value):
            yield from _flat(f"{key}.{number}", inner)
    elif isinstance(value, list):
        yield key, "\n".join(str(item) for item in value)
    else:
        yield key, "" if value is None else str(value)


def _line(item: Any, names: tuple[str, ...]) -> str:
    return " | ".join(str(item.get(name) or "") for name in names).rstrip(" |") if isinstance(item, Mapping) else str(item)


def _put(tree: dict[str, Any], key: str, text: str) -> None:
    if key in _LISTS:
        tree[key] = [_item(line, _LISTS[key]) for line in text.splitlines() if line.strip()]
        return
    *path, last = key.split(".")
    place: Any = tree
    for name in path:
        place = place.setdefault(name, {})
    place[last] = text.split("\n") if last == "portal_accounts" else text


def _item(line: str, names: tuple[str, ...]) -> Any:
    if not names:
        return line.strip()
    parts = [part.strip() for part in line.split("|")]
    return {name: part for name, part in zip(names, parts, strict=False) if part}


def _without_empty(tree: dict[str, Any]) -> dict[str, Any]:
    if isinstance(tree.get("offences"), dict):
        tree["offences"] = [row for _, row in sorted(tree["offences"].items(), key=lambda pair: int(pair[0]))]
    return {key: value for key, value in tree.items() if value not in ({}, [], "")}
