"""Spontaneous information: what is offered without a request, on conditions agreed before it is sent (Budapest 26, UNTOC 18(4))."""

from __future__ import annotations

from collections.abc import Iterator

from comity.model.category import ChannelKind, DataCategory
from comity.routing.ask import Ask
from comity.routing.authority_lookup import CENTRAL, address_authority
from comity.routing.channel import Channel
from comity.routing.route_draft import RouteDraft
from comity.routing.treaty_bases import rest_on_best, weighed_bases
from comity.routing.words import SIGNS, YIELDS


class SpontaneousInformation(Channel):
    """An authority tells another what it may need to know."""

    kind = ChannelKind.SPONTANEOUS

    def routes(self, ask: Ask) -> Iterator[RouteDraft]:
        state = ask.holder.state
        if ask.category is not DataCategory.INTELLIGENCE or state is None or state == ask.requester:
            return
        draft = RouteDraft(ask, self.kind, "spontaneous", "")
        draft.yields, draft.signs = ask.t(YIELDS["spontaneous"]), ask.t(SIGNS["holder_of_information"])
        address_authority(draft, state, CENTRAL)
        draft.rests_on(ask.holder.seat)
        if rest_on_best(draft, weighed_bases(ask, state, "spontaneous")) is None:
            draft.because("no_basis_open")
        draft.because("spontaneous_gives")
        draft.question(
            "conditions_of_use", ask.t("Which conditions of use does the other State have to accept before you send it?"), "warn"
        )
        yield draft
