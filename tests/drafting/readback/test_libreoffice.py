"""The round trip through the real LibreOffice: what one person edits there, and nothing else, comes back."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from comity.drafting.readback.compare import Status
from comity.drafting.render.facts import value_of
from tests.drafting.readback.editing import deleted, typed
from tests.drafting.readback.test_readback import back, draft_for, touched, written

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user profile of its own, so that a running office does not interfere."""
    return tmp_path_factory.mktemp("office")


def saved_by_libreoffice(content: bytes, folder: Path, profile: Path) -> bytes:
    """Open a DOCX in LibreOffice and save it as DOCX."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is needed: apt-get install libreoffice-writer-nogui"
    (folder / "in").mkdir()
    (folder / "in" / "letter.docx").write_bytes(content)
    arguments = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "docx:MS Word 2007 XML"]
    subprocess.run(
        [*arguments, "--outdir", str(folder / "out"), str(folder / "in" / "letter.docx")], check=True, capture_output=True, timeout=240
    )
    return (folder / "out" / "letter.docx").read_bytes()


@pytest.mark.parametrize(
    ("instrument", "language"),
    [("mla_stored_content", "en"), ("mla_stored_content", "kk"), ("pres_provider", "ru"), ("pres_provider", "fa")],
)
def test_saving_alone_changes_nothing(instrument: str, language: str, tmp_path: Path, profile: Path) -> None:
    draft = draft_for(instrument)
    result = back(saved_by_libreoffice(written(draft, language), tmp_path, profile), draft)
    assert touched(result) == {}
    assert result.words == ()
    assert result.draft == draft


@pytest.mark.parametrize(
    ("instrument", "language", "tag", "words", "value"),
    [
        ("mla_stored_content", "en", "target.identifier[3]", "0x52908400098527886E0F7030069857D2E4169EE7", None),
        ("mla_stored_content", "ru", "data.date_to", "31 марта 2026 г.", "2026-03-31"),
        ("pres_provider", "fa", "authority.contact_email", "duty@police.example", "duty@police.example"),
        ("pres_provider", "uz", "preservation.necessity", "Yozuvlar tez o‘chiriladi.", "Yozuvlar tez o‘chiriladi."),
    ],
)
def test_exactly_the_edited_field_differs(
    instrument: str, language: str, tag: str, words: str, value: str | None, tmp_path: Path, profile: Path
) -> None:
    draft = draft_for(instrument)
    result = back(saved_by_libreoffice(typed(written(draft, language), tag, words), tmp_path, profile), draft)
    assert touched(result) == {tag: Status.CHANGED}
    assert result.words == ()
    if value is None:
        assert result.draft.targets[3].identifier == words
    else:
        assert str(value_of(result.draft, tag)) == value


def test_a_deleted_field_is_told_after_saving(tmp_path: Path, profile: Path) -> None:
    draft = draft_for()
    result = back(saved_by_libreoffice(deleted(written(draft), "data.less_intrusive"), tmp_path, profile), draft)
    assert touched(result) == {"data.less_intrusive": Status.DELETED}
