"""The training space in a real browser: a trainer and a trainee, from the code on the screen to the marking, in English, Russian and
Persian (from right to left); and a team of people.

Every screen is held against axe-core (no serious or critical finding) and against the width of a telephone where a lesson is read.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.heavy, pytest.mark.real_clock]

AXE = (Path(__file__).parent / "axe" / "axe-core-4.14.1.min.js").read_text(encoding="utf-8")
TOLD = "https://ararat-savings-login.example/enter kit.drop@kurier.example"
TELEPHONE = {"width": 390, "height": 844}
PATIENCE = 120_000
"""Milliseconds that a screen may take: the machine of the gate is shared."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a fresh training register as a trainer does; the address of its first page."""
    folder = tmp_path_factory.mktemp("academy")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    comity = str(Path(sys.executable).parent / "comity")
    command = [comity, "train", "serve", "--data", str(folder / "data"), "--port", "0", "--no-browser"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment) as process,
    ):
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, (folder / "log").read_text()
        yield address
        process.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def trainer(served: str, browser: Browser) -> Page:
    """The first person of the register, who leads groups."""
    page = patient(browser.new_context(locale="en"))
    page.goto(served)
    person = {"full_name": "Trainer T.", "unit": "Academy", "login": "trainer", "password": "a password 9 of tests"}
    for name, value in person.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=state]", "KG")
    page.click("main form button.main")
    page.wait_for_load_state()
    return page


def patient(context: BrowserContext) -> Page:
    """Open a tab that waits as long as a shared machine needs."""
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def findings(browser: Browser, page: Page, told: list[str]) -> None:
    """Add what axe-core finds serious or critical on the screen of a page."""
    context = browser.new_context(bypass_csp=True, storage_state=page.context.storage_state())
    twin = patient(context)
    twin.goto(page.url)
    twin.add_script_tag(content=AXE)
    found: dict[str, Any] = twin.evaluate("axe.run()")
    context.close()
    for one in found["violations"]:
        if one["impact"] in {"serious", "critical"}:
            told += [f"{page.url}: {one['id']}: {node['html'][:200]}" for node in one["nodes"]]


@pytest.mark.parametrize("language", ["en", "ru", "fa"])
def test_from_the_code_on_the_screen_to_the_marking(trainer: Page, browser: Browser, served: str, language: str) -> None:
    base, told = "/".join(served.split("/")[:3]), []  # type: str, list[str]
    trainer.goto(f"{base}/training/")
    trainer.fill("[name=name]", f"Group {language}")
    trainer.click("form.stack button.main")
    group, code = trainer.url, trainer.inner_text(".joincode")
    findings(browser, trainer, told)

    page = patient(browser.new_context(locale=language))
    page.goto(f"{base}/join/")
    findings(browser, page, told)
    page.fill("[name=code]", code.lower())
    page.fill("[name=name]", f"Trainee {language}")
    page.fill("[name=pin]", "4711")
    page.click("form.door button")
    assert page.url == f"{base}/training/"
    assert page.get_attribute("html", "lang") == language

    trainer.goto(group)
    trainer.click("details.fold summary")
    trainer.click("details.fold button.main")
    run = trainer.url
    assert "/training/runs/" in run
    findings(browser, trainer, told)

    page.goto(run)
    findings(browser, page, told)
    case = page.get_attribute("main .head a.button", "href")
    page.goto(f"{base}{case}leads/")
    page.fill("textarea[name=text]", TOLD)
    page.click("form:has(textarea[name=text]) button.main")
    page.wait_for_load_state()
    page.click("button[value=accept_valid]")
    page.wait_for_load_state()
    page.goto(run)
    page.click("details.fold:has(select[name=instrument]) summary")
    page.select_option("select[name=to]:has(option[value=SP-SHIELD])", "SP-SHIELD")
    page.select_option("select[name=instrument]", "pres_provider")
    page.check("input[name=leads] >> nth=0")
    page.click("form:has(select[name=instrument]) button.main")
    page.wait_for_load_state()
    assert "/requests/" in page.url
    assert page.locator(".marking").count() == 1
    page.goto(run)
    page.click("form[action$='/do/send/'] button")
    page.wait_for_load_state()
    for _ in range(3):
        page.click("form[action$='/do/jump/'] button.main")
        page.wait_for_load_state()
    assert page.locator("article.told.answer").count() == 1, "the counterpart has answered"
    page.click("form[action$='/do/finish/'] button")
    page.wait_for_load_state()
    assert page.url.endswith("/marking/")
    assert page.locator("table.wide tbody tr").count() == 9
    findings(browser, page, told)
    trainer.goto(page.url)
    findings(browser, trainer, told)
    trainer.goto(group)
    findings(browser, trainer, told)
    for path in ("/course/", "/course/L7.3/", "/course/glossary/", f"{group.removeprefix(base)}tests/M1/before/"):
        page.goto(f"{base}{path}")
        findings(browser, page, told)
    assert told == []


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_lesson_is_read_on_a_telephone(browser: Browser, tmp_path: Path, language: str) -> None:
    from comity.training.teaching.book import write_book
    from comity.training.teaching.course import Course

    write_book(Course(), tmp_path)
    page = patient(browser.new_context(viewport=TELEPHONE))  # type: ignore[arg-type]
    wide = []
    for path in sorted((tmp_path / language).glob("*.html")):
        page.goto(path.as_uri())
        if page.evaluate("document.documentElement.scrollWidth") > TELEPHONE["width"]:
            wide.append(path.name)
    assert wide == []
    page.goto((tmp_path / language / "L7.3.html").as_uri())
    page.add_script_tag(content=AXE)
    found = page.evaluate("axe.run()")
    assert [one["id"] for one in found["violations"] if one["impact"] in {"serious", "critical"}] == []


