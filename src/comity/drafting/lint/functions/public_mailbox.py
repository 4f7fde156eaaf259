"""`public_mailbox("authority.contact_email")`: the mailbox is one that anybody can open (Gmail, Mail.ru, Proton and the like)."""

from __future__ import annotations

from comity.drafting.lint.expression.facts import Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes


class PublicMailbox(Function):
    """Knows the mail domains of every provider in the catalogue."""

    name = "public_mailbox"
    takes = (Takes.FIELD,)

    def bind(self, field: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            domains = {str(value).rpartition("@")[2].strip().casefold() for value in field.values(facts)}
            return bool(domains & facts.knowledge.mail_domains)

        return run
