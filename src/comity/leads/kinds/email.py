"""E-mail addresses."""

from __future__ import annotations

from collections.abc import Iterator

from comity.leads.checks import hosts
from comity.leads.checks.emails import is_email, normal_email
from comity.leads.kind import Candidate, Kind
from comity.leads.naming import host_notes, other_form
from comity.leads.page import Page
from comity.model.identifier import IdentifierKind, Verdict
from comity.text.messages import say


class Email(Kind):
    """An e-mail address, also of other scripts (RFC 6531) and defanged (`ivan[at]example[.]org`, `иван собака example точка kg`).

    The value keeps the local part as written and folds the domain to lower case. `invalid`: the top-level domain does not exist.
    `unsure`: letters of two scripts are mixed, or the domain can be mistaken for a known provider's. The provider is told by its mail
    domains; an address at a company's own domain has none, although a provider may serve it.
    """

    code = IdentifierKind.EMAIL
    weight = 80

    def find(self, page: Page) -> Iterator[Candidate]:
        users = {link.host_start for link in page.links if link.host_start > link.start + len(link.scheme) + 3}
        for mail in page.mails:
            if mail.end - len(mail.host) in users:
                continue  # `https://name@host/`: the name of a user, no mailbox
            whole = f"{mail.local}@{mail.host}"
            found = Candidate(self.code, mail.start, mail.end, normal_email(whole), provider=page.index.of_mail(mail.host))
            if not is_email(whole):
                if mail.host.replace(".", "").isdigit() or len(mail.local) > 64 or "_" in mail.host:
                    continue
                found.verdict = Verdict.INVALID
                found.reason = say("there is no top-level domain .{name}", name=mail.host.rpartition(".")[2])
            found.notes, imitated = host_notes(page.index, mail.host, whole)
            if found.notes and found.verdict is Verdict.VALID:
                found.reason = other_form(mail.host, imitated, found.notes)
                found.verdict = Verdict.VALID if found.notes <= hosts.HARMLESS else Verdict.UNSURE
            yield found
