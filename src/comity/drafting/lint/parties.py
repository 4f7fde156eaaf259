"""Fill in who asks and who is asked, where a draft does not say it and the command line does."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from comity.drafting.lint.knowledge import LintKnowledge
from comity.errors import InputError
from comity.model.request.evidence_request import EvidenceRequest
from comity.text.messages import say


def with_sender(knowledge: LintKnowledge, request: EvidenceRequest, state: str) -> EvidenceRequest:
    """Return the request with its issuing State; what the draft says stands.

    Raises:
        InputError: there is no such State in the knowledge.
    """
    code = _state(knowledge, state, "--from")
    return replace(request, authority=replace(request.authority, issuing_state=request.authority.issuing_state or code))


def with_addressee(knowledge: LintKnowledge, request: EvidenceRequest, addressee: str) -> EvidenceRequest:
    """Return the request with its addressee: a State by its code, or a provider by its id; what the draft says stands.

    Raises:
        InputError: there is neither such a State nor such a provider in the knowledge.
    """
    facts = request.addressee
    provider = knowledge.catalog.get(addressee.lower())
    if provider is None:
        code = _state(knowledge, addressee, "--to")
        return replace(request, addressee=replace(facts, state=facts.state or code))
    named = replace(facts, name=facts.name or provider.name, state=facts.state or provider.country, kind=facts.kind or "provider")
    return replace(request, addressee=named)


def _state(knowledge: LintKnowledge, code: str, option: str) -> str:
    state = knowledge.state(code)
    if state is not None:
        return state.code
    near = get_close_matches(code.lower(), tuple(knowledge.catalog), n=1) if option == "--to" else []
    hint = say("did you mean {name}?", name=near[0]) if near else say("two letters after ISO 3166-1, such as KG")
    raise InputError(say("neither a State nor a provider that is known: {name}", name=code), place=option, hint=hint)
