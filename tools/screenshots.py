"""Take the pictures of the documentation from the desk itself: `make pictures`.

A register of its own is set up in a temporary folder, with the worked case in it; Debian's Chromium looks at the screens; the pictures are
written to `docs/pictures/` with few colours, so that all of them together stay small. `--to` writes elsewhere, `--only` takes some.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
WIDTH, HEIGHT, COLOURS = 1280, 860, 64
PATIENCE = 120_000
"""Milliseconds that a screen may take."""
PERSON = {
    "full_name": "Aida Testova",
    "unit": "Unit 9 (invented)",
    "login": "aida",
    "password": "a long one of many words",
    "zone": "Asia/Bishkek",
}
LETTER = """Prosecutor General's Office of the Republic of Kazakhstan
Request for the preservation of stored computer data under Article 29 of the Convention on Cybercrime, No. 7-2026/88.
Please preserve the content of the account invented.person@mail.example until our request for legal assistance arrives.
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture.

    Attributes:
        name: of its file.
        place: address of the screen.
        language: language of the interface.
        scheme: light or dark.
        width: of the window, in CSS pixels; 320 is 1280 at 400 %.
        paper: whether it is shown as it is printed.
    """

    name: str
    place: str
    language: str = "en"
    scheme: Literal["light", "dark"] = "light"
    width: int = WIDTH
    paper: bool = False


SHOWN = (
    Picture("today", "/"),
    Picture("case", "/cases/1/"),
    Picture("leads", "/cases/1/leads/"),
    Picture("plan", "/cases/1/plan/"),
    Picture("request", "/requests/1/"),
    Picture("two-languages", "/requests/1/languages/"),
    Picture("money", "/cases/1/money/"),
    Picture("search", "/search/?q=invest"),
    Picture("directory", "/directory/providers/google/"),
    Picture("incoming", "/cases/2/incoming/"),
    Picture("keyboard", "/keyboard/"),
    Picture("request-ru", "/requests/1/", "ru"),
    Picture("plan-kk", "/cases/1/plan/", "kk"),
    Picture("request-fa", "/requests/1/", "fa"),
    Picture("request-dark", "/requests/1/", scheme="dark"),
    Picture("request-narrow", "/requests/1/", width=320),
    Picture("review-paper", "/statistics/review/", paper=True),
)


@click.command(help=__doc__)
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), default=PICTURES)
@click.option("--only", multiple=True)
def main(folder: Path, only: tuple[str, ...]) -> None:
    """Take the pictures."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, served(Path(data)) as address, sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        state = set_up(browser, address)
        base = "/".join(address.split("/")[:3])
        for picture in SHOWN:
            if not only or picture.name in only:
                path = folder / f"{picture.name}.png"
                path.write_bytes(small(taken(browser, state, base, picture)))
                click.echo(f"{path.name} {path.stat().st_size // 1024} KB")
        browser.close()


@contextmanager
def served(data: Path) -> Iterator[str]:
    """Serve a fresh register; yield the address that makes the first person."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    command = [str(Path(sys.executable).parent / "comity"), "desk", "--data", str(data), "--port", str(port), "--no-browser"]
    desk = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        if desk.stdout is None or not (address := desk.stdout.readline().strip()):
            raise click.ClickException("the desk did not start")
        yield address
    finally:
        desk.terminate()
        desk.wait(20)


def set_up(browser: Browser, address: str) -> str:
    """Make the first person, who registers a request from abroad; return the state of the browser's session as a file."""
    context = context_for(browser, Picture("", ""))
    page = context.new_page()
    page.goto(address)
    for name, value in PERSON.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=state]", "KG")
    page.click("main button")
    page.wait_for_load_state()
    base = "/".join(address.split("/")[:3])
    register_incoming(page, base)
    state = Path(tempfile.mkdtemp()) / "state.json"
    context.storage_state(path=state)
    context.close()
    return str(state)


def register_incoming(page: Page, base: str) -> None:
    """Register a request from abroad, so that its screen has something to show."""
    page.goto(base + "/people/")
    form = page.locator("form[action$='/people/appoint/']").first
    form.locator("[name=role]").select_option("duty_officer")
    form.locator("button").first.click()
    page.wait_for_load_state()
    page.goto(base + "/incoming/new/")
    page.fill("[name=text]", LETTER)
    page.fill("[name=reference]", "7-2026/88")
    page.select_option("[name=via]", "contact_24_7")
    page.select_option("[name=from_state]", "KZ")
    page.click("main button.main")
    page.wait_for_load_state()


def context_for(browser: Browser, picture: Picture, state: str | None = None) -> BrowserContext:
    """Open a window for a picture."""
    context = browser.new_context(
        locale=picture.language,
        viewport={"width": picture.width, "height": HEIGHT if picture.width == WIDTH else 700},
        color_scheme=picture.scheme,
        storage_state=state,
        timezone_id="Asia/Bishkek",
    )
    context.set_default_timeout(PATIENCE)
    return context


def taken(browser: Browser, state: str, base: str, picture: Picture) -> bytes:
    """Look at one screen."""
    context = context_for(browser, picture, state)
    page = context.new_page()
    page.goto(base + "/")
    if page.locator("html").get_attribute("lang") != picture.language:
        page.evaluate("document.querySelector('details.menu').open = true")
        page.locator(f".languages button[value={picture.language}]").click()
        page.wait_for_load_state()
    page.goto(base + picture.place)
    if picture.paper:
        page.emulate_media(media="print")
    image = page.screenshot(animations="disabled")
    context.close()
    return image


def small(image: bytes) -> bytes:
    """Keep few colours: a screen has no more."""
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(image)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
