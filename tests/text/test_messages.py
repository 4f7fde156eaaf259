"""Messages for people: looked up by the English sentence, filled by name, complete in Russian."""

from __future__ import annotations

import copy
import importlib.util
import pickle
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.errors import KnowledgeError
from comity.text import messages
from comity.text.catalogue import Catalogue, read_catalogue
from comity.text.messages import Messages, Said, fallbacks, say

ROOT = Path(__file__).resolve().parents[2]
PO = r"""# a catalogue
msgid ""
msgstr ""
"Language: ru\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\n"

#: comity/a.py
msgid "no file: {path}"
msgstr ""
"файла нет: "
"{path}"

#, fuzzy
msgid "guessed"
msgstr "угадано"

msgid "not yet"
msgstr ""
msgid "{count} finding in {path}"
msgid_plural "{count} findings in {path}"
msgstr[0] "{count} замечание в {path}"
msgstr[1] "{count} замечания в {path}"
msgstr[2] "{count} замечаний в {path}"

msgid "a \"quoted\"\nline"
msgstr "«в кавычках»\n\\"

msgid "slip {path}"
msgstr "описка {file}"

#~ msgid "obsolete"
#~ msgstr "устарело"
"""


@pytest.fixture
def russian(monkeypatch: pytest.MonkeyPatch) -> Messages:
    catalogue = read_catalogue(PO, place="sample.po")
    monkeypatch.setattr(messages, "_catalogue", lambda tag, domain: catalogue if (tag, domain) == ("ru", "comity") else None)
    return Messages("ru")


def test_english_fills_its_fields() -> None:
    assert Messages("en")("no file: {path}", path="a {b}.txt") == "no file: a {b}.txt"


def test_translation_is_used(russian: Messages) -> None:
    assert russian("no file: {path}", path="x") == "файла нет: x"
    assert russian('a "quoted"\nline') == "«в кавычках»\n\\"


@pytest.mark.parametrize("key", ["guessed", "not yet", "obsolete", "never seen"])
def test_what_is_not_translated_appears_in_english(russian: Messages, key: str) -> None:
    assert russian(key) == key


def test_a_slip_of_the_translator_falls_back_to_english(russian: Messages) -> None:
    assert russian("slip {path}", path="x") == "slip x"


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, "1 замечание в x"),
        (2, "2 замечания в x"),
        (5, "5 замечаний в x"),
        (11, "11 замечаний в x"),
        (21, "21 замечание в x"),
        (112, "112 замечаний в x"),
        (0, "0 замечаний в x"),
    ],
)
def test_plural_forms_come_from_the_catalogue(russian: Messages, count: int, expected: str) -> None:
    assert russian.plural("{count} finding in {path}", "{count} findings in {path}", count=count, path="x") == expected


@pytest.mark.parametrize(("count", "expected"), [(1, "1 file"), (0, "0 files"), (7, "7 files")])
def test_english_plurals(count: int, expected: str) -> None:
    assert Messages().plural("{count} file", "{count} files", count=count) == expected


def test_what_was_said_is_english_and_can_be_said_again(russian: Messages) -> None:
    said = say("no file: {path}", path="x")
    assert said == "no file: x"
    assert russian.of(said) == "файла нет: x"
    assert russian.of("plain text {not a field}") == "plain text {not a field}"


def test_a_message_inside_a_message_is_translated(russian: Messages) -> None:
    assert russian("{count} new: {what}", count=1, what=say("no file: {path}", path="x")) == "1 new: файла нет: x"


@pytest.mark.parametrize("again", [copy.deepcopy, lambda said: pickle.loads(pickle.dumps(said))])  # noqa: S301 - our own bytes
def test_what_was_said_survives_a_copy(again: object) -> None:
    said = again(say("no file: {path}", path="x"))  # type: ignore[operator]
    assert isinstance(said, Said)
    assert (said.key, said.fields) == ("no file: {path}", {"path": "x"})


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ru", ("ru",)),
        ("ru-KZ", ("ru-kz", "ru")),
        ("ru_RU.UTF-8", ("ru-ru", "ru")),
        ("uz-Cyrl-UZ", ("uz-cyrl-uz", "uz-cyrl", "uz")),
    ],
)
def test_languages_fall_back_part_by_part(language: str, expected: tuple[str, ...]) -> None:
    assert fallbacks(language) == expected


