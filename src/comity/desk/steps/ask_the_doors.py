"""From a trace to requests: for each exchange and issuer a freeze and a disclosure, with the annex they ask for.

What the trace knows fills the draft: whole transaction ids, blocks, times, amounts, the flow of funds. What the case file knows is
composed as for any other request. The rest stays a question; a letter with a gap is marked as not complete on every page, and is not
written as final.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from comity.chain.flow import Edge
from comity.chain.labels import DoorKind
from comity.chain.trace import Traced
from comity.chain.trace_document import as_time
from comity.desk.steps.door_deposits import Addressee, Deposit, Rate, addressees, annex_csv, annex_json, annex_rows, in_money, in_unit
from comity.documents.output import write_files
from comity.drafting.compose.answer_file import read_answers
from comity.drafting.compose.composer import draft_of
from comity.drafting.compose.occasions import situations_of_instrument
from comity.drafting.draft_file import draft_text
from comity.drafting.render.render import Renderer
from comity.law.book import Law
from comity.model.case import Case, CaseLead, Wanted
from comity.model.category import DataCategory
from comity.model.identifier import Identifier, IdentifierKind
from comity.model.request.asset import AssetFacts
from comity.model.request.data import DataFacts
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.request_facts import RequestFacts
from comity.model.request.target import Target
from comity.providers.catalog import Catalog
from comity.providers.provider import Provider
from comity.routing.case_file import read_case
from comity.routing.route import route
from comity.text.messages import Messages, mark

_KINDS = {"btc": IdentifierKind.BTC, "evm": IdentifierKind.EVM, "tron": IdentifierKind.TRON}
_ASKED_FOR = mark(
    "for each deposit: the customer's identity and documents (KYC); logins with IP address, port and UTC time; deposits and withdrawals "
    "with transaction ids; linked accounts and payment means; the Travel Rule record (IVMS101) of each transfer"
)
_SUMMARY = mark(
    "The trace begins with {seed} ({value}) and leads over {payments} payments to {count} deposits at {name}. Traced share of the "
    "deposits by policy: {shares}. Path of the first deposit: {path}."
)
_LONGEST_PATH = 12


@dataclass(frozen=True, slots=True)
class Asking:
    """What the requests are made with.

    Attributes:
        case: the case file; None leaves what it would say as questions.
        language: language of the letters.
        rates: what a unit was worth, by day.
        overlay: a ministry's knowledge files.
        is_final: whether a letter with a gap is refused.
        answers: file of answers to the questions (only together with a case file).
    """

    case: Path | None = None
    language: str = "en"
    rates: dict[str, Rate] | None = None
    overlay: Path | None = None
    is_final: bool = False
    answers: Path | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """One request as written.

    Attributes:
        paths: draft, letters and annex.
        missing: must-facts that only a person can give.
        instrument: its instrument.
        addressee: who is asked.
        is_refused: whether the final letter was refused for its gaps.
    """

    paths: tuple[Path, ...]
    missing: tuple[str, ...]
    instrument: str
    addressee: str
    is_refused: bool


def ask_the_doors(traced: Traced, asking: Asking, out: Path) -> tuple[Written, ...]:
    """Write the requests that a trace gives rise to.

    Args:
        traced: the trace.
        asking: the case and the language.
        out: folder.
    """
    found = addressees(traced)
    if not found:
        return ()
    law, catalog = Law.open(asking.overlay), Catalog.open(asking.overlay)
    case = read_case(asking.case, law, catalog) if asking.case else None
    renderer = Renderer.open(asking.overlay)
    written = []
    for number, addressee in enumerate(found, start=1):
        provider = provider_of(addressee, catalog)
        instruments = ("freeze_provider",) if addressee.is_rest else ("freeze_provider", "vol_subscriber")
        for instrument in instruments:
            request = request_for(addressee, instrument, traced, asking, case, provider, law, catalog)
            name = f"{number:02d}-{_slug(addressee.name)}-{'freeze' if instrument == 'freeze_provider' else 'disclosure'}"
            written.append(_write(name, request, addressee, traced, asking, renderer, out))
    return tuple(written)


def provider_of(addressee: Addressee, catalog: Catalog) -> Provider | None:
    """Find the catalogued provider that a label names: by the label's own id, else by a whole word of its name."""
    words = set(re.findall(r"[a-z0-9]+", f"{addressee.name} {addressee.actor or ''}".lower()))
    for provider in catalog.values():
        if provider.kind in {"exchange", "stablecoin_issuer", "swap_service"} and (provider.id == addressee.actor or provider.id in words):
            return provider
    return None


def request_for(
    addressee: Addressee,
    instrument: str,
    traced: Traced,
    asking: Asking,
    case: Case | None,
    provider: Provider | None,
    law: Law,
    catalog: Catalog,
) -> EvidenceRequest:
    """Make the draft: what the case says, then what the trace knows."""
    if case is None:
        request = EvidenceRequest(request=RequestFacts(instrument=instrument, language=asking.language))
    else:
        request = _composed(addressee, instrument, traced, asking, case, provider, law, catalog)
    t = Messages(asking.language)
    kind = "exchange" if addressee.kind is DoorKind.EXCHANGE else "provider"
    addressed = replace(request.addressee, name=request.addressee.name or addressee.name, kind=kind)
    request = replace(request, addressee=addressed, asset=_asset(request.asset, addressee, traced, asking, t))
    if instrument != "freeze_provider":
        data = request.data if request.data.description else replace(request.data, description=t(_ASKED_FOR))
        request = replace(request, data=_with_categories(data))
    return request if case is not None else replace(request, targets=_targets(addressee, traced))