def joined(browser: Browser, base: str, code: str, name: str) -> Page:
    """A member of a group in a browser of their own."""
    page = patient(browser.new_context(locale="en"))
    page.goto(f"{base}/join/")
    for field, value in (("code", code), ("name", name), ("pin", "4711")):
        page.fill(f"[name={field}]", value)
    page.click("form.door button")
    page.wait_for_load_state()
    return page


def test_a_team_of_people_plays_every_part(trainer: Page, browser: Browser, served: str) -> None:
    """Investigator, central authority, and a counterpart who answers in own words; the trainer brings an inject."""
    base = "/".join(served.split("/")[:3])
    trainer.goto(f"{base}/training/")
    trainer.fill("[name=name]", "Team")
    trainer.click("form.stack button.main")
    group, code = trainer.url, trainer.inner_text(".joincode")
    parts = {"investigator": "Aa", "central_authority": "Cc", "counterpart": "Dd"}
    people = {part: joined(browser, base, code, name) for part, name in parts.items()}

    trainer.goto(group)
    trainer.click("details.fold summary")
    trainer.select_option("select[name=way]", "team")
    trainer.select_option("select[name=length]", "short")
    for part, name in parts.items():
        trainer.select_option(f"select[name='part.{part}']", label=name)
    trainer.fill("[name=plays]", "SP-SHIELD")
    trainer.click("details.fold button.main")
    run = trainer.url
    assert "/training/runs/" in run
    for page in people.values():
        page.goto(run)
        assert page.locator("h1").count() == 1

    investigator = people["investigator"]
    assert investigator.locator("form[action$='/do/jump/']").count() == 0, "the clock is the trainer's"
    case = investigator.get_attribute("main .head a.button", "href")
    investigator.goto(f"{base}{case}leads/")
    investigator.fill("textarea[name=text]", TOLD)
    investigator.click("form:has(textarea[name=text]) button.main")
    investigator.wait_for_load_state()
    investigator.click("button[value=accept_valid]")
    investigator.wait_for_load_state()
    investigator.goto(run)
    investigator.click("details.fold:has(select[name=instrument]) summary")
    investigator.select_option("select[name=to]", "SP-SHIELD")
    investigator.select_option("select[name=instrument]", "pres_provider")
    investigator.check("input[name=leads] >> nth=0")
    investigator.click("form:has(select[name=instrument]) button.main")
    investigator.wait_for_load_state()
    investigator.goto(run)
    investigator.click("form[action$='/do/send/'] button")
    investigator.wait_for_load_state()

    assert people["central_authority"].locator("form[action$='/do/prepare/']").count() == 1
    counterpart = people["counterpart"]
    counterpart.goto(run)
    assert counterpart.locator("form[action$='/do/prepare/']").count() == 0
    counterpart.click("article:has(form[action$='/do/reply/']) summary")
    counterpart.select_option("select[name=status]", "clarification")
    counterpart.fill("textarea[name=text]", "Which page do you mean?")
    counterpart.click("form:has(textarea[name=text]) button")
    counterpart.wait_for_load_state()
    investigator.goto(run)
    assert "Which page do you mean?" in investigator.inner_text("article.told.answer")

    trainer.goto(run)
    trainer.click("form[action$='/do/inject/'] button >> nth=0")
    trainer.wait_for_load_state()
    investigator.goto(run)
    assert investigator.locator("article.told.inject").count() == 1, "the trainer brought it"
    trainer.click("form[action$='/do/finish/'] button")
    trainer.wait_for_load_state()
    assert trainer.url.endswith("/marking/")
    investigator.goto(f"{run}marking/")
    assert investigator.locator("table.wide tbody tr").count() == 4, "a short exercise marks what can be earned by then"
