"""What commands print: one JSON document, tables that line up in every script, words in the language asked for."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import PurePosixPath

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.cli.output import Session, language, print_json, print_table
from comity.model.finding import Severity

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_what_is_printed_is_one_json_document(value: object) -> None:
    with redirect_stdout(io.StringIO()) as printed:
        print_json(value)
    assert json.loads(printed.getvalue()) == value


def test_values_of_the_project_print_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"severity": Severity.BLOCK, "at": datetime(2026, 3, 1, tzinfo=UTC), "path": PurePosixPath("a/b"), "text": "Бишкек"})
    printed = capsys.readouterr().out
    assert "Бишкек" in printed
    assert json.loads(printed) == {"severity": "block", "at": "2026-03-01T00:00:00Z", "path": "a/b", "text": "Бишкек"}


def test_columns_line_up_in_every_script(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    print_table(["kind", "value"], [["телефон", "+996 555 0100"], ["e\N{COMBINING ACUTE ACCENT}mail", None], ["域名", "a b " * 12]])
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["kind     value", "телефон  +996 555 0100", "e\N{COMBINING ACUTE ACCENT}mail"]
    assert lines[3].startswith("域名     a b")
    assert all(line.startswith(" " * 9 + "a") for line in lines[4:])
    assert max(map(len, lines)) <= 40


@pytest.mark.parametrize(
    ("chosen", "program", "variables", "tag"),
    [
        ("kk", "ru", {"COMITY_LANG": "en"}, "kk"),
        (None, "ru", {"COMITY_LANG": "en"}, "ru"),
        (None, None, {"COMITY_LANG": "ky", "LANG": "ru_RU.UTF-8"}, "ky"),
        (None, None, {"LANG": "ru_RU.UTF-8"}, "ru-RU"),
        (None, None, {"LC_ALL": "C", "LANG": "ru_RU.UTF-8"}, "en"),
        (None, None, {}, "en"),
    ],
)
def test_the_nearest_wish_decides_the_language(
    chosen: str | None, program: str | None, variables: dict[str, str], tag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("COMITY_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    with click.Context(click.Group("comity"), obj=Session(program)):
        assert language(chosen) == tag
