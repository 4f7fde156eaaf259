"""Which cells of a provider's table of accepted channels a request falls under, and what they say to this requester."""

from __future__ import annotations

from comity.drafting.lint.expression.facts import Facts
from comity.providers.provider import Provider

_BY_INSTRUMENT = {"pres_provider": ("preservation",), "pres_extension": ("preservation",), "emergency_disclosure": ("emergency",)}
_BY_CATEGORY = {
    "subscriber": "subscriber",
    "kyc": "subscriber",
    "login_ip": "traffic",
    "traffic": "traffic",
    "transactions": "traffic",
    "content": "content",
}
_DIRECT = frozenset({"vol_subscriber", "vol_traffic"})


def cells_for(facts: Facts) -> tuple[str, ...]:
    """Return the cells a direct request falls under; none for instruments that do not go to a provider."""
    if facts.instrument in _BY_INSTRUMENT:
        return _BY_INSTRUMENT[facts.instrument]
    if facts.instrument in _DIRECT:
        return tuple(dict.fromkeys(_BY_CATEGORY[name] for name in facts.request.data.categories if name in _BY_CATEGORY))
    return ()


def cell_answers(provider: Provider, cell: str, facts: Facts) -> str:
    """Return the provider's answer to this requester: `yes`, `no`, `conditional` or `unknown`."""
    row = getattr(provider.accepted_channels, cell)
    state = (facts.request.authority.issuing_state or "").upper()
    if state == provider.country and row.home_authority is not None:
        return str(row.home_authority)
    return str(row.us_authority if state == "US" else row.direct_foreign)
