"""Second Additional Protocol to the Budapest Convention (Articles 6 to 10): a channel for the day on which it is in force."""

from __future__ import annotations

from collections.abc import Iterator

from comity.knowledge.answer import ground
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.law.dual_criminality import Measure
from comity.model.category import ChannelKind, DataCategory, UrgencyLevel
from comity.model.route import Duty
from comity.routing.ask import Ask
from comity.routing.authority_lookup import CENTRAL, POINT_24_7, address_authority, speak_its_languages
from comity.routing.channel import Channel
from comity.routing.dual_criminality import weigh_dual_criminality
from comity.routing.holdings import mind_what_exists
from comity.routing.provider_letter import address_provider, find_the_account, knock
from comity.routing.route_draft import RouteDraft
from comity.routing.treaty_bases import close_if_not_bound, weighed_bases
from comity.routing.words import SIGNS, YIELDS

_TREATY = "budapest_ap2"
_ORDINARY = {
    DataCategory.DOMAIN_REGISTRATION: (("p2_art6", "6"),),
    DataCategory.SUBSCRIBER: (("p2_art7", "7"), ("p2_art8", "8")),
    DataCategory.LOGIN_IP: (("p2_art8", "8"),),
    DataCategory.TRAFFIC: (("p2_art8", "8"),),
}
_EMERGENCY = (("p2_art9", "9"), ("p2_art10", "10"))
_IN_DANGER = {DataCategory.SUBSCRIBER, DataCategory.LOGIN_IP, DataCategory.TRAFFIC, DataCategory.CONTENT}


class SecondProtocol(Channel):
    """Direct orders, expedited production and emergency help between Parties."""

    kind = ChannelKind.SECOND_PROTOCOL

    def routes(self, ask: Ask) -> Iterator[RouteDraft]:
        state = ask.holder.state
        if state is None or state == ask.requester:
            return
        ways = list(_ORDINARY.get(ask.category, ()))
        if ask.case.urgency.level is UrgencyLevel.EMERGENCY and ask.category in _IN_DANGER:
            ways += _EMERGENCY
        for instrument, article in ways:
            draft = RouteDraft(ask, self.kind, instrument, "", duty=Duty.BINDING)
            draft.yields, draft.signs = ask.t(YIELDS["order"]), ask.t(SIGNS["competent"])
            _weigh(draft, state, article)
            yield draft


def _weigh(draft: RouteDraft, state: str, article: str) -> None:
    ask = draft.ask
    draft.addressee, draft.addressee_state = ask.holder.name, state
    if close_if_not_bound(draft, _TREATY, ask.requester) or close_if_not_bound(draft, _TREATY, state):
        return
    bases = weighed_bases(ask, state, "second_protocol")
    draft.bases = tuple(one.told(ask) for one in bases)
    for one in bases:
        draft.rests_on(one.facts)
    _mind_article(draft, state, article)
    if ask.provider is not None:
        mind_what_exists(draft, ask.provider)
    if article in {"6", "7"} and ask.provider is not None:
        address_provider(draft, ask.provider)
        knock(draft, ask.provider)
        find_the_account(draft, ask.provider)
        return
    address_authority(draft, state, POINT_24_7 if article == "9" else CENTRAL)
    speak_its_languages(draft, state)
    weigh_dual_criminality(draft, Measure.PRODUCTION, _TREATY)


def _mind_article(draft: RouteDraft, state: str, article: str) -> None:
    """Let the draft rest on the article itself, and name reservations to it."""
    ask = draft.ask
    treaty = ask.law.treaties[_TREATY]
    life = shelf_life(FactKind.TREATY_TEXT)
    rows = [row for row in treaty.articles if row.article == article]
    draft.rests_on([ground(row, f"treaties/{_TREATY} articles[{row.article}]", ask.on, life=life, field="what") for row in rows])
    for one in treaty.declarations:
        if one.code == state and (one.article or "").split("(")[0] == article:
            draft.because("reserved_article", one.provenance("what"), state=ask.state_name(state), article=one.article or "", what=one.what)
