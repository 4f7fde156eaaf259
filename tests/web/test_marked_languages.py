"""Pages mark what they say in another language than their own, as a browser without scripts sees it."""

from __future__ import annotations

import re

import pytest

from comity.desk.rights.roles import Role
from tests.desk.office import Office, submittable_draft


@pytest.mark.parametrize(("language", "facts"), [("kk", "ru"), ("fa", "en")])
def test_what_the_knowledge_says_is_marked(office: Office, language: str, facts: str) -> None:
    case = office.exercise(language=language)
    request = case.requests.first()
    assert request is not None
    client = office.client(Role.INVESTIGATOR, language=language)
    for page in (f"/requests/{request.pk}/", f"/cases/{case.pk}/plan/", "/directory/providers/google/"):
        text = client.get(page).content.decode()
        told = "en" if "directory" in page and language == "fa" else facts
        assert f'lang="{told}" dir="ltr"' in text, page
        assert not re.search(r'="[^"]*<span lang=', text), page


def test_english_and_russian_pages_mark_nothing_of_their_own(office: Office) -> None:
    request = office.request(office.case(Role.INVESTIGATOR), draft=submittable_draft())
    for language in ("en", "ru"):
        text = office.client(Role.INVESTIGATOR, language=language).get(f"/requests/{request.pk}/").content.decode()
        body = text.partition("<main")[2].partition("</main>")[0]
        assert f'lang="{language}" dir=' not in body


def test_the_picker_and_the_foot_say_that_nobody_has_read_the_words(office: Office) -> None:
    assert "ещё не читали" not in office.client(Role.INVESTIGATOR, language="ru").get("/").content.decode()
    text = office.client(Role.INVESTIGATOR, language="ky").get("/").content.decode()
    assert "эне тилдүү адам азырынча окуган эмес" in text
    assert '<span lang="ru" dir="ltr">русский</span>' in text


def test_the_help_of_the_keyboard_is_in_every_language(office: Office) -> None:
    for language, words in (("kk", "Пернетақта"), ("ky", "Клавиатура"), ("uz", "Klaviatura"), ("fa", "صفحه‌کلید")):
        assert words in office.client(Role.INVESTIGATOR, language=language).get("/keyboard/").content.decode()
