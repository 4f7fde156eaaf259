"""Expedited preservation through the 24/7 network: Budapest Convention Articles 29 and 35; the UN convention once it is in force.

Where traffic data are wanted, Article 30 adds the expedited disclosure of as much of them as shows the other providers and the path.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.law.dual_criminality import Measure
from comity.model.category import ChannelKind, DataCategory
from comity.model.route import Duty
from comity.routing.ask import Ask
from comity.routing.authority_lookup import POINT_24_7, address_authority, own_office
from comity.routing.channel import Channel
from comity.routing.dual_criminality import weigh_dual_criminality
from comity.routing.provider_letter import check_identifier
from comity.routing.route_draft import RouteDraft
from comity.routing.treaty_bases import close_if_not_bound, rest_on_best, weighed_bases
from comity.routing.words import SIGNS, YIELDS

_INSTRUMENTS = {"budapest": "pres_art29", "uncc": "uncc_preservation"}
_PATH = {DataCategory.TRAFFIC, DataCategory.LOGIN_IP}


class NetworkPreservation(Channel):
    """The requested State preserves, at the request of one contact point to another."""

    kind = ChannelKind.PRESERVATION_24_7

    def routes(self, ask: Ask) -> Iterator[RouteDraft]:
        if ask.is_at_home:
            return
        if ask.category in _PATH:
            draft = self._draft(ask, "discl_art30", "path")
            draft.prerequisites.append(ask.t("reference of the preservation under Article 29"))
            _weigh(draft, "budapest")
            yield draft
        if ask.category is not DataCategory.PRESERVATION:
            return
        for treaty, instrument in _INSTRUMENTS.items():
            draft = self._draft(ask, instrument, "preservation")
            _weigh(draft, treaty)
            _set_clock(draft, treaty)
            yield draft

    def _draft(self, ask: Ask, instrument: str, yields: str) -> RouteDraft:
        draft = RouteDraft(ask, self.kind, instrument, "", duty=Duty.BINDING)
        draft.yields, draft.signs = ask.t(YIELDS[yields]), ask.t(SIGNS["point"], office=own_office(ask, POINT_24_7))
        return draft


def _weigh(draft: RouteDraft, treaty: str) -> None:
    ask, state = draft.ask, draft.ask.holder.state
    if state is None:
        draft.addressee = ask.t("24/7 contact point of the holder's State, which is not known")
        close_if_not_bound(draft, treaty, ask.requester)
        draft.because("holder_state_unknown", what=ask.holder.name)
        return
    draft.addressee_state = state
    address_authority(draft, state, POINT_24_7)
    if close_if_not_bound(draft, treaty, ask.requester) or close_if_not_bound(draft, treaty, state):
        return
    draft.rests_on(ask.holder.seat)
    bases = tuple(one for one in weighed_bases(ask, state, "network_24_7") if one.between.treaty == treaty)
    if rest_on_best(draft, bases) is None:
        draft.because("party_unknown", state=ask.state_name(state), treaty=ask.law.treaties[treaty].title.told(ask.t.language))
        return
    check_identifier(draft)
    weigh_dual_criminality(draft, Measure.PRESERVATION, treaty)


def _set_clock(draft: RouteDraft, treaty: str) -> None:
    """Set the sixty days of Article 29(7): they run from the day on which the other State preserved, which only it can tell."""
    ask = draft.ask
    for limit in () if draft.is_closed else ask.law.limits(treaty, "preservation"):
        if limit.kind == "min":
            draft.clock(
                "mla_request_due",
                None,
                ask.t("{days} from the day on which the data were preserved; ask for that day", days=limit.duration),
                limit.provenance("duration"),
            )
