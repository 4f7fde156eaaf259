"""What not to send: what does not exist, what nobody gives, what no direct channel gives, and where nobody can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from comity.model.category import ChannelKind, DataCategory, UrgencyLevel
from comity.model.route import NotPossible, Route, RouteState
from comity.providers.holdings import what_exists
from comity.routing.ask import US, Ask
from comity.routing.holdings import absent, gives_it_to_nobody, is_stored
from comity.routing.provider_letter import has_nobody_to_address
from comity.routing.reasons import reason

_DIRECT = {ChannelKind.VOLUNTARY, ChannelKind.EMERGENCY, ChannelKind.PRESERVATION, ChannelKind.ASSET_FREEZE}


def not_possible(asks: Iterable[Ask], routes: Iterable[Route]) -> tuple[NotPossible, ...]:
    """List what not to send, each thing once, in the order of the leads.

    Args:
        asks: what was asked.
        routes: what the channels answered.
    """
    by_ask: dict[tuple[int, DataCategory], list[Route]] = {}
    for one in routes:
        if one.lead is not None:
            by_ask.setdefault((one.lead, one.category), []).append(one)
    found = [entry for ask in asks for entry in _all_of(ask, by_ask.get((ask.number, ask.category), []))]
    return tuple(dict.fromkeys(found))


def _all_of(ask: Ask, routes: list[Route]) -> list[NotPossible]:
    """List what not to send for one category; where every route is shut, the foremost of them says why."""
    found = list(_of(ask, routes))
    if not found and routes and all(one.state is RouteState.CLOSED for one in routes):
        foremost = min(routes, key=lambda one: (one.channel not in _DIRECT, one.channel is not ChannelKind.MLA, one.channel.value))
        found.append(_told(ask, foremost))
    return found


def _of(ask: Ask, routes: list[Route]) -> Iterator[NotPossible]:
    provider = ask.provider
    if provider is not None and has_nobody_to_address(provider):
        yield _entry(ask, "nobody_to_address", provider=provider.name)
    elif provider is not None and gives_it_to_nobody(provider, ask):
        yield from _by_reason(ask, routes, "no_data")
    else:
        if provider is not None and is_stored(ask.category):
            holding = what_exists(provider, ask.category, ask.on).value
            if holding.existence in {"no_data", "partly"}:
                yield _entry(ask, "not_kept", provider=provider.name, data=ask.facts(absent(holding)))
        yield from _shut_directly(ask, routes)
    yield from _by_reason(ask, routes, "insufficient_information")


def _shut_directly(ask: Ask, routes: list[Route]) -> Iterator[NotPossible]:
    """Say which category no direct channel gives, and the first reason of each direct channel that is shut."""
    if ask.category is DataCategory.CONTENT and ask.holder.state != ask.requester:
        yield _entry(ask, "direct_content")
        if ask.case.urgency.level is UrgencyLevel.EMERGENCY and ask.holder.state == US != ask.requester:
            yield _entry(ask, "emergency_content_home", state=ask.state_name(US))
        return
    for one in routes:
        if one.channel in _DIRECT and one.state is RouteState.CLOSED and one.channel is not ChannelKind.EMERGENCY:
            yield _told(ask, one)
    live = {DataCategory.REALTIME_TRAFFIC, DataCategory.REALTIME_CONTENT}
    if ask.category in live:
        yield from _by_reason(ask, [one for one in routes if one.channel is ChannelKind.MLA], "not_permitted")


def _by_reason(ask: Ask, routes: list[Route], code: str) -> Iterator[NotPossible]:
    texts = [why.text for one in routes for why in one.reasons if why.code == code]
    if texts:
        yield NotPossible(ask.number, ask.category, code, texts[0])


def _told(ask: Ask, one: Route) -> NotPossible:
    return NotPossible(ask.number, ask.category, one.reasons[0].code, one.reasons[0].text)


def _entry(ask: Ask, kind: str, **fields: object) -> NotPossible:
    why = reason(kind, ask.t, **fields)
    return NotPossible(ask.number, ask.category, why.code, why.text)
