"""Names: precision and recall on a labelled set whose other half chose the threshold, reasons, and properties that hold for any text."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.analysis.names.compare import THRESHOLD, compare
from comity.analysis.names.find import similar
from comity.analysis.names.sounds import readings, skeletons
from tests.analysis import productions

SAMPLES = Path(__file__).parents[1] / "samples" / "names"
REGION = "абвгдежзийклмнопрстуфхцчшщыэюяғқңөұүһіәҳҷўӣӯabcdefghijklmnopqrstuvwxyzçğışəöüʻ' -.ابپتجچحخدرزژسشعغفقکگلمنوهی"


def _labelled(half: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return pairs of one person and pairs of two, of one half of the lines."""
    same = [line for number, line in enumerate((SAMPLES / "same.txt").read_text("utf-8").splitlines(), 1) if number % 2 == half]
    other = [line for number, line in enumerate((SAMPLES / "other.txt").read_text("utf-8").splitlines(), 1) if number % 2 == half]
    spelled = [[name.strip() for name in line.split("|")] for line in same]
    return [pair for names in spelled for pair in combinations(names, 2)], [
        tuple(name.strip() for name in line.split("|")) for line in other
    ]  # type: ignore[misc]


def test_the_labelled_set_is_large_enough() -> None:
    same, other = (_labelled(0)[place] + _labelled(1)[place] for place in (0, 1))
    assert len(same) >= 500
    assert len(other) >= 150


@pytest.mark.parametrize("half", [0, 1])
def test_precision_and_recall_hold_on_both_halves(half: int) -> None:
    same, other = _labelled(half)
    right = sum(compare(*pair).is_candidate for pair in same)
    wrong = sum(compare(*pair).is_candidate for pair in other)
    assert right / len(same) >= 0.96
    assert right / (right + wrong) >= 0.98
    assert wrong / len(other) <= 0.05


@pytest.mark.parametrize(
    ("left", "right", "reasons"),
    [
        ("Ахметов Серик Болатович", "Serik Akhmetov", {"other_script", "other_order", "patronymic_missing"}),
        ("Рахмонов Мухаммад", "Rakhmon Mukhammad", {"other_script", "ending"}),
        ("Иванова А.С.", "Ivanova Anna Sergeevna", {"other_script", "initials"}),
        ("Холматов Шерзод Эркинович", "Xolmatov Sherzod Erkin oʻgʻli", {"other_script"}),
    ],
)
def test_a_candidate_says_why(left: str, right: str, reasons: set[str]) -> None:
    found = compare(left, right)
    assert found.is_candidate
    assert set(found.reasons) == reasons
    assert {pairing.left for pairing in found.pairings if pairing.left}


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("Иванов Александр", "Иванова Александра", "gender"),
        ("Ахметов Серик Болатович", "Ахметов Болат Серикович", "contradiction"),
        ("Серик", "Ахметов Серик", "one_word"),
    ],
)
def test_what_speaks_against_it_is_said_too(left: str, right: str, reason: str) -> None:
    found = compare(left, right)
    assert not found.is_candidate
    assert reason in found.reasons


@given(st.text(REGION, max_size=24), st.text(REGION, max_size=24))
@settings(max_examples=150)
def test_a_score_is_a_share_and_has_no_direction(left: str, right: str) -> None:
    found, back = compare(left, right), compare(right, left)
    assert 0 <= found.score <= 1
    assert found.score == pytest.approx(back.score, abs=0.02)


@given(st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=150)
def test_no_text_breaks_it(left: str, right: str) -> None:
    assert 0 <= compare(left, right).score <= 1


@given(st.text("абвгдежзиклмнопрстуфхчшэюяқғңөұүіәҳҷўӯ", min_size=3, max_size=12))
@settings(max_examples=80)
def test_a_name_is_like_itself_and_shares_a_coarse_form(name: str) -> None:
    assert compare(f"{name} {name[::-1]}", f"{name[::-1]} {name}").score == pytest.approx(1, abs=0.2)
    assert skeletons(name) & skeletons(name.upper())
    assert all(one.sounds.isascii() for one in readings(name))


@pytest.mark.real_clock
def test_candidates_of_a_store_are_found_and_join_nobody(tmp_path: Path) -> None:
    files = {
        "1/a.SubscriberInfo.html": productions.subscriber_page("104500000000000000001", {"Name": "Жаксылыков Ержан Болатович"}),
        "2/b.SubscriberInfo.html": productions.subscriber_page("104500000000000000002", {"Name": "Yerzhan Zhaksylykov"}),
        "3/c.SubscriberInfo.html": productions.subscriber_page("104500000000000000003", {"Name": "Ерлан Жаксыбеков"}),
        "4/d.SubscriberInfo.html": productions.subscriber_page("104500000000000000004", {"Name": "Жақсылықов Е."}),
    }
    store = productions.store_of(tmp_path, files)
    found = similar(store)
    assert found.threshold == THRESHOLD
    assert found.names == 4
    pairs = {frozenset(one.label.rsplit("0", 1)[-1] for one in (*row.left, *row.right)) for row in found.candidates}
    assert pairs == {frozenset("12"), frozenset("14"), frozenset("24")}
    asked = similar(store, name="Zhaqsylyqov Yerzhan")
    assert {bearer.label[-1] for row in asked.candidates for bearer in row.right} == {"1", "2", "4"}


def test_coarse_forms_bring_nearly_all_spellings_together() -> None:
    from comity.analysis.names.find import _keys
    from comity.analysis.names.parts import parts_of

    same = [pair for half in (0, 1) for pair in _labelled(half)[0] if compare(*pair).is_candidate]
    together = sum(bool(_keys(parts_of(left)) & _keys(parts_of(right))) for left, right in same)
    assert together / len(same) >= 0.97
