"""European Production and Preservation Orders (Regulation (EU) 2023/1543): knowledge of what a counterpart can do.

Nobody outside the Union issues them, and no EU partner may issue one that only serves a third State's case (Article 2(4)).
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.knowledge.answer import Ternary
from comity.knowledge.partial_date import PartialDate
from comity.law.treaty import Treaty
from comity.model.category import ChannelKind, DataCategory
from comity.model.provenance import Provenance
from comity.model.route import Duty
from comity.providers.addressee import Asked, addressee
from comity.providers.provider import Provider
from comity.routing.ask import Ask
from comity.routing.channel import Channel
from comity.routing.holdings import mind_what_exists
from comity.routing.provider_letter import find_the_account
from comity.routing.route_draft import RouteDraft
from comity.routing.words import SIGNS, YIELDS

_TREATY = "eu_e_evidence"
_CATEGORIES = {DataCategory.SUBSCRIBER, DataCategory.LOGIN_IP, DataCategory.TRAFFIC, DataCategory.CONTENT}


class EuropeanOrder(Channel):
    """A judge or prosecutor of a Member State orders the designated establishment of a provider."""

    kind = ChannelKind.EU_ORDER

    def routes(self, ask: Ask) -> Iterator[RouteDraft]:
        is_kept = ask.category is DataCategory.PRESERVATION
        if (not is_kept and ask.category not in _CATEGORIES) or ask.provider is None:
            return
        draft = RouteDraft(ask, self.kind, "eu_epoc_pr" if is_kept else "eu_epoc", "", duty=Duty.BINDING)
        draft.yields = ask.t(YIELDS["preservation" if is_kept else "order"])
        draft.signs = ask.t(SIGNS["eu"])
        draft.addressee = ask.t("designated establishment or legal representative of {provider} in the EU", provider=ask.provider_name)
        _weigh(draft, ask.law.treaties[_TREATY], ask.provider)
        yield draft


def _weigh(draft: RouteDraft, treaty: Treaty, provider: Provider) -> None:
    ask = draft.ask
    found = ask.law.position(_TREATY, ask.requester, ask.on)
    if found.value.bound is Ternary.NO:
        scope = _article(treaty, "scope")
        draft.because("eu_only", scope)
        draft.because("eu_not_for_others", scope)
        return
    starts = PartialDate.parse(treaty.applies_from) if treaty.applies_from else None
    if starts is not None and starts.has_come(ask.on) is not True:
        draft.because("eu_not_yet", treaty.provenance("applies_from"), day=treaty.applies_from or "")
        return
    draft.rests_on(found)
    mind_what_exists(draft, provider)
    european = addressee(provider, Asked("IE", "IE"), ask.on)
    draft.addressee_id, draft.legal_entity = provider.id, european.value.entity
    draft.rests_on(european)
    find_the_account(draft, provider)
    draft.because("designation_unknown", provider=provider.name)


def _article(treaty: Treaty, measure: str) -> Provenance | None:
    return next((row.provenance("what") for row in treaty.articles if row.measure == measure), None)
