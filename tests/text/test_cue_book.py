"""Words that say something, kept as data: found with their places, taken back by what denies them, cheap on any text."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
import yaml

from comity.errors import KnowledgeError
from comity.text import cue_book as module
from comity.text.cue_book import CueBook, cue_book

BOOKS = [
    (package, folder, entry.name.removesuffix(".yaml"))
    for package, folder in (("comity.text", "cues"), ("comity.drafting.letters", "phrases"))
    for entry in sorted(files(package).joinpath(folder).iterdir(), key=lambda entry: entry.name)
    if entry.name.endswith(".yaml")
]
HELD_AGAINST_SHORT_TEXTS = {"labels", "headings", "build"}


def _codes(book: CueBook, text: str) -> list[str]:
    return [cue.code for cue in book.find(text)]


@pytest.mark.parametrize(("package", "folder", "name"), BOOKS)
def test_every_book_opens_and_says_what_it_is_for(package: str, folder: str, name: str) -> None:
    book = cue_book(name, package, folder)
    assert book.codes
    assert book.what


@pytest.mark.parametrize(("package", "folder", "name"), BOOKS)
def test_phrases_repeat_no_group_without_end(package: str, folder: str, name: str) -> None:
    """A group repeated without end can make a search cost the square of the text."""
    text = files(package).joinpath(folder, f"{name}.yaml").read_text(encoding="utf-8")
    lines = [
        str(line)
        for entry in yaml.safe_load(text)["codes"].values()
        for lines in entry.values()
        if isinstance(lines, list)
        for line in lines
    ]
    if name not in HELD_AGAINST_SHORT_TEXTS:
        assert not [line for line in lines if re.search(r"\)[*+]", line)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Please answer as soon as possible", ["urgent"]),
        ("This is not urgent", ["routine"]),
        ("Emergency disclosure request", ["emergency"]),
        ("call the emergency number", []),
        ("Просим исполнить срочно", ["urgent"]),
        ("Запрос не является срочным", ["routine"]),
        ("экстренный запрос о раскрытии", ["emergency"]),
        ("Шашылыш түрдө жооп бериңиз", ["urgent"]),
        ("Шұғыл жауап беруді сұраймыз", ["urgent"]),
        ("Zudlik bilan javob bering", ["urgent"]),
        ("as soon\nas possible", ["urgent"]),
    ],
)
def test_urgency(text: str, expected: list[str]) -> None:
    assert _codes(cue_book("urgency"), text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("there is an imminent danger to the life of a child", ["danger"]),
        ("he threatens to kill her", ["danger"]),
        ("there is no threat to life", ["none"]),
        ("the girl was found alive", ["over"]),
        ("угроза жизни ребёнка", ["danger"]),
        ("угрозы жизни не имеется", ["none"]),
        ("угрожает убить его", ["danger"]),
        ("мальчик найден живым", ["over"]),
        ("баланын өмүрүнө коркунуч бар", ["danger"]),
        ("баланың өміріне қауіп төніп тұр", ["danger"]),
        ("bolaning hayotiga xavf bor", ["danger"]),
        ("the phone was lost", []),
    ],
)
def test_threat_to_life(text: str, expected: list[str]) -> None:
    assert _codes(cue_book("threat_to_life"), text) == expected


def test_a_cue_points_at_its_words() -> None:
    text = "Ответьте незамедлительно."
    (cue,) = cue_book("urgency").find(text)
    assert text[cue.start : cue.end] == cue.text == "незамедлительно"


def test_a_label_is_the_whole_text() -> None:
    labels = cue_book("labels", "comity.drafting.letters", "phrases")
    assert labels.of_whole("Our ref") == "request.reference"
    assert labels.of_whole("Our ref is unknown") is None


@pytest.mark.parametrize(
    "row",
    [
        "- a list",
        "id: other\ncodes: {}",
        "id: broken\ncodes: {a: [x]}",
        "id: broken\ncodes: {a: {}}",
        "id: broken\ncodes: {a: {en: ['(']}}",
        "id: broken\ncodes: {a: {en: [{b: c}]}}",
    ],
)
def test_a_broken_book_is_named(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Folder:
        def __truediv__(self, _: str) -> Folder:
            return self

        def read_bytes(self) -> bytes:
            return row.encode()

    monkeypatch.setattr(module, "files", lambda _: Folder())
    with pytest.raises(KnowledgeError) as raised:
        cue_book.__wrapped__("broken")
    assert str(raised.value.place).startswith("cues/broken.yaml")
