"""Name a row of the knowledge base in words, so that a person knows what to look up: `treaties/untoc parties[KZ].status` and the like."""

from __future__ import annotations

import re

from comity.routing.ask import Ask
from comity.text.messages import mark

_TREATY = re.compile(
    r"treaties/(?P<id>\w+)(?:\.(?P<field>\w+)|.*?\[(?P<key>[^\]]*)\]|\sarticle\s(?P<article>.+)|\s\w+\s?(?P<state>[A-Z]{2})?)?"
)
_STATE = re.compile(r"(?:jurisdictions|states)/(?P<code>[A-Z]{2})\.(?P<block>\w+)")
_PROVIDER = re.compile(r"providers?(?:/catalog)?/(?P<id>\w+)[. ]?(?P<field>\w*)")
_AUTHORITY = re.compile(r"authorities/(?P<id>[\w-]+)")
_NETWORK = re.compile(r"networks/(?P<id>\w+)")
_OFFENCE = re.compile(r"offences/(?P<id>\w+)(?:.*?\[(?P<code>[A-Z]{2}))?")
_LIMIT = re.compile(r"time_limits/(?P<id>[\w-]+)")

_BLOCKS = {
    "mla_languages": mark("languages of requests to {state}"),
    "dual_criminality": mark("when {state} asks for dual criminality"),
    "voluntary_disclosure": mark("what a provider in {state} may give a foreign authority"),
    "procedural_powers": mark("powers of procedure of {state}"),
    "data_retention": mark("data retention law of {state}"),
    "death_penalty": mark("death penalty in {state}"),
    "direct_request_abroad": mark("law of {state} on direct requests abroad"),
    "without_treaty": mark("whether {state} acts without a treaty"),
    "request_requirements": mark("what a request to {state} must contain"),
}
_FIELDS = {
    "accepted_channels": mark("what {provider} accepts from whom"),
    "channels_basis": mark("what {provider} accepts from whom"),
    "legal_entity": mark("the exact company of {provider}"),
    "legal_entity_names": mark("the exact company of {provider}"),
    "addressing_rule": mark("which company of {provider} is addressed"),
    "law_enforcement_contact": mark("where requests to {provider} go"),
    "preservation": mark("preservation by {provider}"),
    "retention": mark("how long {provider} keeps data"),
    "country": mark("the seat of {provider}"),
    "emergency_policy": mark("emergency disclosure by {provider}"),
    "user_notification": mark("whether {provider} tells the user"),
    "languages": mark("languages of requests to {provider}"),
    "asset_freeze": mark("freezing by {provider}"),
    "identifiers": mark("identifiers that {provider} accepts"),
}


def row_name(what: str, ask: Ask) -> str:
    """Name a row in the reader's language.

    Args:
        what: the row as the law book and the catalogue name it.
        ask: what is asked; it knows names of States, treaties and providers.
    """
    t = ask.t
    if found := _TREATY.match(what):
        return _treaty(found, what, ask)
    if found := _STATE.match(what):
        words = _BLOCKS.get(found["block"])
        return t(words, state=ask.state_name(found["code"])) if words else what
    if found := _PROVIDER.match(what):
        provider = ask.catalog.get(found["id"])
        words = _FIELDS.get(found["field"]) or mark("the entry of {provider}")
        return t(words, provider=provider.name) if provider else what
    if found := _AUTHORITY.match(what):
        row = ask.law.authorities.get(found["id"])
        return t("the authority: {name}", name=ask.authority_name(row.name)) if row else what
    if found := _NETWORK.match(what):
        network = ask.law.networks.get(found["id"])
        return network.name if network else what
    if found := _OFFENCE.match(what):
        return _offence(found, ask)
    if found := _LIMIT.match(what):
        return t("time limit {id}", id=found["id"])
    return what


def _treaty(found: re.Match[str], what: str, ask: Ask) -> str:
    treaty = ask.law.treaties.get(found["id"])
    if treaty is None:
        return what
    title, t = treaty.title.told(ask.t.language), ask.t
    if "parties[" in what:
        return t("{state} as a Party: {treaty}", state=ask.state_name(found["key"] or ""), treaty=title)
    if "articles[" in what or found["article"]:
        return t("Article {article}: {treaty}", article=found["key"] or found["article"], treaty=title)
    if "declarations[" in what:
        return t("declarations of {state}: {treaty}", state=ask.state_name((found["key"] or "").split(",")[0]), treaty=title)
    return t("whether it is in force: {treaty}", treaty=title)


def _offence(found: re.Match[str], ask: Ask) -> str:
    group = ask.law.offences.get(found["id"])
    title = group.title.told(ask.t.language) if group else found["id"]
    if not found["code"]:
        return title
    return ask.t("{offence} in the law of {state}", offence=title, state=ask.state_name(found["code"]))
