"""An edited letter comes back into the draft: what was changed, and only that."""

from __future__ import annotations

import re
import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.drafting.draft_values import WrongValueError
from comity.drafting.fields import FieldKind, request_fields
from comity.drafting.readback.compare import Status
from comity.drafting.readback.revise import ReadBack, read_back
from comity.drafting.readback.understand import understand
from comity.drafting.render.facts import value_of
from comity.drafting.render.showing import shown
from comity.drafting.render.words import read_words
from comity.errors import InputError
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.target import Target
from tests.drafting.readback.editing import deleted, typed, with_part, without_bookmarks, without_controls, without_part
from tests.drafting.render.sample import FORMS, RENDERER, complete

LANGUAGES = ("en", "ru", "fr", "de", "kk", "ky", "uz", "fa")


def draft_for(instrument: str = "mla_stored_content") -> EvidenceRequest:
    return replace(complete(), request=replace(complete().request, instrument=instrument))


def written(draft: EvidenceRequest, language: str = "en") -> bytes:
    return RENDERER.write(RENDERER.letter(draft, language), "docx")


def back(content: bytes, draft: EvidenceRequest) -> ReadBack:
    return read_back(content, "letter.docx", draft, RENDERER)


def touched(result: ReadBack) -> dict[str, Status]:
    return {str(fact.ref): fact.status for fact in result.facts if fact.status is not Status.UNCHANGED}


@pytest.mark.parametrize("name", FORMS)
def test_a_letter_that_nobody_edited_comes_back_as_it_was(name: str) -> None:
    form = RENDERER.shelf.form(name)
    kind = "exchange" if "==" in form.head.when else "provider"
    draft = replace(draft_for(form.head.instruments[0]), addressee=replace(complete().addressee, kind=kind))
    result = back(RENDERER.write(RENDERER.filled(form, draft), "docx"), draft)
    assert touched(result) == {}
    assert result.words == ()
    assert result.draft == draft
    assert result.is_clean
    assert not result.draft_changed_since
    assert not result.form_changed_since


@pytest.mark.parametrize(
    ("tag", "words", "value"),
    [
        ("addressee.legal_entity", "Example Platforms Ireland Ltd", "Example Platforms Ireland Ltd"),
        ("data.date_from", "5 February 2026", date(2026, 2, 5)),
        ("data.date_to", "2026-03-31", date(2026, 3, 31)),
        ("case.max_penalty_years", "10", 10),
        ("authority.issuing_state", "Republic of Kazakhstan", "KZ"),
        ("addressee.state", "Ireland", "IE"),
        ("request.urgency", "emergency", "emergency"),
        ("data.filters", "one@mail.example; two@mail.example", ("one@mail.example", "two@mail.example")),
        ("case.damage_amount", "48250.01", "48250.01"),
    ],
)
def test_a_change_is_understood_as_a_value(tag: str, words: str, value: object) -> None:
    draft = draft_for()
    result = back(typed(written(draft), tag, words), draft)
    assert touched(result) == {tag: Status.CHANGED}
    assert value_of(result.draft, tag) == value
    assert result.is_clean


def test_every_fact_of_a_letter_can_be_changed_alone() -> None:
    draft = draft_for()
    content = written(draft)
    words = read_words("en")
    for fact in back(content, draft).facts:
        kind = request_fields()[fact.ref.field].kind
        tags = [str(fact.ref)] if fact.ref.field != "case.facts" else ["case.facts#1"]
        new = {FieldKind.MOMENT: "7 May 2027", FieldKind.NUMBER: "3"}.get(kind, "other words")
        if fact.ref.field in {"authority.issuing_state", "addressee.state"}:
            new = "Ireland"
        if fact.ref.field == "data.categories":
            new = words.long["kyc"]
        result = back(typed(content, tags[0], new), draft)
        assert touched(result) == {str(fact.ref): Status.CHANGED}, fact.ref


def test_a_target_and_a_list_item_are_changed_in_their_place() -> None:
    draft = draft_for()
    content = typed(written(draft), "target.identifier[1]", "help@invest.example")
    content = typed(content, "request.attachments_listed[0]", "Another order")
    result = back(content, draft)
    assert touched(result) == {"target.identifier[1]": Status.CHANGED, "request.attachments_listed[0]": Status.CHANGED}
    assert [target.identifier for target in result.draft.targets][:2] == ["@invest_example", "help@invest.example"]
    assert result.draft.request.attachments_listed == ("Another order", "Translation into English")


def test_one_paragraph_of_the_facts_is_changed_and_one_deleted() -> None:
    draft = draft_for()
    assert draft.case.facts is not None
    parts = [" ".join(part.split()) for part in draft.case.facts.strip().split("\n\n")]
    result = back(typed(written(draft), "case.facts#1", "The second paragraph."), draft)
    assert result.draft.case.facts == "\n\n".join([parts[0], "The second paragraph.", parts[2]])
    result = back(deleted(with_part(written(draft), lambda xml: xml.replace(parts[2], "")), "case.facts#2"), draft)
    assert touched(result) == {"case.facts": Status.CHANGED}
    assert result.draft.case.facts == "\n\n".join(parts[:2])


