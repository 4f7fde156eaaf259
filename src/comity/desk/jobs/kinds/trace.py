"""Follow crypto-assets of a case from a source that the operator set up."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings

from comity.chain.flow import Limits
from comity.chain.groups import JOINS
from comity.chain.trace import POLICIES, Direction, Order, moment_of, seed_of
from comity.desk.jobs.kind import JobKind, Task, plain
from comity.desk.models.case import Case
from comity.desk.rights.worker import Worker
from comity.desk.steps.ask_the_doors import Asking
from comity.desk.steps.case_file import case_bytes, case_value
from comity.desk.steps.follow_money import DOCUMENT, follow_money
from comity.errors import InputError
from comity.text.languages import facts_language
from comity.text.messages import mark, say

_CHAINS = ("btc", "evm", "tron")
_MOST_HOPS = 50
ASKED = ("chain", "tx", "address", "direction", "asset", "hops", "min_value", "max_value", "since", "until", "join")


class Trace(JobKind):
    """Traces from a transaction or address; the network is asked only at the source that the operator named in the settings."""

    slug = "trace"
    words: ClassVar[str] = mark("follow the money")
    action = "case.change"

    def checked(self, worker: Worker, order: dict[str, Any], case: Case | None) -> dict[str, Any]:  # noqa: ARG002 - the base says what is handed over
        asked = plain(order, *ASKED)
        chain = asked.get("chain", "")
        if chain not in _CHAINS:
            raise InputError(
                say("no such choice: {value}", value=chain), place="chain", hint=say("one of: {keys}", keys=", ".join(_CHAINS))
            )
        if chain not in sources():
            raise InputError(
                say("this register has no source for the chain {chain}", chain=chain),
                place="COMITY_CHAIN_SOURCES",
                hint=say("the operator names one in the settings: {example}", example=f"{chain}=esplora+https://node.example"),
            )
        _order(asked)
        _order(asked)
        return asked

    def run(self, task: Task) -> dict[str, Any]:
        asked = task.job.order
        task.progress(0, 2, asked["chain"])
        out = task.folder / "trace"
        follow_money(_order(asked), sources()[asked["chain"]], tag_folders(), out, _asking(task))
        task.progress(2, 2)
        document = json.loads((out / DOCUMENT).read_bytes())
        return {
            "doors": len(document["doors"]),
            "edges": len(document["edges"]),
            "files": [_file(path, task.folder) for path in _papers(out, document)],
        }

    def kept(self, task: Task) -> str:
        return task.worker.t("Nothing of the trace is kept: a trace is written whole or not at all.")


def _asking(task: Task) -> Asking:
    """The requests are made with the case as it stands; a case that cannot be read yet leaves them as questions."""
    if task.case is None:
        return Asking(language=facts_language(task.job.language))
    path = task.folder / "case.yaml"
    path.write_bytes(case_bytes(task.case))
    try:
        case_value(task.case, task.job.language)
    except InputError:
        return Asking(language=facts_language(task.job.language))
    return Asking(path, facts_language(task.job.language))


def _papers(out: Path, document: dict[str, Any]) -> list[Path]:
    """What is given away: the result, the reports, the requests; drafts go into the register instead."""
    named = (*document["reports"], *(path for path in document["requests"] if not path.endswith(".yaml")))
    return [out / DOCUMENT, *(Path(path) for path in named)]


def _file(path: Path, folder: Path) -> dict[str, str]:
    return {"name": path.relative_to(folder).as_posix(), "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def sources() -> dict[str, str]:
    """Chain to the address of its source, as the settings name them: `btc=…, tron=…`."""
    pairs = (part.partition("=") for part in settings.CONFIGURATION.chain_sources.split(","))
    return {name.strip(): address.strip() for name, _, address in pairs if name.strip() in _CHAINS and address.strip()}


def tag_folders() -> tuple[Path, ...]:
    """The folders of labels: the operator's, and the office's own tags."""
    own = own_tags_folder()
    return tuple(path for path in (settings.CONFIGURATION.tags, own if any(own.glob("*.yaml")) else None) if path)


def own_tags_folder() -> Path:
    """Where the office's own tags lie."""
    return Path(settings.CONFIGURATION.data) / "own-tags"


def _order(asked: dict[str, str]) -> Order:
    seeds = [seed_of(transaction=asked["tx"])] if asked.get("tx") else []
    seeds += [seed_of(address=asked["address"])] if asked.get("address") else []
    if not seeds:
        raise InputError(say("nothing to begin with"), hint=say("give a transaction or an address"), place="tx")
    direction, hops, least = asked.get("direction") or "forward", asked.get("hops") or "10", asked.get("min_value") or "0"
    if direction not in set(Direction):
        raise InputError(say("no such choice: {value}", value=direction), place="direction")
    if not (hops.isascii() and hops.isdigit() and len(hops) < 4 and 1 <= int(hops) <= _MOST_HOPS):
        raise InputError(say("the number of hops lies between 1 and {most}", most=_MOST_HOPS), place="hops")
    joins = tuple(asked.get("join", "").split())
    if set(joins) - set(JOINS):
        raise InputError(
            say("no such choice: {value}", value=" ".join(joins)), place="join", hint=say("one of: {keys}", keys=", ".join(JOINS))
        )
    limits = Limits(
        int(hops),
        _amount(least, "min_value"),
        maximum=_amount(asked["max_value"], "max_value") if asked.get("max_value") else None,
        since=moment_of(asked["since"], "since") if asked.get("since") else None,
        until=moment_of(asked["until"], "until", is_end=True) if asked.get("until") else None,
    )
    return Order(asked["chain"], tuple(seeds), Direction(direction), asked.get("asset") or None, tuple(POLICIES), limits, joins)


def _amount(text: str, place: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise InputError(say("is no amount: {text}", text=text), place=place) from None