def _composed(
    addressee: Addressee,
    instrument: str,
    traced: Traced,
    asking: Asking,
    case: Case,
    provider: Provider | None,
    law: Law,
    catalog: Catalog,
) -> EvidenceRequest:
    first = len(case.leads)
    leads = tuple(
        CaseLead(
            Identifier(_KINDS[traced.order.chain], address, address, provider=provider.id if provider else None),
            provider=provider.id if provider else None,
            asset=traced.symbol,
        )
        for address in _addresses(addressee)
    )
    category = DataCategory.ASSET_RESTRAINT if instrument == "freeze_provider" else DataCategory.SUBSCRIBER
    wanted = tuple(Wanted(first + number, category) for number in range(len(leads)))
    extended = replace(case, leads=(*case.leads, *leads), wanted=wanted)
    answer = route(extended, law, catalog, case.on, asking.language)
    situations = situations_of_instrument(extended, answer, law, catalog, instrument, lead=first, language=asking.language)
    situation = replace(situations[0], leads=tuple(range(first, first + len(leads))), provider=situations[0].provider or provider)
    return draft_of(situation, read_answers(asking.answers) if asking.answers else ()).request


def _asset(known: AssetFacts, addressee: Addressee, traced: Traced, asking: Asking, t: Messages) -> AssetFacts:
    deposits, is_coin = addressee.deposits, traced.coins is not None
    money = [in_money(deposit, traced, asking.rates or {}) for deposit in deposits]
    return replace(
        known,
        kind="crypto",
        identifier="; ".join(_addresses(addressee)),
        custodian=known.custodian or (None if addressee.is_rest else addressee.name),
        request_type="freeze",
        tracing_report=True,
        heuristics_disclosed=True,
        txids=tuple(deposit.edge.txid for deposit in deposits),
        block_times=tuple(_block_time(deposit) for deposit in deposits),
        token_contract=None if traced.asset == traced.symbol else traced.asset,
        output_index=tuple(str(deposit.edge.index) for deposit in deposits) if is_coin else (),
        amount_native=tuple(in_unit(deposit.edge.value, traced) for deposit in deposits),
        amount_fiat=tuple(one for one in money if one is not None) if all(money) else (),
        flow_summary=_summary(addressee, traced, t),
        identifiers_copyable=True,
    )


def _block_time(deposit: Deposit) -> str:
    position = deposit.edge.position
    time = as_time(position.at)
    return f"{position.height}, {time}" if position.height is not None else time or "-"


def _summary(addressee: Addressee, traced: Traced, t: Messages) -> str:
    shares = []
    for policy in traced.order.policies:
        share = sum((deposit.amounts.get(policy, Fraction(0)) for deposit in addressee.deposits if deposit.is_arrival), Fraction(0))
        shares.append(f"{policy} {in_unit(share, traced)}")
    seeded = max(traced.flow.seeded.values())
    return t(
        _SUMMARY,
        seed=", ".join(str(seed) for seed in traced.order.seeds),
        value=in_unit(seeded, traced),
        payments=len(traced.flow.edges),
        count=len(addressee.deposits),
        name=addressee.name,
        shares="; ".join(shares),
        path=" → ".join(_path(addressee.deposits[0].edge, traced)),
    )


def _path(edge: Edge, traced: Traced) -> list[str]:
    """Name the transactions from the seed to a payment, by way of the payers; the middle of a long path is left to the annex."""
    path = [edge.txid]
    here = edge
    while here.hop and len(path) < traced.flow.edges[-1].hop + len(traced.flow.edges):
        before = [one for one in traced.flow.edges if one.hop < here.hop and one.recipient in here.senders]
        if not before:
            break
        here = max(before, key=lambda one: (one.hop, one.value))
        path.append(here.txid)
    path.reverse()
    return path if len(path) <= _LONGEST_PATH else [*path[: _LONGEST_PATH // 2], "…", *path[-_LONGEST_PATH // 2 :]]


def _addresses(addressee: Addressee) -> tuple[str, ...]:
    return tuple(dict.fromkeys(deposit.edge.recipient for deposit in addressee.deposits if deposit.edge.recipient))


def _targets(addressee: Addressee, traced: Traced) -> tuple[Target, ...]:
    return tuple(
        Target(
            kind="wallet",
            identifier=address,
            identifier_type="wallet_address",
            wallet_chain=traced.order.chain,
            wallet_custodian=None if addressee.is_rest else addressee.name,
        )
        for address in _addresses(addressee)
    )


def _with_categories(data: DataFacts) -> DataFacts:
    return data if data.categories else replace(data, categories=("subscriber",))


def _write(
    name: str, request: EvidenceRequest, addressee: Addressee, traced: Traced, asking: Asking, renderer: Renderer, out: Path
) -> Written:
    letter = renderer.letter(request, asking.language)
    missing = tuple(dict.fromkeys(gap.ref.field for gap in letter.gaps))
    rows = annex_rows(addressee, traced, asking.rates or {})
    contents = {
        f"{name}.yaml": draft_text(request).encode(),
        f"{name}.annex.csv": annex_csv(rows),
        f"{name}.annex.json": annex_json(rows, traced),
    }
    is_refused = asking.is_final and bool(missing)
    if not is_refused:
        contents |= {f"{name}.{format_}": renderer.write(letter, format_) for format_ in ("docx", "pdf")}
    write_files(out, contents, force=True)
    paths = tuple(out / file for file in contents)
    return Written(paths, missing, request.request.instrument or "", addressee.name, is_refused)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40] or "door"
