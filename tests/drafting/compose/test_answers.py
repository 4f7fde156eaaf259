"""Answers fill the drafts they are for, and a mistake in them is told with its key and line."""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path

import pytest
from cases import LAW, situation_of
from hypothesis import given
from hypothesis import strategies as st

from comity.drafting.compose.answer_file import answered, read_answers
from comity.drafting.compose.composer import compose, draft_of
from comity.drafting.fields import values_of
from comity.errors import InputError

FILE = """
answers:
  - facts:
      authority.email_official_domain: true
      data.filters: [teskey, withdrawal]
      addressee.contact_verified_on: 2026-11-19
      request.reference: "0042"
    targets:
      teskey.prime.sample@gmail.com: {capture_method: export of a telephone}
  - language: ru
    facts: {preservation.necessity: переписка удаляется}
  - language: en
    facts: {preservation.necessity: messages are being deleted}
  - instrument: [mla_stored_content, mla_stored_traffic]
    provider: google
    facts:
      pc.facts:
        - {date: 2026-11-04, text: a letter was sent, source: the victim, reliability: headers of the letter}
  - provider: instagram
    facts: {data.necessity: only for Instagram}
"""


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_an_answer_reaches_the_drafts_it_is_for(answers: Path) -> None:
    entries = read_answers(answers)
    situation = situation_of("mla_stored_content")
    request = answered(compose(situation), situation, entries)
    assert request.authority.email_official_domain is True
    assert request.data.filters == ("teskey", "withdrawal")
    assert request.addressee.contact_verified_on == date(2026, 11, 19)
    assert request.request.reference == "0042"
    assert request.targets[0].capture_method == "export of a telephone"
    assert request.preservation.necessity == "messages are being deleted"
    assert [fact.reliability for fact in request.pc.facts] == ["headers of the letter"]
    assert request.data.necessity is None


def test_an_answer_for_another_language_or_instrument_stays_away(answers: Path) -> None:
    entries = read_answers(answers)
    situation = situation_of("pres_provider", language="ru")
    request = answered(compose(situation), situation, entries)
    assert request.preservation.necessity == "переписка удаляется"
    assert all(fact.reliability is None for fact in request.pc.facts)


def test_what_is_answered_is_no_longer_asked(answers: Path) -> None:
    situation = situation_of("pres_provider")
    before = {gap.field for gap in draft_of(situation).missing}
    after = {gap.field for gap in draft_of(situation, read_answers(answers)).missing}
    assert before - after == {"authority.email_official_domain", "preservation.necessity"}


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("answers:\n  - facts:\n      data.date_form: 2026-01-01\n", "answers[0].facts.data.date_form (line 3)", "data.date_from"),
        ("answers:\n  - facts:\n      data.date_from: 1 October\n", "answers[0].facts.data.date_from (line 3)", "write the year first"),
        ("answers:\n  - lang: ru\n", "answers[0].lang (line 2)", "language"),
        ("answers:\n  - targets:\n      a@b.example: {identifer: x}\n", "(line 3)", None),
        ("answers: yes\n", "", "answers:"),
        ("facts:\n  - x\n", "facts (line 1)", "answers:"),
        ("answers:\n  - facts: {fact.text: x}\n", "answers[0].facts.fact.text (line 2)", None),
        ("answers:\n  - facts:\n      data.necessity: [a, b]\n", "(line 3)", None),
        ("answers:\n  - facts:\n      pc.facts:\n        - {txt: a}\n", "(line 4)", "text"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, place: str, hint: str | None, tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_answers(path)
    assert place in (caught.value.place or "")
    assert hint is None or hint in (caught.value.hint or "")


@given(st.text(max_size=200))
def test_any_text_is_answers_or_an_input_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "answers.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(InputError):
        assert isinstance(read_answers(path), tuple)


@given(
    instrument=st.sampled_from(sorted(LAW.instruments)),
    necessity=st.text(min_size=1, max_size=80).filter(str.strip),
    leads=st.sets(st.integers(0, 4), min_size=1).map(lambda found: tuple(sorted(found))),
)
def test_an_answer_overrules_and_changes_nothing_else(instrument: str, necessity: str, leads: tuple[int, ...]) -> None:
    from comity.drafting.compose.answer_file import AnswerEntry

    situation = situation_of(instrument, leads)
    plain = compose(situation)
    request = answered(plain, situation, (AnswerEntry((), (), (), (), {"data.necessity": necessity}, {}),))
    assert request.data.necessity == necessity
    for field in ("request.instrument", "authority.contact_email", "case.facts", "target.identifier", "data.categories"):
        assert values_of(request, field) == values_of(plain, field)
