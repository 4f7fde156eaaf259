"""From what a victim told to letters that can be signed: leads, case, plan, drafts, findings, documents.

The order is that of the work, and each part hands on plain values:

    find_leads      what the texts name
    plan_case       which way to go, and in which order
    first_drafts    what the case alone gives, with what the linter says of it
    prepared        the same with the investigator's answers, in each language of the addressee and of the requester
    documents       the letters as files

No register and no server is needed; whoever calls decides where files go.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from comity.drafting.compose.answer_file import AnswerEntry
from comity.drafting.compose.composer import Draft, draft_of
from comity.drafting.compose.occasions import situations_of_plan
from comity.drafting.compose.situation import Situation
from comity.drafting.lint.check import Linter
from comity.drafting.lint.knowledge import LintKnowledge
from comity.drafting.lint.parity.compare import Difference, differences
from comity.drafting.lint.rule_book import RuleBook
from comity.drafting.render.render import DEFAULT_FORMATS, Renderer
from comity.law.book import Law
from comity.leads.context import Context
from comity.leads.marks import marks_of
from comity.leads.recognise import recognise
from comity.model.case import Case
from comity.model.category import ChannelKind
from comity.model.finding import Finding
from comity.model.identifier import Identifier
from comity.model.route import RouteAnswer
from comity.providers.catalog import Catalog
from comity.routing.route import route
from comity.text.extract import extract
from comity.text.languages import find_language


@dataclass(frozen=True, slots=True)
class FoundLead:
    """An identifier, and the file that names it."""

    source: str
    identifier: Identifier


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A draft with what the linter says of it."""

    draft: Draft
    findings: tuple[Finding, ...]

    @property
    def standing(self) -> tuple[Finding, ...]:
        """Findings that keep it from leaving."""
        return tuple(finding for finding in self.findings if finding.severity.rank <= 1 and finding.overridden_by is None)


@dataclass(frozen=True, slots=True)
class PreparedRequest:
    """One request of the plan.

    Attributes:
        number: its number, from 1, in the order of the plan.
        first: the draft that the case alone gives, in the language that is sent.
        versions: the completed drafts; the first is the one that is sent.
        parity: identifiers, dates and amounts in which the letters of two languages differ; must be empty.
    """

    number: int
    first: CheckedDraft
    versions: tuple[CheckedDraft, ...]
    parity: tuple[Difference, ...]

    @property
    def situation(self) -> Situation:
        """What it is made from."""
        return self.first.draft.situation


@dataclass(frozen=True)
class Workbench:
    """The knowledge and the tools that the steps share; open one for many cases.

    Attributes:
        law: the law book.
        catalog: the providers.
        language: language of the words to the person at work.
        overlay: a ministry's folder of knowledge files.
    """

    law: Law
    catalog: Catalog
    language: str
    overlay: Path | None = None

    @classmethod
    def open(cls, language: str, overlay: Path | None = None) -> Workbench:
        """Open the shipped knowledge, with a ministry's overlay laid over it."""
        return cls(Law.open(overlay), Catalog.open(overlay), language, overlay)

    @cached_property
    def linter(self) -> Linter:
        """The linter, over the same knowledge."""
        return Linter(RuleBook.open(self.overlay), LintKnowledge(self.law, self.catalog))

    @cached_property
    def renderer(self) -> Renderer:
        """The forms."""
        return Renderer.open(self.overlay)

    def find_leads(self, files: Iterable[Path], *, country: str, zone: str | None) -> tuple[FoundLead, ...]:
        """Find the identifiers that texts name.

        Args:
            files: statements, notes and the like, in any format that can be read.
            country: ISO code of the State in which local numbers are dialled.
            zone: zone of times that stand without one.
        """
        context = Context(country, zone, self.language, marks_of(self.catalog.marks_data()))
        return tuple(FoundLead(file.name, found) for file in files for found in recognise(extract(file).text, context))

    def plan_case(self, case: Case) -> RouteAnswer:
        """Compute the routes of a case and the order of the work, as of the day of the case file."""
        return route(case, self.law, self.catalog, case.on, self.language)

    def prepared(
        self, case: Case, answer: RouteAnswer, answers: tuple[AnswerEntry, ...], *, training: bool = False, every: bool = False
    ) -> tuple[PreparedRequest, ...]:
        """Draft the first requests of the plan, before and after the investigator's answers.

        The first are those of today, and the requests to States, which have to be in preparation from the first day.

        Args:
            case: the case.
            answer: its routes and plan.
            answers: what the investigator answered.
            training: whether the case is an exercise.
            every: whether to draft every request of the plan.
        """
        situations = situations_of_plan(case, answer, self.law, self.catalog, training=training)
        wanted = [situation for situation in situations if every or _is_first(situation)]
        return tuple(self._prepared(number, situation, answers) for number, situation in enumerate(wanted, start=1))

    def _prepared(self, number: int, situation: Situation, answers: tuple[AnswerEntry, ...]) -> PreparedRequest:
        first = self._checked(draft_of(situation, (), self.language))
        versions = tuple(
            self._checked(draft_of(replace(situation, language=tag, left_out={}), answers, self.language)) for tag in _languages(situation)
        )
        texts = [self._text(version.draft) for version in versions] if self.has_form(first.draft) else []
        found = tuple(difference for text in texts[1:] for difference in differences(texts[0], text))
        return PreparedRequest(number, first, versions, found)

    def _checked(self, draft: Draft) -> CheckedDraft:
        return CheckedDraft(draft, self.linter.lint(draft.request, language=self.language))

    def has_form(self, draft: Draft) -> bool:
        """Tell whether a form serves the instrument; without one the draft goes into the office's own form."""
        return any(draft.situation.instrument.id in form.head.instruments for form in self.renderer.shelf.forms("en"))

    def _text(self, draft: Draft) -> str:
        letter = self.renderer.letter(draft.request, draft.situation.language)
        return self.renderer.write(letter, "txt").decode("utf-8")

    def documents(self, prepared: PreparedRequest, formats: tuple[str, ...] = DEFAULT_FORMATS) -> dict[str, bytes]:
        """Write the letters of one request in each language.

        Args:
            prepared: the request.
            formats: formats of the files.

        Returns:
            File name to content; empty where no form serves the instrument.
        """
        files: dict[str, bytes] = {}
        if not self.has_form(prepared.first.draft):
            return files
        for version in prepared.versions:
            language = version.draft.situation.language
            letter = self.renderer.letter(version.draft.request, language)
            for format_ in formats:
                files[f"letter.{language}.{format_}"] = self.renderer.write(letter, format_)
        return files


def _is_first(situation: Situation) -> bool:
    is_to_a_state = situation.route is not None and situation.route.channel is ChannelKind.MLA
    return is_to_a_state or (situation.step is not None and situation.step.when == "today")


def _languages(situation: Situation) -> tuple[str, ...]:
    """The language that is sent, then the requester's own, then English for whoever is asked for advice abroad."""
    own = find_language(situation.case.language)
    return tuple(dict.fromkeys([situation.language, own.tag if own else situation.language, "en"]))
