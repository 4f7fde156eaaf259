"""A person at work: the person, the language, and how fresh the proof of identity is. Every step takes one and asks it for the right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from comity.desk.models.case import Case, CaseMember
from comity.desk.models.evidence_request import EvidenceRequest
from comity.desk.models.incoming import IncomingRequest
from comity.desk.models.person import Person
from comity.desk.rights.decide import Actor, Decision, Subject, decide
from comity.desk.rights.matrix import matrix
from comity.desk.rights.refusal import NotThereError, ProofNeededError, RefusedError
from comity.desk.rights.roles import Role
from comity.model.time import Clock, system_clock
from comity.text.languages import facts_language
from comity.text.messages import Messages, say

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Worker:
    """A person at work.

    Attributes:
        person: who.
        language: BCP 47 tag of the words shown.
        is_fresh: whether the person proved who they are within the last minutes.
        clock: tells the moment.
        is_reading: whether nothing is changed meanwhile, so that what the register answered about rights need not be asked twice.
    """

    person: Person
    language: str = "en"
    is_fresh: bool = False
    clock: Clock = system_clock
    is_reading: bool = False

    @property
    def t(self) -> Messages:
        """The messages of the person's language."""
        return Messages(self.language)

    @property
    def facts_language(self) -> str:
        """The language in which rules, questions, reasons and facts are told to the person."""
        return facts_language(self.language)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """All roles the person is appointed to."""
        return frozenset(Role(role) for role in self.person.appointments.order_by().values_list("role", flat=True))

    def roles_on(self, case: Case) -> frozenset[Role]:
        """The roles on a case that have not ended and that the person is still appointed to."""
        if self.is_reading and case.pk in self._held:
            return self._held[case.pk]
        held = self._running().filter(case=case).order_by().values_list("role", flat=True)
        self._held[case.pk] = frozenset(Role(role) for role in held) & self.roles
        return self._held[case.pk]

    @cached_property
    def _held(self) -> dict[int, frozenset[Role]]:
        """The roles on cases, as the register answered; looked at again only where nothing is changed."""
        return {}

    def cases(self) -> QuerySet[Case]:
        """The cases that the person may see, the last changed first."""
        if Role.AUDITOR in self.roles:
            return Case.objects.all()
        held = self._running().filter(role__in=self.roles)
        only_training = matrix().only_training
        if not self.roles & only_training:
            return Case.objects.filter(pk__in=held.values("case"))
        own = Q(pk__in=held.exclude(role__in=only_training).values("case"))
        exercises = Q(pk__in=held.filter(role__in=only_training).values("case"), training=True)
        return Case.objects.filter(own | exercises)

    def among(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Keep of rows that belong to cases those whose case the person may see."""
        if Role.AUDITOR in self.roles:
            return rows
        if not self.roles & matrix().only_training:
            return rows.filter(case__in=self._running().filter(role__in=self.roles).values("case"))
        return rows.filter(case__in=self.cases())

    def may(
        self,
        action: str,
        *,
        case: Case | None = None,
        request: EvidenceRequest | None = None,
        incoming: IncomingRequest | None = None,
        is_grave: bool = False,
    ) -> Decision:
        """Answer whether the person may do something now.

        Args:
            action: id in the matrix.
            case: the case, for actions on it.
            request: the request, for actions on it.
            incoming: the request from abroad, for actions on it.
            is_grave: whether it is an emergency or leaves with an overridden block.
        """
        thing = request or incoming or case
        about = thing.case if isinstance(thing, EvidenceRequest | IncomingRequest) else thing
        actor = Actor(self.roles, self.roles_on(about) if about is not None else frozenset(), self.is_fresh)
        own = request is not None and self._wrote(request, is_grave=is_grave)
        return decide(
            actor, action, Subject(thing.state if thing is not None else "open", about is not None and about.training, own, is_grave)
        )

    def _wrote(self, request: EvidenceRequest, *, is_grave: bool) -> bool:
        """Tell whether the request is the person's own work: the last change, or where the matter is grave any change."""
        if request.changed_by_id == self.person.pk:
            return True
        return is_grave and request.versions.filter(saved_by=self.person).exists()

    def demand(
        self,
        action: str,
        *,
        case: Case | None = None,
        request: EvidenceRequest | None = None,
        incoming: IncomingRequest | None = None,
        is_grave: bool = False,
    ) -> None:
        """Go on only if the person may.

        Raises:
            NotThereError: it is not for the person's eyes.
            ProofNeededError: only a fresh proof of identity is missing.
            RefusedError: the person may see it but not do this.
        """
        decision = self.may(action, case=case, request=request, incoming=incoming, is_grave=is_grave)
        if not decision.is_visible:
            raise NotThereError(say("there is nothing here for you"))
        if decision.needs_proof:
            raise ProofNeededError(decision.why or "")
        if not decision.is_allowed:
            raise RefusedError(decision.why or "", hint=say("ask somebody who works on the case with this role"))

    def case(self, case_id: int, action: str = "case.see", *, locked: bool = False) -> Case:
        """Return a case, if the person may do something with it.

        Raises:
            NotThereError: there is none, or it is not for the person's eyes.
            RefusedError: the person may see it but not do this.
        """
        rows = Case.objects.select_for_update() if locked else Case.objects.select_related("unit")
        found = rows.filter(pk=case_id).first()
        if found is None:
            raise NotThereError(say("there is nothing here for you"))
        self.demand(action, case=found)
        return found

    def request(self, request_id: int, action: str = "request.see", *, locked: bool = False) -> EvidenceRequest:
        """Return a request, if the person may do something with it.

        Raises:
            NotThereError: there is none, or it is not for the person's eyes.
            RefusedError: the person may see it but not do this.
        """
        rows = EvidenceRequest.objects.select_for_update() if locked else EvidenceRequest.objects.select_related("case__unit")
        found = rows.filter(pk=request_id).first()
        if found is None:
            raise NotThereError(say("there is nothing here for you"))
        self.demand(action, request=found)
        return found

    def incoming(self, case_id: int, action: str = "incoming.see", *, locked: bool = False) -> IncomingRequest:
        """Return the request from abroad of a case, if the person may do something with it.

        Raises:
            NotThereError: there is none, or it is not for the person's eyes.
            RefusedError: the person may see it but not do this.
        """
        rows = IncomingRequest.objects.select_for_update() if locked else IncomingRequest.objects.all()
        found = rows.filter(case=case_id).first()
        if found is None:
            raise NotThereError(say("there is nothing here for you"))
        self.demand(action, incoming=found)
        return found

    def _running(self) -> QuerySet[CaseMember]:
        now = self.clock()
        return CaseMember.objects.filter(Q(until=None) | Q(until__gt=now), person=self.person)