@pytest.mark.parametrize("language", ["", "xx", "../../etc", "C", "ru/../ru", "zz-ZZ"])
def test_an_unknown_language_reads_as_english(language: str) -> None:
    assert Messages(language)("no file: {path}", path="x") == "no file: x"


@pytest.mark.parametrize(("po", "line"), [('msgid "a"\nnonsense\n', 2), ('"stray"\n', 1), ("msgid unquoted\n", 1)])
def test_a_broken_catalogue_is_named_with_its_line(po: str, line: int) -> None:
    with pytest.raises(KnowledgeError) as raised:
        read_catalogue(po, place="ru.po")
    assert raised.value.place == f"ru.po:{line}"


@given(st.text())
def test_any_text_is_a_catalogue_or_a_clear_error(text: str) -> None:
    with suppress(KnowledgeError):
        assert isinstance(read_catalogue(text, place="x.po"), Catalogue)


@given(st.text(), st.text())
def test_values_are_never_read_as_fields(value: str, other: str) -> None:
    assert Messages("ru")("{a}|{b}", a=value, b=other) == f"{value}|{other}"


def test_a_text_without_fields_keeps_its_braces(russian: Messages) -> None:
    assert russian.verbatim("no file: {path}") == "файла нет: {path}"
    assert russian.verbatim("never {seen}") == "never {seen}"
    assert russian.form("{count} finding in {path}", "{count} findings in {path}", 2) == "{count} замечания в {path}"
    assert [russian.form("{n} cat", "{n} cats", count) for count in (1, 2)] == ["{n} cat", "{n} cats"]


def test_english_imports_no_catalogue_reader() -> None:
    code = (
        "import sys; from comity.text.messages import Messages; Messages('en')('x {a}', a=1); "
        "assert not {'gettext', 'babel', 'comity.text.catalogue'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def _tool() -> object:
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["messages_tool"] = module
    spec.loader.exec_module(module)
    return module


def test_every_catalogue_is_complete_and_its_fields_match() -> None:
    problems = _tool().all_problems()  # type: ignore[attr-defined]
    assert not problems, "\n".join(problems)


def test_the_tool_sees_missing_and_ill_fitting_translations(tmp_path: Path) -> None:
    tool = _tool()
    source = tmp_path / "comity"
    source.mkdir()
    (source / "a.py").write_text(
        't("no file: {path}", path=1)\nself._t("not yet")\nt.plural("{count} finding in {path}", "{count} findings in {path}", count=1)\n'
        't(f"x {y}")\nsay("slip {path}")\nt("open {")\nt(mark("one") if a else "two")\n',
        encoding="utf-8",
    )
    (tmp_path / "locales" / "ru" / "LC_MESSAGES").mkdir(parents=True)
    path = tmp_path / "locales" / "ru" / "LC_MESSAGES" / "comity.po"
    path.write_text(PO, encoding="utf-8")
    tool.LOCALES = tmp_path / "locales"  # type: ignore[attr-defined]
    found, problems = tool.collect(source)  # type: ignore[attr-defined]
    assert len(problems) == 2
    assert {"no file: {path}", "not yet", "slip {path}", "one", "two"} <= set(found)
    wrong = "\n".join(tool.check(path, found))  # type: ignore[attr-defined]
    assert "not yet" in wrong
    assert "описка" in wrong
    assert "no file" not in wrong
    assert "finding in" not in wrong


def test_the_tool_keeps_known_translations_and_adds_new_messages(tmp_path: Path) -> None:
    tool = _tool()
    path = tmp_path / "comity.po"
    path.write_text(PO, encoding="utf-8")
    kept = tool.Found("no file: {path}", None, {"comity/a.py"})  # type: ignore[attr-defined]
    new = tool.Found("brand new", None, {"comity/b.py"})  # type: ignore[attr-defined]
    many = tool.Found("{count} finding in {path}", "{count} findings in {path}", {"comity/b.py"})  # type: ignore[attr-defined]
    for _ in range(2):
        tool.write(path, {found.key: found for found in (kept, new, many)})  # type: ignore[attr-defined]
    text = path.read_text(encoding="utf-8")
    catalogue = read_catalogue(text, place="comity.po")
    assert catalogue.singles == {"no file: {path}": "файла нет: {path}"}
    assert catalogue.plural("{count} finding in {path}", 2) == "{count} замечания в {path}"
    assert 'msgid "brand new"\nmsgstr ""' in text
    assert text.count('msgid ""') == 1
