"""A draft file: lenient where people are, strict where it matters, and it comes back as it was written."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.drafting.draft_file import draft_text, parse_draft, read_draft, write_draft
from comity.drafting.draft_values import NO, YES
from comity.drafting.fields import FACT_GROUP, PLEADED_FACTS, TARGET_GROUP, FieldKind, group_classes, request_fields
from comity.errors import InputError
from comity.model.finding import Override
from comity.model.request.evidence_request import EvidenceRequest


def parse(text: str) -> EvidenceRequest:
    return parse_draft(text.encode())


def test_facts_dotted_nested_and_mixed_are_one_draft() -> None:
    dotted = "request.instrument: vol_subscriber\ndata.date_from: 2026-02-01\ndata.categories: [subscriber]\n"
    nested = "request: {instrument: vol_subscriber}\ndata: {date_from: 2026-02-01, categories: [subscriber]}\n"
    mixed = "instrument: vol_subscriber\ndata: {date_from: 2026-02-01}\ndata.categories: subscriber\n"
    prefixed = "instrument: vol_subscriber\ndata: {data.date_from: 2026-02-01, data.categories: subscriber}\n"
    assert parse(dotted) == parse(nested) == parse(mixed) == parse(prefixed)


def test_targets_with_and_without_their_prefix() -> None:
    drafts = ["targets: [{kind: ip, identifier: 203.0.113.7}]", "targets: [{target.kind: ip, target.identifier: 203.0.113.7}]",
              "target: {kind: ip, identifier: 203.0.113.7}", "target.kind: ip\ntarget.identifier: 203.0.113.7"]  # fmt: skip
    assert len({parse(text) for text in drafts}) == 1
    assert parse("targets: [user_77]").targets == parse("targets: {identifier: user_77}").targets


def test_pleaded_facts() -> None:
    draft = parse("pc.facts: [{date: 2026-02-03, source: victim, fact.text: paid, reliability: bank statement}, alone]")
    assert [(one.date, one.source, one.text) for one in draft.pc.facts] == [(date(2026, 2, 3), "victim", "paid"), (None, None, "alone")]


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("request.signed: yes", "request.signed", True),
        ("request.signed: да", "request.signed", True),
        ("request.signed: нет", "request.signed", False),
        ("request.signed: жоқ", "request.signed", False),
        ("request.signed: by the prosecutor on 17 March", "request.signed", "by the prosecutor on 17 March"),
        ("request.signed:", "request.signed", None),
        ("data.necessity: true", "data.necessity", "stated"),
        ("data.necessity: false", "data.necessity", None),
        ("asset.third_party_interests: нет", "asset.third_party_interests", "нет"),
        ("authority.issuing_state: NO", "authority.issuing_state", "NO"),
        ("request.language: no", "request.language", "no"),
        ("addressee.accepted_languages: no", "addressee.accepted_languages", ("no",)),
        ("authority.contact_phone: +996312000000", "authority.contact_phone", "+996312000000"),
        ("authority.badge_id: 00417", "authority.badge_id", "00417"),
        ("asset.identifier: 0x52908400098527886E0F7030069857D2E4169EE7", "asset.identifier", "0x52908400098527886E0F7030069857D2E4169EE7"),
        ("authority.office_hours: 9:00", "authority.office_hours", "9:00"),
        ("case.max_penalty_years: 2.5", "case.max_penalty_years", 2.5),
        ("case.max_penalty_years: 7", "case.max_penalty_years", 7),
        ("data.date_from: 2026-02-01", "data.date_from", date(2026, 2, 1)),
        ("data.date_from: 2026-02-01T10:15:00Z", "data.date_from", datetime(2026, 2, 1, 10, 15, tzinfo=UTC)),
        ("data.date_from: [2026-02-01]", "data.date_from", date(2026, 2, 1)),
        ("case.suspects: one person", "case.suspects", ("one person",)),
        ("case.suspects: []", "case.suspects", ()),
        ("case.damage_amount: 85000", "case.damage_amount", "85000"),
    ],
)
def test_a_value_is_read_by_the_kind_of_its_fact(text: str, field: str, value: object) -> None:
    group, _, name = field.partition(".")
    assert getattr(getattr(parse(text), group), name) == value


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        ("data.date_frm: 2026-01-01", "line 1", "did you mean data.date_from?"),
        ("data: {date_frm: 2026-01-01}", "line 1", "did you mean data.date_from?"),
        ("date_from: 2026-01-01", "line 1", "did you mean data.date_from?"),
        ("tagrets: []", "line 1", "did you mean targets?"),
        ("\ndata.date_from: 14.03.2026", "data.date_from (line 2)", "write the year first"),
        ("data.date_from: 2026-02-30", "data.date_from", "a day that exists"),
        ("data.date_from: [2026-02-01, 2026-02-02]", "data.date_from", "one value"),
        ("case.max_penalty_years: seven", "case.max_penalty_years", "digits"),
        ("case.max_penalty_years: 1_000", "case.max_penalty_years", "digits"),
        ("data.date_from: 2026-01-01\ndata: {date_from: 2026-01-01}", "data.date_from (line 2)", "keep one"),
        ("instrument: a\nrequest.instrument: b", "request.instrument (line 2)", "keep one"),
        ("a: 1\na: 2", "line 2", "keep one"),
        ("targets: [{knd: ip}]", "targets[0].knd", "did you mean kind?"),
        ("targets: [{kind: ip, target.kind: ip}]", "targets[0].kind", "keep one"),
        ("targets: [[1]]", "targets[0]", "its own facts"),
        ("target.kind: ip\ntargets: [{kind: ip}]", "target", "into an item of `targets`"),
        ("fact.text: x", "fact.text", "pc.facts"),
        ("pc.facts: [{txt: x}]", "pc.facts[0].txt", "did you mean text?"),
        ("data: text", "data", "indented below"),
        ("overrides: [{rule: ID-001}]", "overrides[0]", "names the rule, the person and the reason"),
        ("overrides: [{rule: ID-001, by: A B, reasn: x}]", "overrides[0].reasn", "did you mean reason?"),
        ("today: soon", "today", "year first"),
        ("- a\n- b", "line 1", "begin with"),
        ("text", "line 1", "begin with"),
        ("a: &x 1\nb: *x", "line 2", "write the value again"),
        ("a: !!python/object:os.system 1", "line 1", "without it"),
        ("case.facts: [1", "line", "quotation marks"),
        ("case.facts:\n\t- a", "line", ""),
        ("---\nx: 1\n---\ny: 2", "line", "one draft a file"),
        ('request.reference: "\\0"', "line 1", "type the value again"),
        ("[" * 100_000, "line 1", "nothing deeper"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_a_hint(text: str, place: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        parse(text)
    assert error.value.place is not None
    assert error.value.place.startswith("draft.yaml")
    assert place in error.value.place
    assert told in (error.value.hint or "")
    assert error.value.exit_code == 2


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\x00", b"case.facts: \xe0\xe1", b"%PDF-1.7\n%\xe2\xe3", b"PK\x03\x04"])
def test_a_file_that_is_no_text(data: bytes) -> None:
    with pytest.raises(InputError):
        parse_draft(data)


@pytest.mark.parametrize("data", [b"", b"# nothing\n", b"---\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_an_empty_draft(data: bytes) -> None:
    assert parse_draft(data) == EvidenceRequest()


def test_a_file_that_is_not_there_or_too_large(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_draft(tmp_path / "none.yaml")
    with pytest.raises(InputError, match="cannot be read"):
        read_draft(tmp_path)
    large = tmp_path / "large.yaml"
    large.write_bytes(b"a: " + b"x" * 6_000_000)
    with pytest.raises(InputError, match="more than"):
        read_draft(large)


def test_a_draft_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_draft(EvidenceRequest(), tmp_path / "no" / "draft.yaml")


WORD = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=40).filter(
    lambda text: text.strip() and text.strip().casefold() not in YES | NO
)
DAY = st.dates(date(1970, 1, 1), date(2100, 1, 1))
MOMENT = DAY | st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.none() | st.just(UTC))  # noqa: DTZ001 - naive on purpose
VALUES: dict[FieldKind, st.SearchStrategy[Any]] = {
    FieldKind.TEXT: st.none() | WORD,
    FieldKind.TEXTS: st.lists(WORD, max_size=3).map(tuple),
    FieldKind.MOMENT: st.none() | MOMENT,
    FieldKind.STATEMENT: st.none() | st.booleans() | WORD,
    FieldKind.NUMBER: st.none() | st.integers(-(10**12), 10**12) | st.decimals(0, 10**6, places=3).map(float),
}


def holders(group: str) -> st.SearchStrategy[Any]:
    kind = group_classes()[group]
    known = {field.name: VALUES[field.kind] for field in request_fields().values() if field.group == group and field.id != PLEADED_FACTS}
    return st.builds(lambda facts: kind(**facts), st.fixed_dictionaries({}, optional=known))


@st.composite
def drafts(draw: st.DrawFn) -> EvidenceRequest:
    groups = {group: draw(holders(group)) for group in draw(st.sets(st.sampled_from([*group_classes()][:-2]), max_size=5))}
    pleaded = tuple(draw(st.lists(holders(FACT_GROUP), max_size=2)))
    pc = groups.get("pc", group_classes()["pc"]())
    groups["pc"] = type(pc)(**{field.name: getattr(pc, field.name) for field in fields(pc) if field.name != "facts"}, facts=pleaded)
    return EvidenceRequest(
        **groups,
        targets=tuple(draw(st.lists(holders(TARGET_GROUP), max_size=3))),
        today=draw(st.none() | DAY),
        overrides=tuple(draw(st.lists(st.builds(Override, WORD, WORD, WORD), max_size=2))),
        training=draw(st.booleans()),
    )


@given(drafts())
def test_a_draft_comes_back_as_it_was_written(draft: EvidenceRequest) -> None:
    assert parse(draft_text(draft)) == draft


def test_a_draft_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    draft = parse("instrument: vol_subscriber\ncase.facts: 'Кто, что, когда'\ntargets: [{kind: ip}]\ntoday: 2026-03-20\ntraining: yes\n")
    write_draft(draft, path)
    assert read_draft(path) == draft
    assert [entry.name for entry in tmp_path.iterdir()] == ["draft.yaml"]


@given(st.binary(max_size=300) | st.text(alphabet="abc:{}[],-&*!|>'\"#%@ \n\tfactsdata.", max_size=200).map(str.encode))
def test_any_bytes_are_a_draft_or_an_input_error(data: bytes) -> None:
    try:
        assert isinstance(parse_draft(data), EvidenceRequest)
    except InputError as error:
        assert error.hint  # noqa: PT017 - either is well


KEYS = st.sampled_from([*request_fields(), *group_classes(), "targets", "today", "overrides", "training", "instrument", "x.y"])
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | DAY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(KEYS, TREES, max_size=5))
def test_any_tree_of_keys_is_a_draft_or_an_input_error(tree: dict[str, Any]) -> None:
    import yaml

    try:
        assert isinstance(parse(yaml.safe_dump(tree, allow_unicode=True)), EvidenceRequest)
    except InputError as error:
        assert error.place  # noqa: PT017 - either is well


def test_every_request_fact_of_the_law_is_known_with_its_kind() -> None:
    from comity.law.book import Law

    law = {row.id: row.type for row in Law.open().facts.values()}
    assert {field.id: field.kind.value for field in request_fields().values()} == law
