"""Domains and host names."""

from __future__ import annotations

from collections.abc import Iterator

from comity.leads.checks import hosts
from comity.leads.kind import Candidate, Kind
from comity.leads.naming import host_notes, other_form
from comity.leads.page import Page
from comity.leads.web import has_page, is_web_host
from comity.model.identifier import IdentifierKind, Verdict


class Domain(Kind):
    """A host name that stands alone, with a top-level domain of the root zone (or one reserved for examples, or `onion`).

    Names of files (`setup.py`, `archive.zip`), abbreviations and sentences without a blank are none. The value is in lower case, in the
    letters as written; the reason tells the form of the wire (`xn--…`) of a name in other letters, and the letters of one in that form.
    """

    code = IdentifierKind.DOMAIN
    weight = 40

    def find(self, page: Page) -> Iterator[Candidate]:
        for link in page.links:
            if has_page(link) or link.is_ip or not is_web_host(page, link):
                continue
            host = link.host.lower()
            found = Candidate(self.code, link.host_start, link.host_end, host, provider=page.index.of_host(host), port=link.port)
            found.notes, imitated = host_notes(page.index, host, link.host)
            found.reason = other_form(host, imitated, found.notes)
            found.verdict = Verdict.VALID if found.notes <= hosts.HARMLESS else Verdict.UNSURE
            yield found
