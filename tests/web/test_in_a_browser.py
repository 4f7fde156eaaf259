"""The desk in a real browser: the way from an empty register to a letter, in English and Russian.

Every screen is held against axe-core (no serious or critical finding) and against the Content Security Policy (no violation). The judge is
injected into a second context that bypasses the policy; the screens themselves run under it.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.heavy, pytest.mark.real_clock]

AXE = (Path(__file__).parent / "axe" / "axe-core-4.14.1.min.js").read_text(encoding="utf-8")
CHROMIUM = shutil.which("chromium") or "chromium"
PATIENCE = 30_000
"""Milliseconds that a screen may take: the machine of the gate is shared."""

WORDS = {
    "en": {"save": "saved", "new_case": "New case", "refused": "would have it refused", "fine": "Nothing here would have it refused"},
    "ru": {"save": "сохранено", "new_case": "Новое дело", "refused": "к отказу", "fine": "Причин для отказа не найдено"},
}
NOTE_VIOLATIONS = """
window.addEventListener("securitypolicyviolation", (event) => {
  console.error("POLICY " + event.violatedDirective + " " + event.sourceFile + " " + event.sample);
});
"""
STATEMENT = "Написали с invented.person@gmail.com; телеграм @invented_sample_name; вход 2026-11-04 21:47:05 UTC с 198.51.100.7, порт 51544."


@dataclass
class Desk:
    """A desk that serves, and a browser before it.

    Attributes:
        address: where the first page is.
        language: language of the browser.
        context: the browser's context.
        told: what the pages wrote into the console as errors.
    """

    address: str
    language: str
    browser: Browser
    context: BrowserContext
    told: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """The address without a path."""
        return "/".join(self.address.split("/")[:3])

    def page(self) -> Page:
        """Open a tab whose errors are kept."""
        page = self.context.new_page()
        page.on("console", lambda message: self.told.append(f"{page.url}: {message.text}") if message.type == "error" else None)
        page.on("pageerror", lambda error: self.told.append(f"{page.url}: {error}"))
        return page

    def judged(self, page: Page, scheme: Literal["light", "dark"] = "light") -> list[str]:
        """Hold the screen against axe-core; return what is serious or critical."""
        state = self.context.storage_state()
        context = self.browser.new_context(bypass_csp=True, locale=self.language, storage_state=state, color_scheme=scheme)
        twin = context.new_page()
        twin.goto(page.url)
        twin.add_script_tag(content=AXE)
        found = twin.evaluate("axe.run()")
        context.close()
        grave = [one for one in found["violations"] if one["impact"] in {"serious", "critical"}]
        return [f"{page.url}: {one['id']}: {node['html']}" for one in grave for node in one["nodes"]]


def free_port() -> int:
    """Find a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served_desk(folder: Path, language: str) -> Iterator[Desk]:
    """Serve a fresh register as its user does, and open a browser; nobody has come in yet."""
    from playwright.sync_api import expect, sync_playwright

    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    command = [
        Path(sys.executable).parent / "comity",
        "desk",
        "--data",
        folder / "data",
        "--port",
        str(free_port()),
        "--no-browser",
    ]
    log = (folder / "log").open("w")
    served = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
    try:
        assert served.stdout is not None
        address = served.stdout.readline().strip()
        assert address, (folder / "log").read_text()
        expect.set_options(timeout=PATIENCE)
        with sync_playwright() as player:
            browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            context = browser.new_context(locale=language, viewport={"width": 1280, "height": 900})
            context.add_init_script(NOTE_VIOLATIONS)
            context.set_default_timeout(3 * PATIENCE)
            yield Desk(address, language, browser, context)
            browser.close()
        assert served.poll() is None, (folder / "log").read_text()
    finally:
        served.terminate()
        served.wait(20)
        log.close()
        if served.stdout is not None:
            served.stdout.close()


@pytest.fixture(scope="module", params=["en", "ru"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Serve a fresh register, open a browser, and make the first person."""
    with served_desk(tmp_path_factory.mktemp("desk"), request.param) as desk:
        come_in(desk)
        yield desk


def come_in(desk: Desk) -> None:
    """Make the first person."""
    from playwright.sync_api import expect

    page = desk.page()
    page.goto(desk.address)
    values = {
        "full_name": "Aida Testova",
        "unit": "Unit 9 (invented)",
        "login": "aida",
        "password": "a long one of many words",
        "zone": "Asia/Bishkek",
    }
    for name, value in values.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=state]", "KG")
    page.click("main button")
    expect(page).to_have_url(desk.base + "/")
    page.close()


@pytest.fixture(autouse=True)
def _quiet(desk: Desk) -> Iterator[None]:
    """Whatever a page complains about fails the test that opened it."""
    desk.told.clear()
    yield
    assert desk.told == []


def test_from_an_empty_register_to_a_letter(desk: Desk) -> None:
    from playwright.sync_api import expect

    words, page = WORDS[desk.language], desk.page()
    page.goto(desk.base + "/")
    problems = desk.judged(page)
    page.get_by_role("link", name=words["new_case"]).first.click()
    page.fill("[name=number]", "9-77")
    page.fill("[name=title]", "Invented")
    page.fill("[name=facts]", "Invented persons asked for a payment.")
    problems += desk.judged(page)
    page.click("main button.main")
    page.fill("[name=text]", STATEMENT)
    page.click("aside button.main")
    expect(page.locator("main")).to_contain_text("invented.person@gmail.com")
    problems += desk.judged(page)
    page.locator("button[value=accept_valid]").click()
    expect(page.locator(".leadlist .lead")).to_have_count(3)
    page.locator(".tabs a").nth(2).click()
    problems += desk.judged(page)
    page.locator(".steps button").first.click()
    expect(page.locator("#findings")).to_contain_text(words["refused"])
    problems += desk.judged(page)
    with page.expect_download() as download:
        page.locator("form[action$='letter.docx'] button").click()
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
    assert problems == []


def test_findings_live_while_typing_and_two_tabs_lose_no_word(desk: Desk) -> None:
    from playwright.sync_api import expect

    words, one, two = WORDS[desk.language], desk.page(), desk.page()
    one.goto(desk.base + "/requests/1/")
    two.goto(desk.base + "/requests/1/")
    field = "textarea[name='v.authority.contact_email']"
    expect(one.locator("#findings .sum")).to_contain_text(words["fine"])
    one.fill(field, "")
    expect(one.locator("#findings .sum")).to_contain_text(words["refused"])
    link = one.locator("#findings a[href='#f-authority-contact_email']").first
    expect(link).to_be_visible()
    link.click()
    expect(one.locator(field)).to_be_focused()
    one.keyboard.type("first@bishkek.example")
    expect(one.locator("#f-authority-contact_email-s")).to_contain_text(words["save"])
    expect(one.locator("#findings .sum")).to_contain_text(words["fine"])
    two.fill(field, "second@bishkek.example")
    expect(two.locator("#f-authority-contact_email-s")).to_contain_text("first@bishkek.example")
    assert two.locator(field).input_value() == "second@bishkek.example"
    one.reload()
    assert one.locator(field).input_value() == "first@bishkek.example"
