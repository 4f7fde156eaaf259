"""Orders under an executive agreement with the United States (18 USC 2523): only for States that have one in force."""

from __future__ import annotations

from collections.abc import Iterator

from comity.knowledge.answer import Ternary
from comity.model.category import ChannelKind, DataCategory
from comity.model.route import Duty
from comity.routing.ask import US, Ask
from comity.routing.channel import Channel
from comity.routing.holdings import mind_what_exists
from comity.routing.provider_letter import address_provider, find_the_account, knock
from comity.routing.route_draft import RouteDraft
from comity.routing.treaty_bases import weighed_bases
from comity.routing.words import SIGNS, YIELDS

_TREATY = "cloud_agreements"
_CATEGORIES = {DataCategory.SUBSCRIBER, DataCategory.LOGIN_IP, DataCategory.TRAFFIC, DataCategory.CONTENT, DataCategory.REALTIME_CONTENT}


class ExecutiveAgreement(Channel):
    """A designated authority orders a provider under United States law directly."""

    kind = ChannelKind.CLOUD_ACT

    def routes(self, ask: Ask) -> Iterator[RouteDraft]:
        if ask.category not in _CATEGORIES or ask.holder.state != US or ask.requester == US:
            return
        draft = RouteDraft(ask, self.kind, "cloud_act_order", ask.holder.name, addressee_state=US, duty=Duty.BINDING)
        draft.yields, draft.signs = ask.t(YIELDS["order"]), ask.t(SIGNS["designated"])
        found = ask.law.position(_TREATY, ask.requester, ask.on)
        row = found.grounds[0].provenance if found.grounds else None
        if found.value.bound is Ternary.NO:
            draft.because("no_agreement", row, state=ask.state_name(ask.requester))
        else:
            _weigh(draft)
        yield draft


def _weigh(draft: RouteDraft) -> None:
    ask = draft.ask
    bases = weighed_bases(ask, US, "cloud_act")
    draft.bases = tuple(one.told(ask) for one in bases)
    for one in bases:
        draft.rests_on(one.facts)
    if not bases:
        draft.because("party_unknown", state=ask.state_name(ask.requester), treaty=ask.law.treaties[_TREATY].title.told(ask.t.language))
    draft.question("us_person", ask.t("Is the target surely no United States person and not in the United States?"), "block")
    draft.question(
        "serious_crime",
        ask.t("Is the offence a serious crime, and has a court or other independent authority reviewed the order?"),
        "block",
    )
    if ask.provider is not None:
        mind_what_exists(draft, ask.provider)
        address_provider(draft, ask.provider)
        knock(draft, ask.provider)
        find_the_account(draft, ask.provider)
