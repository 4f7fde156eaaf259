"""Which treaties a request between two States can rely on, for this case: in force, in scope, and on facts that are sure or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comity.knowledge.answer import Answer, Ground, Ternary, ground, merged
from comity.knowledge.shelf_life import FactKind, shelf_life
from comity.law.legal_basis import LegalBasis as BetweenStates
from comity.law.legal_basis import Use
from comity.law.party_status import NOT_IN_FORCE
from comity.law.treaty import Article, Treaty
from comity.model.category import DataCategory
from comity.model.provenance import Basis, Provenance
from comity.model.route import LegalBasis, RouteState
from comity.routing.ask import Ask
from comity.routing.route_draft import RouteDraft
from comity.routing.row_names import row_name

_ORGANISED = {"organised_group", "laundering"}
_STORED = ("access_stored_data", "mla_general")
_MEASURES: dict[DataCategory, tuple[str, ...]] = {
    DataCategory.REALTIME_TRAFFIC: ("realtime_traffic_request", "mla_general"),
    DataCategory.REALTIME_CONTENT: ("interception_request", "mla_general"),
    DataCategory.ASSET_RESTRAINT: ("seizure", "mla_general"),
}
_USE_MEASURES: dict[str, tuple[str, ...]] = {
    "preservation": ("preservation_request",),
    "network_24_7": ("network_24_7", "preservation_request"),
    "spontaneous": ("spontaneous_information", "mla_general"),
    "police": ("police_cooperation",),
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A treaty, weighed for one case.

    Attributes:
        between: the treaty between the two States, as the law book sees it.
        facts: everything it rests on, its article included.
        in_scope: whether the case falls under it; None when the case file does not say.
        names_measure: whether an article names the very measure, and not only legal assistance as such.
        articles: its articles for the measure.
    """

    between: BetweenStates
    facts: Answer[object]
    in_scope: bool | None
    names_measure: bool
    articles: tuple[Article, ...]

    @property
    def state(self) -> RouteState:
        """Open when it is in force on firm facts and the case falls under it."""
        return RouteState.OPEN if self.between.is_open and self.facts.is_firm and self.in_scope else RouteState.CHECK

    def told(self, ask: Ask) -> LegalBasis:
        """Say it in the answer's words."""
        weak = tuple(row_name(one.what, ask) for one in self.facts.weak)
        if not self.in_scope and self.between.condition is not None:
            weak = (self.between.condition.text.told(ask.t.language), *weak)
        basis = Basis.READ if self.between.mark == "read" else Basis.UNVERIFIED
        return LegalBasis(self.between.treaty, self.cited, self.state, basis, weak)

    @property
    def cited(self) -> str:
        """The articles as one citation; a dash where none was read."""
        return ", ".join(one.article for one in self.articles) or "–"


def weighed_bases(ask: Ask, requested: str, use: Use) -> tuple[Weighed, ...]:
    """Weigh every treaty that can carry a use between the requesting State and another, the surest first."""
    bases = ask.law.bases(ask.requester, requested, ask.on, use)
    weighed = [_weigh(ask, one, use) for one in bases if one.superseded_by is None or one.mark == "read"]
    # the order of the law book is from the most special treaty to the most general, and it holds among equals
    return tuple(
        sorted(weighed, key=lambda one: (one.state is not RouteState.OPEN, one.in_scope is False, one.between.in_force is not Ternary.YES))
    )


def rest_on_best(draft: RouteDraft, bases: tuple[Weighed, ...]) -> Weighed | None:
    """Let a draft rest on the surest treaty, and name the others.

    Returns:
        The treaty relied on; None when the case falls under none.
    """
    draft.bases = tuple(one.told(draft.ask) for one in bases)
    usable = [one for one in bases if one.in_scope is not False]
    ask, best = draft.ask, usable[0] if usable else None
    if best is not None:
        draft.rests_on(best.facts)
        draft.because("legal_basis", _head(best), **_words(draft, best))
        _ask_scope(draft, best)
    for one in bases:
        if one is best:
            continue
        if one.in_scope is False and one.between.condition is not None:
            scope = one.between.condition.text.told(ask.t.language)
            draft.because("basis_out_of_scope", _head(one), treaty=one.between.title.told(ask.t.language), scope=scope)
        else:
            weakness = "; ".join(row_name(weak.what, ask) for weak in one.facts.weak) or one.facts.note
            draft.because(
                "legal_basis_weak" if one.state is not RouteState.OPEN else "legal_basis",
                _head(one),
                **_words(draft, one),
                weakness=weakness,
            )
    return best


