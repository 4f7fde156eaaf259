"""What is examined in a request from abroad, from `examination.yaml`: the gate, then the grounds for refusal, one by one.

The items mirror what the linter asks of our own requests: the same safeguards, the same outcome codes. Beside them stand the grounds that
the treaties between the two States name, each with its article and source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from comity.law.book import Law
from comity.law.words import Named
from comity.text.languages import facts_language
from comity.text.messages import mark, readable

PRESERVATION_FAMILY = "preservation"
VERDICTS: dict[str, dict[str, str]] = {
    "gate": {"met": mark("in order"), "not_met": mark("not in order"), "unclear": mark("not clear")},
    "content": {
        "met": mark("in order"),
        "not_met": mark("to be asked for"),
        "unclear": mark("not clear"),
        "not_applicable": mark("not needed"),
    },
    "ground": {"met": mark("is no ground here"), "not_met": mark("is a ground to refuse"), "unclear": mark("not clear")},
}
"""The verdicts of each part, in words."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is examined.

    Attributes:
        id: its id.
        part: `gate` or `ground`.
        ask: what is asked.
        help: how to find out; may be empty.
        outcome: outcome code of a refusal on it.
        sources: pages behind it.
    """

    id: str
    part: str
    ask: str
    help: str
    outcome: str
    sources: tuple[str, ...]


def kind_of(kind: str, instrument: str, law: Law) -> str:
    """Return which items are asked: those of a request, of a preservation, or of spontaneous information."""
    if kind == "spontaneous":
        return kind
    known = law.instruments.get(instrument)
    return "preservation" if known is not None and known.family == PRESERVATION_FAMILY else "request"


def items(part: str, kind: str, law: Law, language: str) -> tuple[Item, ...]:
    """List what is examined.

    Args:
        part: `gate` or `ground`.
        kind: what `kind_of` returned.
        law: the law book, for the sources of the safeguards.
        language: language of the reader.
    """
    return tuple(_item(row, law, language) for row in _file()["items"] if row["part"] == part and kind in row["for"])


def treaty_grounds(law: Law, kind: str, from_state: str, our_state: str, on: date, text: str = "") -> tuple[Item, ...]:
    """List the grounds for refusal that the treaties between two States name for a kind of request, each with article and source.

    A treaty for certain offences only counts where the letter relies on it; what an article says may *not* be refused for is no ground.

    Args:
        law: the law book.
        kind: what `kind_of` returned.
        from_state: ISO code of the State that asks.
        our_state: ISO code of this State.
        on: the day of receipt.
        text: text of the letter.
    """
    if kind == "spontaneous" or from_state not in law.states or our_state not in law.states:
        return ()
    found: dict[str, Item] = {}
    for basis in law.bases(from_state, our_state, on, "preservation" if kind == "preservation" else "mla"):
        if basis.condition is not None and not _is_cited(basis.title, text):
            continue
        for article in law.treaties[basis.treaty].articles:
            if ("preserv" in article.measure) != (kind == "preservation"):
                continue
            for number, ground in enumerate(article.refusal_grounds):
                if not ground.startswith(_NO_GROUND):
                    key = f"{basis.treaty}.{article.article}.{number}"[:80]
                    ask = f"{basis.title.en}, {article.article}: {ground}"
                    found[key] = Item(key, "ground", ask, "", "essential_interests", (article.source,) if article.source else ())
    return tuple(found.values())


_NO_GROUND = "not:"


def _is_cited(title: Named, text: str) -> bool:
    """Tell whether a letter names a treaty, by the words of its title in either language."""
    lowered = text.casefold()
    return any(name.casefold().split("(")[0].strip() in lowered for name in (title.en, title.ru) if name)


def outcome_of(item_id: str) -> str:
    """Return the outcome code of a refusal on an item; grounds of treaties are filed as essential interests."""
    return next((str(row["outcome"]) for row in _file()["items"] if row["id"] == item_id), "essential_interests")


def days_to_acknowledge(urgency: str) -> int:
    """Return within how many days receipt is confirmed: the desk's own default, no limit of law."""
    days: Mapping[str, int] = _file()["days_to_acknowledge"]
    return days.get(urgency, days["routine"])


def _item(row: Mapping[str, Any], law: Law, language: str) -> Item:
    safeguard = law.safeguards.get(row.get("safeguard", ""))
    told = _said(row.get("help"), language)
    sources: tuple[str, ...] = ()
    if safeguard is not None:
        told = told or (safeguard.question.told(facts_language(language)))
        sources = tuple(dict.fromkeys(one.source for one in safeguard.sources if one.source))
    return Item(row["id"], row["part"], _said(row["ask"], language), told, row["outcome"], sources[:3])


def _said(words: Mapping[str, str] | None, language: str) -> str:
    if not words:
        return ""
    return next((words[tag] for tag in readable(language) if tag in words), words["en"])


@cache
def _file() -> dict[str, Any]:
    text = files("comity.desk.incoming").joinpath("examination.yaml").read_text(encoding="utf-8")
    tree: dict[str, Any] = yaml.safe_load(text)
    return tree
