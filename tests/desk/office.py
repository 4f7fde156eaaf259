"""Two invented units with their people, for tests: an office on a common day."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.test import Client

from comity.desk.models import Appointment, Case, CaseMember, EvidenceRequest, IncomingRequest, Lead, Person, Unit
from comity.desk.rights.roles import Role
from comity.desk.rights.worker import Worker
from comity.desk.steps.open_exercise import open_exercise
from comity.model.time import system_clock
from comity.web.middleware.signed_in import BEGAN_AT, PROVED_AT, SEEN_AT

PASSWORD = "a long password of the tests"  # noqa: S105 - invented
PARTICULARS = {
    "requesting_state": "KG",
    "date": "2026-11-20",
    "language": "en",
    "facts": "An invented fraud; the account below asked for the payment.",
    "offences.0.id": "computer_fraud",
    "authority.name": "Unit 9 (invented)",
    "authority.type": "police",
    "authority.contact_email": "unit9@bishkek.example",
}


@dataclass
class Office:
    """The people by role, and the units.

    Attributes:
        nine: the unit that works.
        other: another unit.
        people: role to the person of unit nine who has it.
        stranger: an investigator of the other unit.
    """

    nine: Unit
    other: Unit
    people: dict[Role, Person] = field(default_factory=dict)
    stranger: Person | None = None

    @classmethod
    def open(cls) -> Office:
        """Make units and people; passwords are set only where a test asks for them."""
        office = cls(
            Unit.objects.create(name="Unit 9 (invented)", state="KG", zone="Asia/Bishkek"),
            Unit.objects.create(name="Unit 4 (invented)", state="KG", zone="Asia/Bishkek"),
        )
        for role in Role:
            office.people[role] = office.person(role.value, office.nine, role)
        office.stranger = office.person("stranger", office.other, Role.INVESTIGATOR)
        return office

    def person(self, login: str, unit: Unit, *roles: Role) -> Person:
        """Make a person with roles in a unit."""
        person = Person.objects.create(login=login, full_name=f"{login.title()} Testova", zone="Asia/Bishkek")
        Appointment.objects.bulk_create(Appointment(person=person, unit=unit, role=role) for role in roles)
        return person

    def worker(self, who: Role | Person, *, is_fresh: bool = True, language: str = "en") -> Worker:
        """A person at work."""
        return Worker(self.people[who] if isinstance(who, Role) else who, language, is_fresh)

    def case(self, *members: Role, number: str = "9-1", training: bool = False, state: str = "open") -> Case:
        """Make a case of unit nine with members."""
        opener = self.people[members[0] if members else Role.INVESTIGATOR]
        case = Case.objects.create(
            unit=self.nine,
            number=number,
            title="Invented fraud",
            zone="Asia/Bishkek",
            training=training,
            state=state,
            particulars=PARTICULARS,
            opened_by=opener,
        )
        CaseMember.objects.bulk_create(CaseMember(case=case, person=self.people[role], role=role) for role in members)
        return case

    def lead(self, case: Case, value: str = "someone@example.com", kind: str = "email", **more: Any) -> Lead:
        """Put an accepted lead into a case."""
        values = {"state": "accepted", "verdict": "valid", "wanted": [{"category": "subscriber"}], **more}
        return Lead.objects.create(case=case, kind=kind, value=value, added_by=case.opened_by, **values)

    def request(
        self, case: Case, state: str = "draft", *, by: Person | None = None, draft: str = "instrument: pres_provider\n", **more: Any
    ) -> EvidenceRequest:
        """Put a request into a case."""
        author = by or case.opened_by
        number = case.requests.count() + 1
        values = {
            "instrument": "pres_provider",
            "addressee": "Google LLC",
            "addressee_id": "google",
            "channel": "preservation",
            "language": "en",
            "state": state,
            "draft": draft,
            **more,
        }
        request = EvidenceRequest.objects.create(
            case=case, number=number, occasion=f"test-{number}", made_by=author, changed_by=author, **values
        )
        request.versions.create(number=1, draft=draft, saved_by=author, is_fixed=True)
        return request

    def incoming(self, case: Case, state: str = "registered", **more: Any) -> IncomingRequest:
        """Make a case the folder of a request from abroad."""
        values = {"sender": "Prosecutor of an invented State", "from_state": "KZ", "via": "post", "text": "An invented letter.", **more}
        return IncomingRequest.objects.create(case=case, state=state, received_at=system_clock(), registered_by=case.opened_by, **values)

    def exercise(self, who: Role = Role.INVESTIGATOR, language: str = "en") -> Case:
        """Open the worked case for somebody, with its first requests."""
        return open_exercise(self.worker(who, language=language), drafts=3)

    def client(self, who: Role | Person, *, is_fresh: bool = True, language: str = "en") -> Client:
        """A browser in which somebody has signed in."""
        person = self.people[who] if isinstance(who, Role) else who
        client = Client(headers={"accept-language": language})
        client.force_login(person)
        session, now = client.session, int(system_clock().timestamp())
        session.update({BEGAN_AT: now, SEEN_AT: now} | ({PROVED_AT: now} if is_fresh else {}))
        session.save()
        return client


@cache
def submittable_draft() -> str:
    """The text of a draft in which nothing keeps the request from leaving: the first of the worked case, completed."""
    from importlib.resources import as_file, files

    from comity.desk.bench import workbench
    from comity.drafting.compose.answer_file import read_answers
    from comity.drafting.draft_file import draft_text
    from comity.routing.case_file import read_case

    bench = workbench("en")
    with as_file(files("comity") / "samples" / "worked-case") as folder:
        case = read_case(folder / "case.yaml", bench.law, bench.catalog)
        answers = read_answers(folder / "answers.yaml")
    first = bench.prepared(case, bench.plan_case(case), answers, training=True)[0]
    return draft_text(first.versions[0].draft.request)
