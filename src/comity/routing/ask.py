"""What is asked of the channels: one category of data of one lead, with the case and the knowledge around it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from comity.law.authority import AuthorityNames
from comity.law.book import Law
from comity.model.case import Case, CaseLead
from comity.model.category import DataCategory
from comity.model.identifier import WALLET_KINDS, IdentifierKind
from comity.model.time import Period
from comity.providers.catalog import Catalog
from comity.providers.provider import Provider
from comity.routing.holder import Holder
from comity.routing.told_facts import DOMAIN, in_words
from comity.text.messages import Messages, Said, Worded

US = "US"


@dataclass(frozen=True)
class Ask:
    """One category of one lead.

    Attributes:
        case: the case.
        law: the law book.
        catalog: the providers.
        on: the day on which the law is asked.
        t: messages in the reader's language.
        number: number of the lead in the case, from 0.
        lead: the lead.
        category: the category of data.
        period: the period asked about.
        provider: the provider of the catalogue; None where it is not known.
        holder: who holds the data, by the provider's addressing rule or by what the lead tells.
        signals: what stands out in the facts (`signals`).
    """

    case: Case
    law: Law
    catalog: Catalog
    on: date
    t: Messages
    number: int
    lead: CaseLead
    category: DataCategory
    period: Period
    provider: Provider | None
    holder: Holder
    signals: frozenset[str]

    @property
    def requester(self) -> str:
        """The requesting State."""
        return self.case.requesting_state

    @cached_property
    def provider_name(self) -> str:
        """The provider's name, or the lead itself where none is known."""
        return self.provider.name if self.provider else self.lead.identifier.value

    def state_name(self, code: str) -> str:
        """Name a State in the reader's language; its code where the knowledge base has no name."""
        state = self.law.states.get(code)
        if state is None:
            return _territory(code, self.t.language) if code else self.t("a State not yet known")
        return state.names.ru if self.t.language.lower().startswith("ru") else state.names.en

    def fact(self, text: str) -> str:
        """Tell a text of the knowledge in the reader's language; as it is written where nobody has translated it."""
        return in_words(text, self._of_facts)

    def told(self, value: object) -> object:
        """Tell a field of a message: messages and texts of the knowledge within it in the reader's language, at any depth."""
        if isinstance(value, Said):
            return self.t(value.key, **{name: self.told(inner) for name, inner in value.fields.items()})
        if isinstance(value, Worded):
            return self.t.of(value)
        return self.fact(value) if isinstance(value, str) else value

    @cached_property
    def _of_facts(self) -> Messages:
        return Messages(self.t.language, DOMAIN)

    def facts(self, texts: Iterable[str]) -> str:
        """Tell several texts of the knowledge, one after the other."""
        return "; ".join(self.fact(text) for text in texts)

    def authority_name(self, names: AuthorityNames) -> str:
        """Name an authority as the reader can read it and as it can be written to: a rendering never stands without the name it renders."""
        if not self.t.language.lower().startswith("ru"):
            return names.en
        rendered = self.fact(names.en)
        return names.ru or (f"{rendered} / {names.en}" if rendered != names.en else names.en)

    @property
    def is_at_home(self) -> bool:
        """Tell whether the holder is in the requesting State."""
        return self.holder.state == self.requester

    @property
    def is_wallet(self) -> bool:
        """Tell whether the lead is a wallet or a transfer on a chain."""
        return self.lead.identifier.kind in WALLET_KINDS or self.lead.identifier.kind is IdentifierKind.TXID


def _territory(code: str, language: str) -> str:
    """Name a territory that the knowledge base does not hold, as Unicode CLDR does."""
    from babel import Locale

    locale = Locale("ru" if language.lower().startswith("ru") else "en")
    return str(locale.territories.get(code, code))
