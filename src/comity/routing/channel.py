"""The base of every channel: one way to ask one addressee for one category of data.

How to write a channel
    Put one file into `routing/channels/`; it is found by its name. It holds one class:

        class SpontaneousInformation(Channel):
            kind = ChannelKind.SPONTANEOUS

            def routes(self, ask: Ask) -> Iterator[RouteDraft]:
                draft = RouteDraft(ask, self.kind, "spontaneous", addressee)
                draft.because("spontaneous_gives")
                yield draft

    A draft is open until a reason weakens it. Say every fact that the route rests on: `draft.rests_on(answer)` takes an answer of
    the law book or the catalogue and turns each weak fact behind it into a reason; `draft.because(kind)` gives a reason of
    `reasons.REASONS`. A channel that does not concern the lead yields nothing; one that is shut yields a closed draft, so that
    people see why. A channel imports no other channel.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar

from comity.model.category import ChannelKind
from comity.routing.ask import Ask
from comity.routing.route_draft import RouteDraft

CHANNELS = "comity.routing.channels"


class Channel(ABC):
    """One channel of the trade.

    Class attributes:
        kind: its name in the answer.
    """

    kind: ClassVar[ChannelKind]

    @abstractmethod
    def routes(self, ask: Ask) -> Iterator[RouteDraft]:
        """Yield every route of this channel for one category of one lead."""
