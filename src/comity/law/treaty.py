"""A treaty, agreement, regulation or statute that carries requests for evidence, with its parties and articles (`law/treaties/`)."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from comity.knowledge.row import Confidence, Facts, Row
from comity.law.words import Named

PartyState = Literal[
    "party",
    "ratified_not_in_force",
    "signatory",
    "signed",
    "signed_ratified_by_kz",
    "signed_ratified_by_lv",
    "draft_approved",
    "letter_of_intent",
    "approval_reported",
    "deposit_reported",
    "invited",
    "negotiating",
    "not_signed",
    "not_party",
    "none",
    "withdrawn",
    "see_own_row",
    "unknown",
]

TreatyState = Literal[
    "in_force",
    "in_force_residual",
    "not_in_force",
    "protocol_not_in_force_when_read",
    "signed",
    "signed_ratified_by_kz",
    "signed_ratified_by_lv",
    "draft_approved",
    "letter_of_intent",
    "unknown",
]


class ArticleTimeLimit(Facts, frozen=True, kw_only=True):
    """A time limit inside an article row; `law/time_limits/` holds them all in one list."""

    value: int
    unit: Literal["day", "hour", "month", "working_day"]
    kind: Literal["max", "min", "fixed"]
    event: str
    renewable: bool = False
    confidence: Confidence | None = None


class Article(Row, frozen=True, kw_only=True):
    """An article, by the measure it provides.

    Attributes:
        article: number as cited.
        measure: what it is about (`mla_general`, `preservation_request`, `network_24_7` …).
        what: its substance, in own words.
        threshold_years: penalty in years that it asks for.
    """

    article: str
    measure: str
    what: str
    time_limits: tuple[ArticleTimeLimit, ...] = ()
    threshold_years: int | None = None
    refusal_grounds: tuple[str, ...] = ()
    request_must_contain: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


class Party(Row, frozen=True, kw_only=True):
    """The position of one State towards the treaty.

    Attributes:
        code: ISO 3166-1 alpha-2 code; `EU` for the Union.
        status: its position.
        signed: date of signature.
        bound_by: ratification, accession, acceptance …
        bound_on: date of the deposit.
        in_force: date of entry into force for this State.
    """

    code: str
    status: PartyState
    signed: str | None
    bound_by: str | None
    bound_on: str | None
    in_force: str | None


class Declaration(Row, frozen=True, kw_only=True):
    """A reservation or declaration of a State."""

    code: str
    article: str | None
    kind: Literal["reservation", "declaration"]
    what: str


class Count(Row, frozen=True, kw_only=True):
    """A dated count of signatures and ratifications."""

    parties: int | None = None
    signed_only: int | None = None
    invited: int | None = None
    signed: int | None = None
    ratified: int | None = None
    signatories: int | None = None


class Annex(Row, frozen=True, kw_only=True):
    """A form annexed to an instrument: its sections by letter, or its list of entries."""

    annex: str
    form: str
    sections: dict[str, Any] | list[str]


class Treaty(Row, frozen=True, kw_only=True):
    """An instrument with its provenance.

    Attributes:
        id: stable key.
        title: title in English and Russian.
        status: whether it is in force at all.
        in_force: the day on which it entered into force; None when not read.
        review_after_days: the status and its parties are read again when their source is older than this.
    """

    keys: ClassVar[dict[str, tuple[str, ...]]] = {
        "counts": ("source", "as_of"),
        "articles": ("article", "measure"),
        "parties": ("code",),
        "declarations": ("code", "article", "kind"),
        "annexes": ("annex",),
    }

    id: str
    title: Named
    number: str | None
    kind: Literal["multilateral", "protocol", "bilateral", "bilateral_set", "domestic", "eu"]
    opened: str | None
    place: str | None
    in_force: str | None
    depositary: str | None
    status: TreatyState
    review_after_days: int
    open_to: str | None = None
    open_until: str | None = None
    adopted: str | None = None
    applies_from: str | None = None
    in_force_condition: str | None = None
    status_note: str | None = None
    note2: str | None = None
    parent: str | None = None
    jurisdiction: str | None = None
    counts: tuple[Count, ...] = ()
    articles: tuple[Article, ...] = ()
    parties: tuple[Party, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    annexes: tuple[Annex, ...] = ()

    def party(self, code: str) -> Party | None:
        """Return the row of a State; None where the list that was read does not name it."""
        return next((row for row in self.parties if row.code == code), None)
