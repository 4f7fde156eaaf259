"""The first ten minutes of somebody who has never seen Comity, in Chromium: from the door to a letter and a day in the calendar.

In English, in Russian and in Persian, where everything runs from right to left. The way is what people of this work expect: a language
picked by its own name, one password, the worked case or a case of one's own, leads pasted and accepted with one key, a channel with its
reasons, a draft with findings that lead to their fields, the letter, the clock. Every screen is held against axe-core and the Content
Security Policy. How long each part took a browser that reads nothing is written into the report of the test, and judged by nobody.
"""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.test_in_a_browser import STATEMENT, Desk, served_desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.heavy, pytest.mark.real_clock]

DIRECTIONS = {"en": "ltr", "ru": "ltr", "fa": "rtl"}
NAMES = {"en": "English", "ru": "русский", "fa": "فارسی"}
PERSON = {
    "full_name": "Aida Testova",
    "unit": "Unit 9 (invented)",
    "login": "aida",
    "password": "a long one of many words",
    "zone": "Asia/Bishkek",
}


@pytest.fixture(params=["en", "ru", "fa"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """Serve an empty register to a browser that asks for English; the language is picked by its name."""
    with served_desk(tmp_path, "en") as desk:
        desk.language = request.param
        yield desk
        assert desk.told == []


def test_from_the_door_to_a_letter_and_a_day_in_the_calendar(desk: Desk, record_testsuite_property: Callable[[str, object], None]) -> None:
    page, problems = desk.page(), []
    for name, step in STEPS.items():
        began = time.monotonic()
        step(desk, page)
        record_testsuite_property(f"{desk.language}: {name}, seconds", round(time.monotonic() - began, 2))
        assert page.locator("html").get_attribute("dir") == DIRECTIONS[desk.language], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
        problems += desk.judged(page)
    assert problems == []


def come_in(desk: Desk, page: Page) -> None:
    """0–1 minute: the browser opens, the language has its own name, one password; no mail, no server, no network."""
    page.goto(desk.address)
    page.locator("details.menu summary").first.click()
    page.get_by_role("button", name=NAMES[desk.language], exact=True).click()
    page.wait_for_url(desk.address)
    for name, value in PERSON.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=state]", "KG")
    page.click("main button")
    page.wait_for_url(desk.base + "/")


def see_the_doors(_: Desk, page: Page) -> None:
    """1–2 minutes: three doors; no screen is empty, because the worked case is there, and nothing can be sent from it."""
    from playwright.sync_api import expect

    expect(page.locator(".doors > *")).to_have_count(3)
    page.locator(".doors a.button.main").first.click()
    expect(page.locator(".marking")).to_be_visible()
    expect(page.locator("ol.steps > li").first).to_be_visible()


def open_a_case(desk: Desk, page: Page) -> None:
    """Start a case of one's own."""
    page.goto(desk.base + "/")
    page.locator(".doors a[href$='/cases/new/']").click()
    page.fill("[name=number]", "9-77")
    page.fill("[name=title]", "Invented")
    page.fill("[name=facts]", "Invented persons asked for a payment.")
    page.click("main button.main")


def paste_and_accept(_: Desk, page: Page) -> None:
    """2–4 minutes: paste anything; verdicts are shown; one key accepts all."""
    from playwright.sync_api import expect

    page.fill("[name=text]", STATEMENT)
    page.click("aside button.main")
    expect(page.locator("tr[id^=lead-]")).to_have_count(3)
    assert page.locator("tr[id^=lead-] .tag").count() >= 3
    assert page.locator("tr[id^=lead-] bdi").first.evaluate("one => getComputedStyle(one).direction") == "ltr"
    page.locator("h2").first.click()
    page.keyboard.press("a")
    expect(page.locator(".leadlist .lead")).to_have_count(3)


def choose_the_channel(_: Desk, page: Page) -> None:
    """4–6 minutes: the channel with its reasons, who signs and the usual time, each with its source."""
    from playwright.sync_api import expect

    page.locator(".tabs a[href$='/plan/']").click()
    expect(page.locator("ol.steps > li").first).to_be_visible()
    page.locator("details.route summary").first.click()
    expect(page.locator("details.route ul.reasons li").first).to_be_visible()


def draft_and_mend(_: Desk, page: Page) -> None:
    """6–9 minutes: the draft, and findings that lead to their fields."""
    from playwright.sync_api import expect

    page.locator(".steps button").first.click()
    expect(page.locator("#findings .wrong")).to_be_visible()
    link = page.locator("#findings .finding a[href^='#f-']").first
    target = (link.get_attribute("href") or "").removeprefix("#")
    link.click()
    expect(page.locator(f"[id='{target}']")).to_be_focused()


def take_the_letter(_: Desk, page: Page) -> None:
    """9–10 minutes: the letter as a Word file."""
    with page.expect_download() as download:
        page.locator("form[action$='letter.docx'] button").click()
    with zipfile.ZipFile(Path(download.value.path())) as letter:
        assert "word/document.xml" in letter.namelist()


def set_a_clock(desk: Desk, page: Page) -> None:
    """The day stands on the case page and in the calendar file."""
    page.locator("p.number a").click()
    page.select_option("form[action$='/clocks/'] [name=kind]", index=0)
    page.fill("form[action$='/clocks/'] [name=on]", "2027-01-15")
    page.locator("form[action$='/clocks/'] button").click()
    page.wait_for_load_state()
    page.goto(desk.base + "/calendar/")
    with page.expect_download() as download:
        page.locator("form[action$='/comity.ics'] button").click()
    assert "20270115" in Path(download.value.path()).read_text(encoding="utf-8")


STEPS: dict[str, Callable[[Desk, Page], None]] = {
    "come in": come_in,
    "see the doors": see_the_doors,
    "open a case": open_a_case,
    "paste and accept": paste_and_accept,
    "choose the channel": choose_the_channel,
    "draft and mend": draft_and_mend,
    "take the letter": take_the_letter,
    "set a clock": set_a_clock,
}
