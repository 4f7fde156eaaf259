"""Names of companies: which of a provider's companies a draft names, and which one the provider wants to be addressed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.providers.provider import Provider

_FORMS = {"limited": "ltd", "incorporated": "inc", "corporation": "corp", "company": "co"}
_COMPANY = re.compile(
    r"([A-Z][\w.&'’ -]{0,60}?\b(?:Inc|LLC|L\.L\.C|Limited|Ltd|GmbH|AG|B\.V|N\.V|S\.A|S\.a r\.l|SARL|SAS|AB|UC|Unlimited Company|Corp|"
    r"Corporation|Company|Co|LTD|Pte)\b\.?(?: (?:Ltd|Limited|Inc)\.?)?)"
)

REGION_WORDS = {
    "eu": re.compile(r"(?<!\w)(?:EU|EEA|European|Europe|Ireland|ЕС|ЕЭЗ|Европ\w+)(?!\w)"),
    "uk": re.compile(r"(?<!\w)(?:UK|United Kingdom|Britain|Великобритан\w+)(?!\w)"),
    "us": re.compile(r"(?<!\w)(?:US|U\.S\.|USA|United States|США)(?!\w)"),
}
"""Words by which a draft says where the user is."""

REGIONS = ("us", "eu", "uk", "rest_of_world")

BY_USER = frozenset({"user_location", "user_region", "user_residence", "user_registration", "customer_region"})
BY_REQUESTER = frozenset({"requester_country"})


def normal_name(text: str) -> str:
    """Return a name without punctuation, capitals and the variants of company forms."""
    words = re.findall(r"\w+", text.casefold())
    return " ".join(_FORMS.get(word, word) for word in words)


@dataclass(frozen=True, slots=True)
class Company:
    """The company that a provider names for a region.

    Attributes:
        region: `us`, `eu`, `uk` or `rest_of_world`.
        text: the rule's words.
        names: names of companies in those words, in normal form.
        name: the first of them as it is written.
        is_certain: whether the words were read and name a company.
    """

    region: str
    text: str
    names: tuple[str, ...]
    name: str
    is_certain: bool

    def is_named_by(self, entity: str) -> bool:
        """Tell whether a draft's company is this one."""
        named = normal_name(entity)
        return bool(named) and (named in normal_name(self.text) or any(name in named for name in self.names))


def companies(provider: Provider) -> tuple[Company, ...]:
    """Read a provider's companies by region.

    Args:
        provider: a row of the catalogue.
    """
    found = []
    unverified = provider.unverified_fields
    for region in REGIONS:
        text = getattr(provider.legal_entity, region)
        if not text:
            continue
        names = provider.legal_entity_names.get(region, ()) or tuple(_COMPANY.findall(text))
        doubtful = "unverified" in text or not names or "legal_entity" in unverified or f"legal_entity.{region}" in unverified
        found.append(Company(region, text, tuple(normal_name(name) for name in names), names[0] if names else short(text), not doubtful))
    return tuple(found)


def short(text: str) -> str:
    """Return the company's name out of a rule's words, without the remarks that follow."""
    found = _COMPANY.search(text)
    return found.group().strip() if found else re.split(r"[(;,]", text)[0].strip()
