"""Every screen of the desk in Chromium, in English, Russian and Persian: axe-core finds nothing serious, the policy holds, nothing
scrolls sideways at 400 %, light, dark and on paper; and the keys do what their help says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from comity.text.languages import languages
from comity.web.keyboard import BINDINGS, told
from comity.web.training_urls import TRAINING_PAGES
from comity.web.urls import PAGES
from tests.web.test_in_a_browser import Desk, come_in, served_desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.heavy, pytest.mark.real_clock]

LETTER = "Request for the preservation of stored computer data under Article 29 of the Convention on Cybercrime, No. 7-2026/88."
SCREENS = {
    "today": "/",
    "cases": "/cases/",
    "new-case": "/cases/new/",
    "case": "/cases/1/",
    "leads": "/cases/1/leads/",
    "plan": "/cases/1/plan/",
    "routes": "/cases/1/plan/leads/0/",
    "money": "/cases/1/money/",
    "trace": "/cases/1/trace/",
    "case-journal": "/cases/1/journal/",
    "request": "/requests/1/",
    "request-version": "/requests/1/versions/1/",
    "side-by-side": "/requests/1/languages/",
    "incoming-list": "/incoming/",
    "incoming-new": "/incoming/new/",
    "incoming": "/cases/2/incoming/",
    "calendar": "/calendar/",
    "search": "/search/?q=wallet",
    "directory": "/directory/",
    "provider": "/directory/providers/google/",
    "authority": "/directory/authorities/ae-central_authority_mla-077/",
    "statistics": "/statistics/",
    "statistics-review": "/statistics/review/",
    "people": "/people/",
    "jobs": "/jobs/",
    "tokens": "/keys/",
    "keyboard": "/keyboard/",
    "course": "/course/",
    "second-factor": "/second-factor/",
    "prove": "/prove/",
}
"""The name of an address, and an example of it."""

NARROWEST = """
Math.min(320, ...[...document.querySelectorAll("main form.fields, main form.particulars, main aside")].map((one) => one.offsetWidth))
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Serve a register with the worked case and a request from abroad."""
    with served_desk(tmp_path_factory.mktemp("desk"), "en") as desk:
        come_in(desk)
        register_incoming(desk)
        yield desk


def register_incoming(desk: Desk) -> None:
    """Register a request from abroad, as the person on duty."""
    page = desk.page()
    page.goto(desk.base + "/people/")
    form = page.locator("form[action$='/people/appoint/']").first
    form.locator("[name=role]").select_option("duty_officer")
    form.locator("button").first.click()
    page.wait_for_load_state()
    page.goto(desk.base + "/incoming/new/")
    page.fill("[name=text]", LETTER)
    page.fill("[name=reference]", "7-2026/88")
    page.select_option("[name=via]", "contact_24_7")
    page.select_option("[name=from_state]", "KZ")
    page.click("main button.main")
    page.wait_for_load_state()
    page.close()


@pytest.fixture(autouse=True)
def _quiet(desk: Desk) -> Iterator[None]:
    """Whatever a page complains about fails the test that opened it."""
    desk.told.clear()
    yield
    assert desk.told == []


def speak(desk: Desk, page: Page, language: str) -> None:
    """Choose the language of the interface by its own name."""
    page.goto(desk.base + "/")
    page.locator("details.menu summary").first.click()
    page.get_by_role("button", name=languages()[language].name, exact=True).click()
    page.wait_for_load_state()
    desk.language = language


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_every_screen_is_for_everybody(desk: Desk, language: str) -> None:
    page = desk.page()
    speak(desk, page, language)
    problems: list[str] = []
    for place in SCREENS.values():
        page.goto(desk.base + place)
        html = page.locator("html")
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == (language, languages()[language].direction), place
        problems += desk.judged(page)
    assert problems == []


@pytest.mark.parametrize("language", ["en", "fa"])
def test_nothing_scrolls_sideways_at_four_times_the_size(desk: Desk, language: str) -> None:
    """WCAG 2.2, 1.4.10: 320 CSS pixels, as a 1280 pixel screen at 400 %; columns stand one below the other and keep their width."""
    page = desk.page()
    speak(desk, page, language)
    page.set_viewport_size({"width": 320, "height": 700})
    wide: list[str] = []
    for place in SCREENS.values():
        page.goto(desk.base + place)
        width = page.evaluate("document.documentElement.scrollWidth")
        narrowest = page.evaluate(NARROWEST)
        if width > 321 or narrowest < 240:
            wide.append(f"{place}: page {width}, narrowest column {narrowest}")
    assert wide == []


@pytest.mark.parametrize("language", ["kk", "ky", "uz"])
def test_the_other_languages_speak_on_every_screen(desk: Desk, language: str) -> None:
    """Sentences of the interface are in the language; what comes from the knowledge is marked with its own."""
    page = desk.page()
    speak(desk, page, language)
    for place in SCREENS.values():
        page.goto(desk.base + place)
        assert page.locator("html").get_attribute("lang") == language, place
        assert page.locator("footer p").count() == 2, place
    page.goto(desk.base + "/requests/1/")
    assert page.locator("#findings .finding > a[lang=ru]").count() > 0


def test_dark_and_paper(desk: Desk) -> None:
    page = desk.page()
    speak(desk, page, "en")
    problems: list[str] = []
    for place in ("/", "/cases/1/", "/cases/1/leads/", "/cases/1/plan/", "/requests/1/", "/statistics/", "/keyboard/"):
        page.goto(desk.base + place)
        problems += desk.judged(page, scheme="dark")
    page.emulate_media(media="print")
    for place in ("/statistics/review/", "/requests/1/", "/cases/1/plan/"):
        page.goto(desk.base + place)
        assert not page.locator("nav.places").is_visible(), place
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)", place
    assert problems == []


def test_the_keys_do_what_their_help_says(desk: Desk) -> None:
    from playwright.sync_api import expect

    page = desk.page()
    speak(desk, page, "en")
    page.keyboard.press("Shift+Slash")
    page.wait_for_url("**/keyboard/")
    shown = page.locator(".keymap tbody tr")
    assert shown.count() == sum(len(bindings) for _, bindings in told())
    for keys, place in (("g t", "/"), ("g c", "/cases/"), ("g d", "/directory/"), ("g s", "/statistics/"), ("n", "/cases/new/")):
        for key in keys.split():
            page.keyboard.press(f"Key{key.upper()}")
        page.wait_for_url(desk.base + place)
    page.goto(desk.base + "/cases/")
    page.keyboard.press("KeyJ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*/")
    page.goto(desk.base + "/cases/1/")
    page.keyboard.press("Digit2")
    page.wait_for_url("**/leads/")
    page.keyboard.press("Slash")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("gtc?")
    assert page.locator("#find").input_value() == "gtc?"
    page.goto(desk.base + "/cases/1/")
    page.fill("[name=offence_place]", "Bishkek, kept by a key")
    page.keyboard.press("Control+KeyS")
    expect(page.locator(".message.good")).to_be_visible()


def test_the_keys_can_be_switched_off(desk: Desk) -> None:
    page = desk.page()
    speak(desk, page, "en")
    page.goto(desk.base + "/keyboard/")
    page.locator("button[name=keys][value=off]").click()
    page.wait_for_load_state()
    page.keyboard.press("KeyN")
    page.keyboard.press("Slash")
    assert page.url.endswith("/keyboard/")
    assert page.evaluate("document.activeElement.id") != "find"
    page.locator("button[name=keys][value=on]").click()
    page.wait_for_load_state()
    page.keyboard.press("KeyN")
    page.wait_for_url("**/cases/new/")


def test_no_two_bindings_share_a_key_and_each_leads_somewhere() -> None:
    codes = [one.codes for one in BINDINGS]
    names = {pattern.name for pattern in (*PAGES, *TRAINING_PAGES)}
    assert len(set(codes)) == len(codes)
    assert {one.place for one in BINDINGS if one.does == "go"} <= names
    assert set(SCREENS) <= names
