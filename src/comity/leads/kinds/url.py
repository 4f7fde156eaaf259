"""Addresses of pages."""

from __future__ import annotations

from collections.abc import Iterator

from comity.leads.checks import hosts
from comity.leads.kind import Candidate, Kind
from comity.leads.naming import host_notes, other_form
from comity.leads.page import Page
from comity.leads.web import has_page, is_web_host, normal_url
from comity.model.identifier import IdentifierKind, Verdict
from comity.text.messages import say


class Url(Kind):
    """An address of a page, a file or a service: with a scheme, or a host followed by a path; defanged forms are put back (`hxxps`, `[.]`).

    The value has scheme and host in lower case and keeps path and query. A host by its IP address belongs to the URL and is not reported
    again. `unsure`: the host imitates a known provider, mixes scripts or has no top-level domain of the root zone.
    """

    code = IdentifierKind.URL
    weight = 70

    def find(self, page: Page) -> Iterator[Candidate]:
        for link in page.links:
            if not has_page(link) or (not link.scheme and not is_web_host(page, link)):
                continue
            found = Candidate(self.code, link.start, link.end, normal_url(link))
            if not link.is_ip:
                found.provider = page.index.of_host(link.host)
                found.notes, imitated = host_notes(page.index, link.host, link.host)
                found.reason = other_form(link.host, imitated, found.notes)
                if not hosts.is_host(link.host) and link.host != "localhost":
                    found.verdict, found.reason = Verdict.UNSURE, say("the host is no public name: {host}", host=link.host)
                elif not found.notes <= hosts.HARMLESS:
                    found.verdict = Verdict.UNSURE
            yield found
