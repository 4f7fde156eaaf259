"""Addresses of accounts."""

from __future__ import annotations

from collections.abc import Iterator

from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.leads.web import is_web_host, normal_url
from comity.model.identifier import IdentifierKind

_APP_SCHEMES = {"tg": "telegram", "viber": "viber", "whatsapp": "whatsapp"}


class ProfileUrl(Kind):
    """An address at a known provider that names an account, or an invitation to a group: `t.me/name`, `instagram.com/name`, `vk.com/id1`.

    Told by the providers' address patterns. The value has its scheme (`https://` where none is written). The account's name inside is not
    reported again, nor is the same account where the text names it as `@name` elsewhere. A post, a video or a file at the same provider
    is a `url` with the provider.
    """

    code = IdentifierKind.PROFILE_URL
    weight = 75

    def find(self, page: Page) -> Iterator[Candidate]:
        for link in page.links:
            if link.scheme in _APP_SCHEMES and _APP_SCHEMES[link.scheme] in page.index.by_id:
                yield Candidate(self.code, link.start, link.end, page.text[link.start : link.end], provider=_APP_SCHEMES[link.scheme])
                continue
            host = link.host.lower()
            if link.is_ip or page.index.of_host(host) is None or (not link.scheme and not is_web_host(page, link)):
                continue
            url = normal_url(link) if link.scheme else "https://" + normal_url(link)
            profile = page.index.profile(host, url)
            if profile and profile.is_account:
                yield Candidate(self.code, link.start, link.end, url, provider=profile.provider, account=profile.name)
