"""Facts about assets to be frozen (ids `asset.*`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.request.kinds import Statement


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """Facts about assets to be frozen (ids `asset.*`).

    Attributes:
        kind: crypto | bank | property.
        identifier: address or account.
        custodian: custodian.
        value: estimate.
        link_offence: link to offence.
        link_person: link to person.
        third_party_interests: third-party interests.
        order_attached: freezing or confiscation order attached.
        order_final: order final.
        request_type: freeze | confiscate.
        max_amount: maximum amount to be realised.
        value_based: value confiscation.
        dissipation_risk: risk.
        urgent_parallel: parallel FIU or police freeze asked.
        tracing_report: tracing report.
        heuristics_disclosed: clustering and attribution method and confidence stated.
        receiving_plan: state-controlled wallet or custody plan.
        secrets_in_text: seed or private key present in the text.
        txids: full transaction ids of the deposits traced to the custodian, never truncated.
        block_times: block height and UTC time of each deposit.
        token_contract: token contract address, for tokens.
        output_index: output index, for UTXO chains.
        amount_native: amount of each deposit in the asset's own unit.
        amount_fiat: value at block time, with currency and source of the rate.
        flow_summary: flow of funds from the first victim transaction to the custodian.
        identifiers_copyable: identifiers given as text, not as pictures.
        freeze_until: end date or duration of the freeze asked for.
        notify_customer: whether the customer may be told, and why not.
    """

    kind: str | None = None
    identifier: str | None = None
    custodian: str | None = None
    value: str | None = None
    link_offence: str | None = None
    link_person: str | None = None
    third_party_interests: str | None = None
    order_attached: Statement | None = None
    order_final: Statement | None = None
    request_type: str | None = None
    max_amount: str | None = None
    value_based: Statement | None = None
    dissipation_risk: str | None = None
    urgent_parallel: Statement | None = None
    tracing_report: Statement | None = None
    heuristics_disclosed: Statement | None = None
    receiving_plan: str | None = None
    secrets_in_text: Statement | None = None
    txids: tuple[str, ...] = ()
    block_times: tuple[str, ...] = ()
    token_contract: str | None = None
    output_index: tuple[str, ...] = ()
    amount_native: tuple[str, ...] = ()
    amount_fiat: tuple[str, ...] = ()
    flow_summary: str | None = None
    identifiers_copyable: Statement | None = None
    freeze_until: str | None = None
    notify_customer: str | None = None