def _words(draft: RouteDraft, one: Weighed) -> dict[str, object]:
    ask = draft.ask
    return {
        "requesting": ask.state_name(ask.requester),
        "requested": ask.state_name(draft.addressee_state or ""),
        "treaty": one.between.title.told(ask.t.language),
        "articles": one.cited,
    }


def _ask_scope(draft: RouteDraft, best: Weighed) -> None:
    condition = best.between.condition
    if condition is None:
        return
    draft.question(condition.code, condition.text.told(draft.ask.t.language), "block")
    if best.in_scope is None:
        draft.because("scope_untoc" if condition.min_years else "basis_scope", treaty=best.between.title.told(draft.ask.t.language))


def _weigh(ask: Ask, between: BetweenStates, use: Use) -> Weighed:
    treaty = ask.law.treaties[between.treaty]
    measures = _measures(ask, use)
    articles = tuple(one for one in treaty.articles if one.measure in measures)
    specific = tuple(one for one in articles if one.measure != "mla_general")
    facts: Answer[object] = Answer(
        between.in_force, ask.on, merged(between.answer.grounds, _article_grounds(ask, treaty, articles)), between.answer.note
    )
    return Weighed(between, facts, _in_scope(ask, between), bool(specific), specific or articles)


def _measures(ask: Ask, use: Use) -> tuple[str, ...]:
    if use == "network_24_7" and ask.category is not DataCategory.PRESERVATION:
        return ("partial_disclosure_request",)
    return _USE_MEASURES.get(use) or _MEASURES.get(ask.category, _STORED)


def _article_grounds(ask: Ask, treaty: Treaty, articles: Iterable[Article]) -> tuple[Ground, ...]:
    life = shelf_life(FactKind.TREATY_TEXT)
    return tuple(ground(one, f"treaties/{treaty.id} articles[{one.article}]", ask.on, life=life) for one in articles)


def _in_scope(ask: Ask, between: BetweenStates) -> bool | None:
    """Tell whether the case falls under a treaty that is limited to some offences; None when the case file does not say."""
    condition = between.condition
    if condition is None:
        return True
    offences = ask.case.offences
    ids = {offence.id for offence in offences if offence.id}
    if condition.min_years is None:
        return bool(ids & set(condition.offences))
    if ids & _ORGANISED:
        return True
    years = [offence.max_penalty_years for offence in offences if offence.max_penalty_years is not None]
    if any(year >= condition.min_years for year in years):
        return True
    return False if offences and len(years) == len(offences) else None


def _head(one: Weighed) -> Provenance | None:
    return one.facts.grounds[0].provenance if one.facts.grounds else None


def close_if_not_bound(draft: RouteDraft, treaty: str, state: str) -> bool:
    """Close a draft where a treaty surely does not bind a State on the day; doubt it where that is not known.

    Returns:
        Whether the draft is closed.
    """
    ask, title = draft.ask, draft.ask.law.treaties[treaty].title.told(draft.ask.t.language)
    found = ask.law.position(treaty, state, ask.on)
    row = found.grounds[0].provenance if found.grounds else None
    if found.value.bound is Ternary.YES:
        return draft.is_closed
    if found.value.bound is Ternary.UNKNOWN:
        draft.because("party_unknown", row, state=ask.state_name(state), treaty=title)
    elif ask.law.treaties[treaty].status in NOT_IN_FORCE:
        draft.because("not_in_force", row, treaty=title)
    else:
        draft.because("not_party", row, state=ask.state_name(state), treaty=title)
    return draft.is_closed
