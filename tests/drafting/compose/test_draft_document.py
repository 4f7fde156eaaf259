"""A draft as a file: questions as comments, read back unchanged, never overwritten by surprise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cases import LAW, route_of, situation_of

from comity.drafting.compose.composer import draft_of
from comity.drafting.compose.draft_document import document_text, write_documents
from comity.drafting.draft_file import parse_draft, read_draft
from comity.drafting.fields import values_of
from comity.errors import InputError
from comity.model.category import DataCategory


@pytest.mark.parametrize("instrument", sorted(LAW.instruments))
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_file_reads_back_as_the_draft_and_holds_every_question(instrument: str, language: str) -> None:
    draft = draft_of(situation_of(instrument, (0, 1), routes=(route_of(1, DataCategory.SUBSCRIBER, instrument),)), (), language)
    text = document_text(draft, language)
    assert parse_draft(text.encode()) == draft.request
    assert all(f"# {gap.question}" in text for gap in draft.missing)


def test_an_answer_written_behind_the_key_is_read() -> None:
    draft = draft_of(situation_of("vol_subscriber"))
    text = document_text(draft, "en")
    assert "#authority.email_official_domain: true" in text
    filled = re.sub(r"(?m)^#(authority\.email_official_domain: true)$", r"\1", text)
    filled = re.sub(r"(?m)^#(data\.necessity:)$", r"\1 the account holder is unknown", filled)
    request = parse_draft(filled.encode())
    assert request.authority.email_official_domain is True
    assert request.data.necessity == "the account holder is unknown"


def test_every_key_offered_is_one_that_a_draft_takes() -> None:
    for instrument in LAW.instruments:
        text = document_text(draft_of(situation_of(instrument)), "en")
        for line in re.findall(r"(?m)^#([a-z_0-9]+\.[a-z_0-9]+:.*)$", text):
            key, _, example = line.partition(":")
            request = parse_draft(f"{key}:{example}\n".encode())
            assert example.strip() in {"", "[]"} or values_of(request, key)


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    drafts = [draft_of(situation_of("pres_provider")), draft_of(situation_of("vol_subscriber"))]
    written = write_documents(drafts, tmp_path / "drafts", "en")
    assert [path.name for path, _ in written] == ["01-pres_provider-google.en.yaml", "02-vol_subscriber-google.en.yaml"]
    written[1][0].write_text("# mine\n", encoding="utf-8")
    written[0][0].unlink()
    with pytest.raises(InputError, match="there already"):
        write_documents(drafts, tmp_path / "drafts", "en")
    assert [path.name for path in (tmp_path / "drafts").iterdir()] == ["02-vol_subscriber-google.en.yaml"]
    assert written[1][0].read_text(encoding="utf-8") == "# mine\n"

    write_documents(drafts, tmp_path / "drafts", "en", force=True)
    assert read_draft(written[1][0]) == drafts[1].request


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError):
        write_documents([draft_of(situation_of("pres_provider"))], tmp_path / "file" / "drafts", "en")
