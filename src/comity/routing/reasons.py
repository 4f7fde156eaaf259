"""Why a route is open, to be checked, or closed: every code with its words, in one table.

A reason that closes a route carries an outcome code of the knowledge base (`law/outcomes.yaml`), the same that a refusal is
filed under; the others carry a code of their own. The words are keys of the message catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass

from comity.model.provenance import Basis, Provenance
from comity.model.route import Reason, RouteState
from comity.text.messages import Messages, mark

_OPEN, _CHECK, _CLOSED = RouteState.OPEN, RouteState.CHECK, RouteState.CLOSED


@dataclass(frozen=True, slots=True)
class ReasonKind:
    """One kind of reason.

    Attributes:
        code: what programs see; an outcome code where the reason closes a route.
        weakens: the state that this reason alone gives a route.
        words: the sentence, a key of the message catalogue.
    """

    code: str
    weakens: RouteState
    words: str


def _opens(code: str, words: str) -> ReasonKind:
    return ReasonKind(code, _OPEN, words)


def _doubts(code: str, words: str) -> ReasonKind:
    return ReasonKind(code, _CHECK, words)


def _closes(outcome: str, words: str) -> ReasonKind:
    return ReasonKind(outcome, _CLOSED, words)


REASONS: dict[str, ReasonKind] = {
    # what a route rests on
    "row_unverified": _doubts("row_unverified", mark("not read in any source: {what}; {advice}")),
    "row_stale": _doubts("row_stale", mark("read on {as_of}, to be read again since {due}: {what}; {advice}")),
    "row_undated": _doubts("row_undated", mark("read in a copy without a date, so its age is not known: {what}; {advice}")),
    "row_missing": _doubts("row_missing", mark("nothing was found about this: {what}; {advice}")),
    "row_inferred": _doubts("row_inferred", mark("inferred from other facts, not read in a text: {what}; {advice}")),
    "row_unknown": _doubts("row_unknown", mark("not published, or not found: {what}; {advice}")),
    # treaties
    "legal_basis": _opens("legal_basis", mark("legal basis between {requesting} and {requested}: {treaty}, Article {articles}")),
    "legal_basis_weak": _opens("legal_basis_weak", mark("possible legal basis, to be checked: {treaty}, Article {articles}: {weakness}")),
    "basis_out_of_scope": _opens(
        "basis_out_of_scope", mark("in force between the two States, but this case is not shown to fall under it: {treaty} ({scope})")
    ),
    "scope_untoc": _doubts(
        "scope_not_shown",
        mark("UNTOC covers offences of at least four years that are transnational and involve an organised group: state penalty and group"),
    ),
    "basis_scope": _doubts("scope_not_shown", mark("the case file does not show that the case falls under it: {treaty}")),
    "no_basis_open": _doubts(
        "no_basis_certain", mark("no legal basis is certain today; the central authority decides on which one to rely")
    ),
    "reciprocity": _doubts("reciprocity_only", mark("no treaty in force was found: only reciprocity, which gives no right to an answer")),
    "not_party": _closes("no_obligation", mark("{state} is not a Party to {treaty}, so its articles give no right here")),
    "not_in_force": _closes("no_obligation", mark("{treaty} is not in force: it gives no right today")),
    "party_unknown": _doubts("party_unknown", mark("whether {state} is a Party to {treaty} was not found; ask the central authority")),
    "treaty_needed": _closes(
        "no_obligation", mark("{state} gives legal assistance only to States with which it has an agreement, and none in force was found")
    ),
    "reserved_article": _doubts("reservation", mark("{state} made a reservation or declaration on Article {article}: {what}")),
    # the provider
    "addressee_by_rule": _opens("addressee_by_rule", mark("addressee by the provider's own rule ({rule}): {entity}")),
    "company_open": _doubts("company_open", mark("which company to name is open: {question}")),
    "answers_directly": _opens("answers_directly", mark("{provider} answers foreign authorities that write to it for this category")),
    "answers_on_conditions": _opens(
        "answers_on_conditions", mark("{provider} answers foreign authorities at its discretion for this category")
    ),
    "provider_note": _opens("provider_note", mark("the provider's condition, in its own language: {note}")),
    "provider_silent": _doubts("provider_silent", mark("{provider} publishes no rule for this category and this requester")),
    "law_of_holder": _opens("law_of_holder", mark("the law of {state} lets a provider give records to a foreign authority directly")),
    "law_of_holder_unknown": _doubts(
        "law_of_holder_unknown", mark("whether the law of {state} lets a provider answer a foreign authority directly was not read")
    ),
    "law_of_holder_bars": _doubts(
        "law_of_holder_bars", mark("the law of {state} is believed to bar direct answers to foreign authorities; expect to be sent to MLA")
    ),
    "law_of_holder_closes": _closes(
        "needs_judicial_cooperation", mark("the law of {state} bars direct answers to foreign authorities: use MLA")
    ),
    "own_law_allows": _opens(
        "own_law_allows", mark("your own law lets this authority ask a holder abroad directly: {who}; on these conditions: {conditions}")
    ),
    "own_law_weak": _opens("own_law_weak", mark("your own rule on direct requests abroad has to be read again before you cite it: {who}")),
    "own_law_unknown": _opens(
        "own_law_unknown",
        mark("no rule of {state} was found that says whether its authorities may ask a holder abroad directly: ask your prosecutor"),
    ),
    "no_address": _doubts("no_address", mark("no address for requests of this kind was found for {provider}")),
    "portal_account": _opens("portal_account", mark("an account at the portal is needed first: {portal}")),
    "pays_attention_to": _opens("pays_attention_to", mark("the provider asks for: {items}")),
    "direct_refused": _closes(
        "needs_judicial_cooperation", mark("{provider} does not answer a foreign authority directly for this category: use MLA")
    ),
    "direct_content": _closes("needs_judicial_cooperation", mark("content is not given on a direct request: use MLA")),
    "home_authority_only": _closes("wrong_channel", mark("{provider} answers only the authorities of {home}: use MLA to {home}")),
    "preservation_by_home": _closes(
        "wrong_channel",
        mark("{provider} preserves only when an authority of {home} asks: go through the 24/7 network or the central authority of {home}"),
    ),
    "preservation_not_offered": _closes("no_data", mark("{provider} preserves nothing on request")),
    "nobody_to_address": _closes("not_held", mark("{provider} has no operator that could answer: ask the State that holds its data")),
    "never_produced": _closes("no_data", mark("{provider} gives this to nobody: {note}")),
    "not_kept": _closes("no_data", mark("{provider} does not keep it: {data}")),
    "retention_passed": _doubts(
        "retention_passed", mark("the first data asked about may be gone since {day}: ask at once for what is left")
    ),
    "held_already": _doubts(
        "held_already", mark("the facts say that authorities there hold the evidence already: ask them to confirm it first")
    ),
    "holder_by_rdap": _doubts(
        "holder_unknown", mark("the holder of the address has to be established by RDAP at the time of use: {address}")
    ),
    "holder_unknown": _doubts("holder_unknown", mark("the holder of {lead} is not known: establish it first")),
    "holder_state_unknown": _doubts("holder_state_unknown", mark("the State whose law governs the answer is not known: {what}")),
    "custodian_unknown": _doubts(
        "custodian_unknown", mark("no exchange or issuer is named for {lead}: trace the funds to a custodian first")
    ),
    # the identifier
    "identifier_not_sufficient": _doubts("identifier_not_sufficient", mark("{provider} cannot find an account by this: {what}")),
    "identifier_needs_date": _doubts(
        "identifier_needs_date", mark("{provider} needs the day on which the name was seen: state captured_at")
    ),
    "identifier_not_recognised": _doubts(
        "identifier_unrecognised", mark("{lead} has none of the forms by which {provider} finds an account: {forms}")
    ),
    "identifier_invalid": _doubts("identifier_invalid", mark("{lead} is not valid as it is written: {why}")),
    "address_needs_time": _doubts("address_needs_time", mark("an IP address identifies nobody without the time of use with its zone")),
    "address_needs_port": _doubts("address_needs_port", mark("behind shared addresses (CGNAT) the source port is needed beside the time")),
    "time_ambiguous": _doubts("time_ambiguous", mark("the local time {at} happened twice: state the offset, or ask for both hours")),
    "address_not_public": _closes(
        "insufficient_information", mark("{lead} is not a public address ({note}): no holder can be found by it")
    ),
    # dual criminality
    "dual_criminality_met": _opens("dual_criminality_met", mark("dual criminality: likely met for {offence}")),
    "dual_criminality_plead": _opens(
        "dual_criminality_plead", mark("dual criminality depends on facts that the request has to state for {offence}: {facts}")
    ),
    "dual_criminality_unknown": _doubts(
        "dual_criminality_unknown", mark("dual criminality is not certain for {offence}: a lawyer has to check; {why}")
    ),
    "dual_criminality_not_needed": _opens("dual_criminality_not_needed", mark("dual criminality is not asked for this measure in {state}")),
    "dual_criminality_stance": _doubts(
        "dual_criminality_stance", mark("whether {state} asks for dual criminality for this measure was not read")
    ),
    "dual_criminality_fails": _closes("dual_criminality", mark("the conduct is no offence in {state}: {offence}")),
    "penalty_too_low": _closes(
        "dual_criminality", mark("no form of {offence} reaches the penalty that {state} asks for this measure: {needed} years")
    ),
    "form_below": _opens(
        "form_below", mark("{law}, {offence}, form {form}: at most {years} years, short of the {needed} needed: plead a heavier form")
    ),
    "law_warning": _opens("law_warning", mark("a trap in the law: {warning}")),
    "penalty_unknown": _doubts(
        "penalty_unknown",
        mark("{state} asks for a penalty of at least {needed} years for this measure; the maximum for {offence} is not known"),
    ),
    "no_offence": _doubts(
        "no_offence", mark("the case file names no offence of the knowledge base, so dual criminality cannot be computed")
    ),
    # authorities
    "authority_confirm": _opens("authority_confirm", mark("confirm the contact before use and record the day: {authority}")),
    "authority_stale": _doubts("authority_stale", mark("the entry is known to be old or the body has changed: {authority}")),
    "authority_missing": _doubts("authority_missing", mark("the knowledge base names none: {role}")),
    "request_contents": _opens("request_contents", mark("a request to {state} has to contain: {items}")),
    "language_known": _opens("language_known", mark("{state} accepts: {languages}")),
    # emergencies
    "no_danger": _closes(
        "no_imminent_danger", mark("emergency disclosure is only for an imminent danger to life or limb; the case file states none")
    ),
    "danger_over": _closes("no_imminent_danger", mark("the facts say that the danger is over: return to ordinary process")),
    "danger_not_said": _doubts(
        "danger_not_said", mark("the case file does not say whether life or limb is in danger: set urgency.threat_to_life")
    ),
    "danger_stated": _opens("danger_stated", mark("a danger to life or limb is stated: {reason}")),
    "emergency_records_direct": _opens(
        "emergency_records_direct",
        mark("the law of {state} lets a provider give records to a foreign authority in an emergency at its discretion"),
    ),
    "emergency_content_home": _closes(
        "wrong_channel",
        mark("in an emergency the law of {state} lets a provider give content only to its own authorities (18 USC 2702(b)(8), 2711(4))"),
    ),
    "emergency_via_home": _opens(
        "emergency_via_home", mark("content in an emergency goes through an authority of {state}, which asks the provider itself")
    ),
    "emergency_content_unknown": _doubts(
        "emergency_content_unknown",
        mark("whether the law of {state} lets a provider give content to a foreign authority in an emergency was not read"),
    ),
    "danger_link": _opens("danger_link", mark("show how this identifier leads to the person in danger; no offence is needed for that")),
    # police and spontaneous information
    "police_basis": _opens("police_basis", mark("police co-operation: {treaty}")),
    "police_no_evidence": _opens(
        "police_no_evidence", mark("what the police channel gives is intelligence; ask the sender's consent before it is used as evidence")
    ),
    "tell_central_authority": _opens("tell_central_authority", mark("tell the central authority of the informal contact")),
    "coercion": _closes("coercion_needed", mark("this category needs a coercive measure, which no police channel can ask for")),
    "spontaneous_gives": _opens(
        "spontaneous_gives", mark("you may offer information without a request; agree the conditions of use before sending it")
    ),
    "wrong_instrument": _closes("wrong_instrument", mark("this instrument cannot give this category of data")),
    # orders of special regimes
    "eu_only": _closes(
        "not_valid_issuing_authority", mark("only authorities of EU Member States bound by the Regulation can issue this order")
    ),
    "eu_not_for_others": _closes(
        "not_valid_issuing_authority",
        mark("an EU partner without a case of its own must not issue it for you (Regulation (EU) 2023/1543, Article 2(4))"),
    ),
    "designation_unknown": _doubts(
        "designation_unknown", mark("which establishment {provider} designated was not read: look it up before sending")
    ),
    "eu_not_yet": _closes("no_obligation", mark("the Regulation applies only from {day}")),
    "no_agreement": _closes("no_obligation", mark("{state} has no agreement in force with the United States under 18 USC 2523")),
    # real-time measures
    "measure_not_named": _doubts(
        "measure_not_named", mark("no treaty in force between the two States names this measure; it depends on the law of {state}")
    ),
    "interception_us": _closes(
        "not_permitted", mark("18 USC 3512(a)(2) does not list interception of content among the orders for a foreign request")
    ),
    "pen_register_us": _opens(
        "pen_register_us", mark("a court of the United States may order a pen register on a foreign request (18 USC 3512(a)(2)(C))")
    ),
    # money
    "freeze_voluntary": _opens("freeze_voluntary", mark("{provider} freezes at the request of a verified authority: {note}")),
    "freeze_unknown": _doubts("freeze_unknown", mark("whether {provider} freezes at the request of a foreign authority was not found")),
    "freeze_conditional": _doubts("freeze_conditional", mark("{provider} freezes on conditions that have to be asked: {note}")),
    "freeze_not_offered": _closes("no_valid_legal_basis", mark("{provider} does not freeze at the request of an authority")),
    "freeze_needs_court": _closes(
        "needs_judicial_cooperation", mark("{provider} freezes only on an order of a court of {state}: use MLA to {state}; {note}")
    ),
    "issuer_not_custodian": _opens(
        "issuer_not_custodian", mark("the issuer freezes private wallets, not wallets of exchanges: ask the exchange first if there is one")
    ),
    "bank_stop_payment": _doubts(
        "bank_stop_payment",
        mark("a stop of payment goes through your own bank and financial intelligence unit at once; their power was not read"),
    ),
    # the domestic way
    "domestic_holder": _opens("domestic_holder", mark("the holder is at home: an order under your own law reaches it")),
    "domestic_power_unknown": _doubts("domestic_power_unknown", mark("the power to order this at home was not read for {state}")),
    "domestic_entity_unknown": _doubts(
        "domestic_entity_unknown", mark("ask first whether {provider} has a company or a licence in {state}: {register}")
    ),
    "domestic_entity_none": _closes("not_held", mark("{provider} has no licensed entity in {state}: {note}")),
    # preservation and extension
    "extension_expired": _closes("expired", mark("the preservation ended on {day}: ask for a new one today")),
    "extension_possible": _opens("extension_possible", mark("an extension of {days} days can be asked")),
    "extension_unknown": _doubts(
        "extension_unknown", mark("whether {provider} extends a preservation was not found: ask at the latest {lead} days before the end")
    ),
    "extension_length_unknown": _doubts("extension_length_unknown", mark("{provider} may extend, by how long was not read: ask in time")),
    "extension_refused": _closes(
        "expired", mark("{provider} does not extend: file the MLA request before the end, and ask for a new preservation")
    ),
    "preservation_term": _opens("preservation_term", mark("the provider keeps the data {days} days from receipt for a requester like you")),
    "preservation_term_unknown": _opens(
        "preservation_term_unknown", mark("how long {provider} keeps the data was not read: ask for the day it ends")
    ),
    # rights and sanctions
    "sanctions": _doubts("sanctions", mark("sanctions: {note}; ask your own sanctions authority before any contact or payment")),
    "notice_default": _opens("notice_default", mark("the user is told by default; what prevents it: {what}")),
}


def reason(kind: str, t: Messages, provenance: Provenance | None = None, /, **fields: object) -> Reason:
    """Make a reason.

    Args:
        kind: key of `REASONS`.
        t: the messages of the reader's language.
        provenance: the origin of the fact behind it; None when the program computed it from the case.
        **fields: what the sentence names.
    """
    entry = REASONS[kind]
    basis = provenance.basis if provenance else Basis.COMPUTED
    source = provenance.source if provenance else None
    as_of = provenance.as_of if provenance else None
    return Reason(entry.code, t(entry.words, **fields), basis, source, as_of, entry.weakens)
