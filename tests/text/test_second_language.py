"""What has no words in a language is said whole in the second one, and told apart; values keep their direction in Persian."""

from __future__ import annotations

import pytest

from comity.text import messages
from comity.text.catalogue import Catalogue
from comity.text.languages import facts_language, languages
from comity.text.messages import Messages, Worded, readable, say


def of(singles: dict[str, str]) -> Catalogue:
    return Catalogue(singles, {}, lambda _: 0)


CATALOGUES = {
    "kk": of({"no file: {path}": "файл жоқ: {path}", "stopped: {why}": "тоқтады: {why}"}),
    "ru": of({"no file: {path}": "файла нет: {path}", "stopped: {why}": "остановлено: {why}", "too large": "слишком большой"}),
    "fa": of({"stopped: {why}": "ایستاد: {why}"}),
}


@pytest.fixture(autouse=True)
def _catalogues(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "_catalogue", lambda tag, domain: CATALOGUES.get(tag) if domain == "comity" else None)


@pytest.mark.parametrize(
    ("tag", "read"), [("kk", ("kk", "ru")), ("uz-Cyrl", ("uz-cyrl", "uz", "ru")), ("ru", ("ru",)), ("fa", ("fa",)), ("en", ("en",))]
)
def test_each_language_has_those_its_readers_understand(tag: str, read: tuple[str, ...]) -> None:
    assert readable(tag) == read


def test_what_is_missing_is_said_in_the_second_language_and_told() -> None:
    t = Messages("kk")
    assert (t("no file: {path}", path="x"), t("too large"), t("never seen")) == ("файл жоқ: x", "слишком большой", "never seen")
    said = [say("no file: {path}", path="x"), say("too large"), say("never seen")]
    assert [t.language_of(one) for one in said] == ["kk", "ru", "en"]
    assert t.language_of("as somebody typed it") == "kk"


def test_no_sentence_is_half_in_another_language() -> None:
    """The outer sentence is there in Kazakh, the inner one is not: both are said in Russian."""
    whole = say("stopped: {why}", why=say("no file: {path}", path="x"))
    half = say("stopped: {why}", why=say("too large"))
    t = Messages("kk")
    assert (t.of(whole), t.language_of(whole)) == ("тоқтады: файл жоқ: x", "kk")
    assert (t.of(half), t.language_of(half)) == ("остановлено: слишком большой", "ru")


def test_words_of_a_file_are_chosen_in_the_same_order() -> None:
    assert Messages("kk").of(Worded({"en": "fraud", "ru": "мошенничество"})) == "мошенничество"
    assert Messages("fa").of(Worded({"en": "fraud", "ru": "мошенничество"})) == "fraud"


@pytest.mark.parametrize("value", ["2026-03-14", "T1-9-2026-0417", "KYC"])
def test_values_stand_in_runs_of_their_own_in_persian(value: str) -> None:
    """Without it a day after an Arabic letter is shown day first (UAX #9, rule W2)."""
    assert Messages("fa")("stopped: {why}", why=value) == f"ایستاد: \u2068{value}\u2069"
    assert Messages("kk")("stopped: {why}", why=value) == f"тоқтады: {value}"


def test_words_of_the_same_script_stay_as_they_are() -> None:
    assert Messages("fa")("stopped: {why}", why="پرونده") == "ایستاد: پرونده"


def test_the_knowledge_speaks_a_language_it_has() -> None:
    assert {tag: facts_language(tag) for tag in ("en", "ru", "kk", "ky", "uz", "fa", "xx")} == {
        "en": "en", "ru": "ru", "kk": "ru", "ky": "ru", "uz": "ru", "fa": "en", "xx": "en"
    }  # fmt: skip
    assert all(row.second in languages() for row in languages().values())
