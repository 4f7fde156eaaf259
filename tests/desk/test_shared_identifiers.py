"""What several cases know: one's own by number and entity, those of others by unit and head alone; decisions survive a new reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from comity.analysis.entities.decisions import decide, read_decisions
from comity.desk.evidence.production import production_of
from comity.desk.models import Case, CaseMember, JournalEntry
from comity.desk.rights.roles import Role
from comity.desk.steps.shared_identifiers import shared_identifiers
from comity.model.time import system_clock
from tests.desk.office import Office
from tests.desk.production import ZONED, case_with_production, file_answer, read_production

pytestmark = pytest.mark.real_clock
SHARED = "invented.person@example.com"


@pytest.fixture
def case(office: Office, tmp_path: Path) -> Iterator[Case]:
    from django.conf import settings
    from django.test import override_settings

    with override_settings(CONFIGURATION=replace(settings.CONFIGURATION, data=tmp_path)):
        yield case_with_production(office)


def test_a_case_of_ones_own_is_told_by_its_key_and_one_of_others_by_unit_and_head(office: Office, case: Case) -> None:
    worker = office.worker(Role.INVESTIGATOR)
    found = shared_identifiers(worker, case.pk)
    assert found is not None
    assert (found.productions, found.leads) == ((), ())

    second = office.case(Role.INVESTIGATOR, number="9-2")
    file_answer(office, second, "logins.csv", ZONED)
    read_production(office, second)
    hidden = office.case(Role.PROSECUTOR, number="hidden-8")
    CaseMember.objects.filter(case=hidden).delete()
    office.lead(hidden, value=SHARED)

    found = shared_identifiers(worker, case.pk)
    assert found is not None
    told = {one.key: {place.case for place in one.cases} for one in found.productions}
    assert told[f"email:{SHARED}"] == {str(case.pk), str(second.pk)}
    assert {one.is_weak for one in found.productions if one.kind == "ip"} == {True}
    (lead,) = [one for one in found.leads if one.value == SHARED]
    assert (lead.cases, [one.unit for one in lead.elsewhere]) == ((), [office.nine])
    assert "hidden-8" not in JournalEntry.objects.get(action="search.known_elsewhere").words

    CaseMember.objects.filter(case=second).delete()
    found = shared_identifiers(office.worker(Role.INVESTIGATOR), case.pk)
    assert found is not None
    assert found.productions == ()


def test_decisions_about_entities_are_in_the_next_reading_too(office: Office, case: Case) -> None:
    worker = office.worker(Role.INVESTIGATOR)
    earlier = production_of(worker, case)
    assert earlier is not None
    decide(earlier.store, "name", f"email:{SHARED}", "Invented Person", who="A", why="said so", at=system_clock())
    read_production(office, case)
    later = production_of(worker, case)
    assert later is not None
    assert later.job.pk != earlier.job.pk
    assert read_decisions(later.store) == read_decisions(earlier.store)