def test_a_value_that_stands_twice_is_changed_when_one_place_is() -> None:
    draft = draft_for()
    result = back(typed(written(draft), "addressee.name", "Central Authority", places=1), draft)
    fact = next(fact for fact in result.facts if fact.ref.field == "addressee.name")
    assert fact.status is Status.CHANGED
    assert dict(fact.places) == {"changed": 1, "unchanged": 3}
    assert result.draft.addressee.name == "Central Authority"


def test_two_different_changes_of_one_fact_are_a_conflict() -> None:
    draft = draft_for()
    content = typed(written(draft), "addressee.name", "Second")
    content = typed(content, "addressee.name", "First", places=1)
    result = back(content, draft)
    assert touched(result) == {"addressee.name": Status.CONFLICT}
    assert result.draft == draft
    assert not result.is_clean


def test_a_deleted_fact_is_deleted_from_the_draft() -> None:
    draft = draft_for()
    result = back(deleted(written(draft), "data.less_intrusive"), draft)
    assert touched(result) == {"data.less_intrusive": Status.DELETED}
    assert result.draft.data.less_intrusive is None
    emptied = back(typed(written(draft), "data.less_intrusive", ""), draft)
    assert touched(emptied) == {"data.less_intrusive": Status.DELETED}


def test_a_deleted_row_takes_its_target_along() -> None:
    draft = draft_for()
    content = written(draft)
    xml_rows = re.compile(r"<w:tr>(?:(?!</w:tr>).)*target\.identifier\[1\](?:(?!</w:tr>).)*</w:tr>")
    result = back(with_part(content, lambda xml: xml_rows.sub("", xml)), draft)
    assert {fact.status for fact in result.facts if fact.ref.index == 1 and fact.ref.field.startswith("target.")} == {Status.DELETED}
    assert len(result.draft.targets) == len(draft.targets) - 1
    assert "support@invest.example" not in {target.identifier for target in result.draft.targets}


def test_a_lost_anchor_is_not_taken_for_a_deletion() -> None:
    draft = draft_for()
    content = deleted(written(draft), "data.less_intrusive")
    kept = f"<w:p><w:r><w:t>{draft.data.less_intrusive}</w:t></w:r></w:p><w:sectPr>"
    result = back(with_part(content, lambda xml: xml.replace("<w:sectPr>", kept, 1)), draft)
    assert touched(result) == {"data.less_intrusive": Status.LOST}
    assert result.draft == draft
    assert not result.is_clean


@pytest.mark.parametrize("harm", [without_bookmarks, without_controls])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_either_kind_of_anchor_is_enough(harm, language: str) -> None:  # type: ignore[no-untyped-def]
    draft = draft_for()
    content = harm(typed(written(draft, language), "data.description", "Only the log-in records."))
    result = back(content, draft)
    assert touched(result) == {"data.description": Status.CHANGED}
    assert result.draft.data.description == "Only the log-in records."


def test_a_gap_stays_a_gap_until_it_is_filled_in() -> None:
    draft = replace(draft_for("pres_provider"), targets=(), preservation=replace(complete().preservation, necessity=None))
    content = written(draft)
    assert touched(back(content, draft))["preservation.necessity"] is Status.GAP
    content = typed(content, "preservation.necessity", "Logs are deleted after a week.")
    content = typed(content, "target.identifier[0]", "@somebody")
    result = back(content, draft)
    assert result.draft.preservation.necessity == "Logs are deleted after a week."
    assert result.draft.targets == (Target(identifier="@somebody"),)


def test_changed_words_of_the_form_are_told_and_not_lost() -> None:
    draft = draft_for("pres_provider")
    content = with_part(written(draft), lambda xml: xml.replace("Thank you for your assistance.", "Thank you, and hurry."))
    result = back(content, draft)
    assert [(words.before, words.after) for words in result.words] == [("Thank you for your assistance.", "Thank you, and hurry.")]
    assert result.draft == draft


def test_tracked_changes_count_as_made() -> None:
    draft = draft_for()
    insertion = '</w:t></w:r><w:ins w:id="9001" w:author="A"><w:r><w:t> and their times</w:t></w:r></w:ins><w:r><w:t>'
    deletion = '<w:del w:id="9002" w:author="A"><w:r><w:delText>gone</w:delText></w:r></w:del>'

    def change(xml: str) -> str:
        at = xml.index('w:val="data.necessity"')
        end = xml.index("</w:t>", at)
        return xml[:end] + insertion + "</w:t></w:r>" + deletion + "<w:r><w:t>" + xml[end:]

    result = back(with_part(written(draft), change), draft)
    assert result.draft.data.necessity == f"{draft.data.necessity} and their times"


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("data.date_from", "some day in March"),
        ("data.date_from", "31 February 2026"),
        ("request.date", "20 March 2026 (2026-03-21)"),
        ("case.max_penalty_years", "several"),
        ("addressee.state", "Ruritania"),
        ("data.categories[0]", "everything"),
    ],
)
def test_what_cannot_be_read_is_told_and_changes_nothing(tag: str, words: str) -> None:
    draft = draft_for("voluntary" if tag == "x" else "mla_stored_content")
    result = back(typed(written(draft), tag, words), draft)
    fact = next(fact for fact in result.facts if str(fact.ref) == tag)
    assert fact.status is Status.UNREADABLE
    assert fact.message
    assert fact.hint
    assert result.draft == draft
    assert not result.is_clean


