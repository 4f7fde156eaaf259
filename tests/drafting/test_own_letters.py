"""Letters that Comity writes are read back by the reader of foreign letters: the same facts, from Word and from PDF, in both languages."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.cli.commands.render import command as render
from comity.drafting.draft_file import read_draft
from comity.drafting.fields import values_of
from comity.drafting.letters.read import LetterReader
from comity.model.request.evidence_request import EvidenceRequest

STATED = (
    "request.instrument",
    "request.reference",
    "request.date",
    "authority.issuing_state",
    "authority.contact_email",
    "authority.contact_phone",
    "addressee.state",
)
"""Facts that every form states."""
PERIOD = ("data.date_from", "data.date_to")
LETTERS = {
    "pres_provider": PERIOD,
    "vol_subscriber": (*PERIOD, "case.offence_provision", "request.legal_basis_domestic"),
    "emergency_disclosure": PERIOD,
    "mla_stored_content": (*PERIOD, "case.offence_provision", "case.max_penalty_years", "request.signatory_name"),
    "mla_realtime_traffic": ("case.offence_provision",),
    "pres_art29": PERIOD,
}


@cache
def _reader() -> LetterReader:
    return LetterReader.open()


def _draft(instrument: str) -> Path:
    return Path(str(files("comity.drafting.lint") / "examples" / f"{instrument}.yaml"))


def _urls(request: EvidenceRequest) -> set[str]:
    return {target.url for target in request.targets if target.url}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("instrument", LETTERS)
def test_our_own_letters_are_read(instrument: str, language: str, tmp_path: Path) -> None:
    arguments = [str(_draft(instrument)), "--out", str(tmp_path), "--lang", language, "--format", "docx", "--format", "pdf"]
    result = CliRunner().invoke(render, arguments)
    assert result.exit_code == 0, result.output
    draft = read_draft(_draft(instrument))
    letters = [path for path in tmp_path.iterdir() if path.suffix in {".docx", ".pdf"}]
    assert len(letters) == 2
    for path in letters:
        reading = _reader().read(path)
        wrong = {
            field: (values_of(draft, field), values_of(reading.request, field))
            for field in (*STATED, *LETTERS[instrument])
            if values_of(draft, field) and values_of(draft, field) != values_of(reading.request, field)
        }
        assert not wrong, path.name
        assert _urls(draft) <= _urls(reading.request)
