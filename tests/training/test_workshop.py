"""Own exercises: copied, changed part by part, held against the checks, played at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from comity.drafting.lint.check import Linter
from comity.errors import InputError, KnowledgeError
from comity.text.messages import Messages
from comity.training.library import Library
from comity.training.production import delivered
from comity.training.workshop import Workshop
from tests.training.test_space import academy, rows

if TYPE_CHECKING:
    from tests.training.academy import Academy

__all__ = ["academy", "rows"]


@pytest.fixture
def workshop(tmp_path: Path, linter: Linter) -> Workshop:
    return Workshop(tmp_path, Library(), linter)


def part(workshop: Workshop, id_: str, place: str) -> str:
    return next(one.text for one in workshop.parts(id_) if one.place == place)


def test_a_copy_is_whole_and_the_machine_solves_it(workshop: Workshop, tmp_path: Path) -> None:
    scenario = Library().scenario("S4")
    id_ = workshop.copy(scenario)
    assert (id_, workshop.ids()) == ("O1", ("O1",))
    assert workshop.problems(id_) == ()
    own = Library(tmp_path)
    copied = own.scenario("O1")
    assert (copied.title, copied.marking) == (scenario.title, scenario.marking)
    returned = next(one for one in copied.returns if one.id == "S4-desk")
    assert delivered(own, copied, returned).sha256 == delivered(own, scenario, returned).sha256


def test_what_is_wrong_is_told_with_its_place_and_the_next_step(workshop: Workshop) -> None:
    id_ = workshop.copy(Library().scenario("S4"))
    workshop.save(id_, "marking", part(workshop, id_, "marking").replace("points: 20", "points: 21", 1))
    workshop.save(id_, "instalments", part(workshop, id_, "instalments").replace("- hdr", "- nobody", 1))
    found = {one.place: Messages("ru").of(one.text) for one in workshop.problems(id_)}
    assert found["marking"] == "баллы в сумме дают 101, а не 100; измените баллы какого-нибудь пункта"
    assert "nobody" in found["instalments.I2.reveals"]
    assert re.search("[а-я]", found["instalments.I2.reveals"])


def test_an_exercise_that_its_own_solution_does_not_solve_says_where(workshop: Workshop) -> None:
    id_ = workshop.copy(Library().scenario("S4"))
    steps = part(workshop, id_, "marking").replace('"T0+3h"', '"T0+0.1h"', 1)
    workshop.save(id_, "marking", steps)
    assert [one.place for one in workshop.problems(id_)] == ["marking.m1"]


@pytest.mark.parametrize(
    ("place", "text", "told"),
    [("injects", "- id: [", "YAML"), ("marking", "- id: m1\n  pts: 3\n", "marking"), ("clock", "t0: 2026\nend: []\n", "clock")],
)
def test_a_part_that_does_not_fit_is_refused_and_nothing_is_saved(workshop: Workshop, place: str, text: str, told: str) -> None:
    id_ = workshop.copy(Library().scenario("S4"))
    before = workshop.parts(id_)
    with pytest.raises(KnowledgeError) as refused:
        workshop.save(id_, place, text)
    assert told in f"{refused.value} {refused.value.place}"
    assert refused.value.hint
    assert workshop.parts(id_) == before


@pytest.mark.parametrize(("id_", "place"), [("S4", "injects"), ("../O1", "injects"), ("O1", "id"), ("O1", "nothing.here"), ("O9", "clock")])
def test_nothing_else_is_written(workshop: Workshop, id_: str, place: str) -> None:
    workshop.copy(Library().scenario("S4"))
    with pytest.raises(InputError):
        workshop.save(id_, place, "x: 1")


def test_digests_follow_the_text_and_a_planted_wrong_one_stays_wrong(workshop: Workshop) -> None:
    id_ = workshop.copy(Library().scenario("S1"))
    workshop.save(id_, "returns", part(workshop, id_, "returns").replace("Intelligence only.", "For intelligence only.", 1))
    assert workshop.problems(id_) == ()
    returns = part(workshop, id_, "returns")
    rows_ = re.findall(r"sha256_of_text: (\w+)\s+sha256_announced: (\w+)", returns)
    assert [one == two for one, two in rows_].count(False) == 1


def test_a_trainer_copies_changes_and_plays_at_once(academy: Academy) -> None:
    client = academy.client(academy.trainer)
    answer = client.post("/training/exercises/", {"scenario": "S4"})
    assert answer["Location"] == "/training/exercises/O1/"
    page = client.get("/training/exercises/O1/").content.decode()
    assert "Nothing is wrong" in page
    broken = client.post("/training/exercises/O1/", {"part": "clock", "text": "t0: never"})
    assert broken.status_code == 400
    assert "t0: never" in broken.content.decode()
    played = client.post("/training/exercises/O1/play/", {"group": str(academy.group.pk)})
    assert played.status_code == 302
    run = academy.group.runs.get()
    assert run.scenario == "O1"
    assert client.get(played["Location"]).status_code == 200
    refused = client.post("/training/exercises/O1/", {"part": "debrief", "text": "- Why?"})
    assert refused.status_code == 400, "what is being played is not changed"


def test_trainees_change_no_exercise(academy: Academy) -> None:
    client = academy.client(academy.people[0])
    assert client.get("/training/exercises/").status_code == 403
    assert client.post("/training/exercises/", {"scenario": "S4"}).status_code == 403