def test_a_draft_that_changed_meanwhile_is_told_and_its_change_is_kept() -> None:
    draft = draft_for()
    content = typed(written(draft), "data.description", "Edited in Word.")
    newer = replace(draft, case=replace(draft.case, stage="trial"))
    result = back(content, newer)
    assert result.draft_changed_since
    assert result.draft.case.stage == "trial"
    assert result.draft.data.description == "Edited in Word."


def test_without_properties_it_is_no_letter_of_ours() -> None:
    content = without_part(written(draft_for()), "docProps/custom.xml")
    with pytest.raises(InputError, match="from which form"):
        back(content, draft_for())


def test_a_form_that_is_not_at_hand_is_told() -> None:
    content = with_part(written(draft_for()), lambda xml: xml.replace("mla-stored.en", "elsewhere.en"), "docProps/custom.xml")
    with pytest.raises(InputError, match="elsewhere"):
        back(content, draft_for())


def test_anchors_are_found_again_when_only_their_properties_are_gone() -> None:
    draft = draft_for()
    stripped = with_part(
        typed(written(draft), "data.description", "Changed."),
        lambda xml: re.sub(r'<property [^>]*name="comity\.anchor\.\d+">.*?</property>', "", xml),
        "docProps/custom.xml",
    )
    assert touched(back(stripped, draft)) == {"data.description": Status.CHANGED}


BOMB = BytesIO()
with zipfile.ZipFile(BOMB, "w", zipfile.ZIP_DEFLATED) as _archive:
    _archive.writestr("word/document.xml", b" " * (64 * 1024 * 1024))
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">&a;</w:document>'
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a document",
        b"PK\x03\x04" + b"\0" * 40,
        BOMB.getvalue(),
        with_part(written(draft_for()), lambda _xml: "<broken"),
        with_part(written(draft_for()), lambda _xml: ENTITIES),
        with_part(written(draft_for()), lambda _xml: "", "docProps/custom.xml"),
        without_part(written(draft_for()), "word/document.xml"),
        written(draft_for())[:3000],
    ],
    ids=["empty", "text", "shell", "bomb", "broken", "entities", "no-properties", "no-body", "cut"],
)
def test_a_hostile_or_broken_file_is_an_input_error(content: bytes) -> None:
    with pytest.raises(InputError) as caught:
        back(content, draft_for())
    assert caught.value.place == "letter.docx"


@given(st.integers(0, 16_000), st.binary(min_size=1, max_size=60))
def test_a_damaged_file_is_read_or_refused(at: int, junk: bytes) -> None:
    content = written(draft_for("pres_provider"))
    with suppress(InputError):
        back(content[:at] + junk + content[at + len(junk) :], draft_for("pres_provider"))


@pytest.mark.parametrize("language", LANGUAGES)
@given(day=st.dates(date(1950, 1, 1), date(2099, 12, 31)), style=st.sampled_from(["", "iso"]))
def test_a_written_date_is_read_again(language: str, day: date, style: str) -> None:
    words = read_words(language)
    assert understand(shown(day, "data.date_from", words, style), "data.date_from", words, is_item=False) == day


@pytest.mark.parametrize("language", LANGUAGES)
@given(
    moment=st.datetimes(datetime(1950, 1, 1), datetime(2099, 12, 31)).map(lambda value: value.replace(microsecond=0)),  # noqa: DTZ001
    minutes=st.one_of(st.none(), st.integers(-12 * 4, 14 * 4).map(lambda quarter: quarter * 15)),
)
def test_a_written_moment_is_read_again(language: str, moment: datetime, minutes: int | None) -> None:
    words = read_words(language)
    moment = moment if minutes is None else moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    read = understand(shown(moment, "data.date_from", words), "data.date_from", words, is_item=False, was=moment)
    assert read == moment
    assert isinstance(read, datetime)
    assert read.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_in_words_are_read_again(language: str) -> None:
    words = read_words(language)
    for field, codes in words.values.items():
        for code, said in codes.items():
            assert codes[str(understand(said, field, words, is_item=True))] == said, code
    for code, said in words.long.items():
        assert understand(said, "data.categories", words, is_item=True) == code
    for state in ("KG", "KZ", "US", "SG", "IE", "IR"):
        assert understand(shown(state, "addressee.state", words), "addressee.state", words, is_item=False) == state
    for value in (True, False, "in words"):
        assert understand(shown(value, "request.signed", words), "request.signed", words, is_item=False) == value


def test_a_time_of_day_that_is_gone_is_told() -> None:
    words = read_words("en")
    was = datetime(2026, 3, 1, 10, 15)  # noqa: DTZ001
    with pytest.raises(WrongValueError):
        understand("1 March 2026", "data.date_from", words, is_item=False, was=was)
