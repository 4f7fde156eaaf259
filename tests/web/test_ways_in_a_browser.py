"""Ways through the desk in a real browser: send and answer, a request from abroad, two languages, clocks; in English and Russian.

Every screen is held against axe-core and against the Content Security Policy, as in `test_in_a_browser`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.test_in_a_browser import Desk, desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.heavy, pytest.mark.real_clock]
__all__ = ["desk"]

LETTER = """Prosecutor General's Office of the Republic of Kazakhstan
Request for the preservation of stored computer data under Article 29 of the Convention on Cybercrime, No. 7-2026/88.
Please preserve the content of the account invented.person@mail.example until our request for legal assistance arrives.
"""


@pytest.fixture(autouse=True)
def _quiet(desk: Desk) -> Iterator[None]:
    """Whatever a page complains about fails the test that opened it."""
    desk.told.clear()
    yield
    assert desk.told == []


def appointed(desk: Desk, page: Page, *roles: str) -> None:
    """Let the first person hold further roles."""
    for role in roles:
        page.goto(desk.base + "/people/")
        form = page.locator("form[action$='/people/appoint/']").first
        form.locator("[name=role]").select_option(role)
        form.locator("button").first.click()
        page.wait_for_load_state()


def test_a_request_from_abroad_is_preserved_in_minutes(desk: Desk) -> None:
    from playwright.sync_api import expect

    page = desk.page()
    appointed(desk, page, "duty_officer")
    page.goto(desk.base + "/incoming/new/")
    problems = desk.judged(page)
    page.fill("[name=text]", LETTER)
    page.fill("[name=reference]", "7-2026/88")
    page.select_option("[name=via]", "contact_24_7")
    page.select_option("[name=from_state]", "KZ")
    page.select_option("[name=urgency]", "emergency")
    page.click("main button.main")
    page.locator("aside select[name=instrument]").select_option("pres_art29")
    page.locator("aside form button").first.click()
    problems += desk.judged(page)
    check = page.locator("#item-call_back")
    check.locator("[name=reason]").fill("Called the number of the directory; the duty prosecutor confirmed number and content.")
    check.locator("button").click()
    expect(page.locator("#item-call_back .tag.valid")).to_be_visible()
    page.fill("#preserve [name=holder]", "Operator X (invented)")
    page.click("#preserve button")
    expect(page.locator("#execute")).to_contain_text("Operator X (invented)")
    expect(page.locator("#reply li")).to_have_count(1)
    with page.expect_download() as download:
        page.locator("#reply li button").first.click()
    with zipfile.ZipFile(Path(download.value.path())) as letter:
        assert "7-2026/88" in letter.read("word/document.xml").decode()
    page.goto(desk.base + "/incoming/")
    problems += desk.judged(page)
    assert problems == []


def test_two_languages_are_written_side_by_side_and_kept_while_typing(desk: Desk) -> None:
    from playwright.sync_api import expect

    page = desk.page()
    page.goto(desk.base + "/requests/1/languages/")
    problems = desk.judged(page)
    area = page.locator(".twin textarea").first
    key = area.get_attribute("name")
    area.fill("Слова второго языка, записанные сразу.")
    expect(page.locator(".twin .state").first.locator(".kept")).to_be_visible()
    page.reload()
    expect(page.locator(f"textarea[name='{key}']")).to_have_value("Слова второго языка, записанные сразу.")
    assert problems == []


def test_comment_question_lead_and_way_back_without_leaving_the_request(desk: Desk) -> None:
    from playwright.sync_api import expect

    page = desk.page()
    page.goto(desk.base + "/requests/2/")
    page.fill("#comments [name=words]", "Is the period right?")
    page.click("#comments form.stack button")
    expect(page.locator("#comments")).to_contain_text("Is the period right?")
    question = page.locator("#safeguards details").first
    question.locator("summary").click()
    question.locator("button[value=yes]").click()
    expect(page.locator("#safeguards .tag.valid")).to_have_count(1)
    page.fill("#tools [name=lead]", "another.person@mail.example")
    page.locator("#tools button").first.click()
    expect(page.locator("form#editor")).to_contain_text("another.person@mail.example")
    page.locator("#versions button").click()
    expect(page.locator("form#editor")).not_to_contain_text("another.person@mail.example")
    assert desk.judged(page) == []


def test_one_key_accepts_all_valid_leads_and_another_takes_it_back(desk: Desk) -> None:
    from playwright.sync_api import expect

    page = desk.page()
    page.goto(desk.base + "/cases/1/leads/")
    page.fill("[name=text]", "key.one@mail.example key.two@mail.example")
    page.click("aside button.main")
    expect(page.locator("tr[id^=lead-]")).to_have_count(2)
    page.locator("h2").first.click()
    page.keyboard.press("a")
    expect(page.locator("main")).to_contain_text("key.one@mail.example")
    expect(page.locator("tr[id^=lead-]")).to_have_count(0)
    problems = desk.judged(page)
    page.keyboard.press("u")
    expect(page.locator("tr[id^=lead-]")).to_have_count(2)
    assert problems == []


def test_clocks_go_to_a_calendar_under_an_address_that_is_shown_once(desk: Desk) -> None:
    page = desk.page()
    page.goto(desk.base + "/calendar/")
    problems = desk.judged(page)
    page.locator("form.stack button.main").first.click()
    address = page.locator("code.id").inner_text()
    answer = desk.context.request.get(address)
    assert answer.text().startswith("BEGIN:VCALENDAR")
    assert "9-2026-0417" not in answer.text()
    page.goto(desk.base + "/calendar/")
    assert page.locator("code.id").count() == 0
    assert problems == []
