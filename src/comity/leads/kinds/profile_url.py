"""Addresses of accounts."""

from __future__ import annotations

from collections.abc import Iterator

from comity.leads.kind import Candidate, Kind
from comity.leads.links import Link
from comity.leads.page import Page
from comity.leads.web import continued, is_web_host, normal_url
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.messages import say

_APP_SCHEMES = {"tg": "telegram", "viber": "viber", "whatsapp": "whatsapp"}


class ProfileUrl(Kind):
    """An address at a known provider that names an account, or an invitation to a group: `t.me/name`, `instagram.com/name`, `vk.com/id1`.

    Told by the providers' address patterns. The value has its scheme (`https://` where none is written). The account's name inside is not
    reported again, nor is the same account where the text names it as `@name` elsewhere. A post, a video or a file at the same provider
    is a `url` with the provider.

    An address that a line breaks behind `_`, `-` or the host's `/` is put together with what begins the next line; it is `unsure`, since
    the name may as well end with the line.
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
            found = self._account(page, link, host)
            if whole := continued(page.text, link):
                joined = self._account(page, whole, host)
                if joined:
                    joined.verdict, joined.notes = Verdict.UNSURE, frozenset({Note.BROKEN_LINE})
                    joined.reason = say("put together over a line break; if it ends with its line, it is {first}", first=_address(link))
                    found = joined
            if found:
                yield found

    def _account(self, page: Page, link: Link, host: str) -> Candidate | None:
        url = _address(link)
        profile = page.index.profile(host, url)
        if not profile or not profile.is_account:
            return None
        return Candidate(self.code, link.start, link.end, url, provider=profile.provider, account=profile.name)


def _address(link: Link) -> str:
    return normal_url(link) if link.scheme else "https://" + normal_url(link)
