"""From a victim's payment on TRON to requests in the case, by clicks: traced, walked with the keyboard, asked why, undone, confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from comity.chain.sources.trongrid import USDT
from comity.training.counterparts.ledgers.account_ledger import AccountLedger
from comity.training.counterparts.ledgers.trongrid_server import TronGridServer, tron_account
from tests.web.test_in_a_browser import Desk, come_in, served_desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.heavy, pytest.mark.real_clock]
MULES = 60
"""Accounts in the middle: more than are drawn at once."""


def laundered() -> tuple[AccountLedger, str]:
    """A theft that goes through many accounts to deposit addresses of one exchange."""
    ledger = AccountLedger(USDT, opening={"victim": 900_000_000})
    theft = ledger.pay("victim", "thief", 600_000_000)
    for number in range(MULES):
        ledger.pay("thief", f"mule {number}", 10_000_000)
        ledger.pay(f"mule {number}", f"deposit {number % 3}", 9_900_000)
    for number in range(3):
        ledger.pay(f"deposit {number}", "exchange", 9_900_000 * MULES // 3)
    return ledger, theft


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, str]]:
    folder = tmp_path_factory.mktemp("traced")
    ledger, theft = laundered()
    tags = folder / "tags"
    tags.mkdir()
    (tags / "t.yaml").write_text(f"title: t\ncategory: exchange\ntags:\n- address: {tron_account('exchange')}\n  label: Binance\n")
    (folder / "data").mkdir(mode=0o700)
    with TronGridServer(ledger).serving() as served:
        told = f'chain_sources = "tron=trongrid+{served.address}"\ntags = "{tags}"\n'
        (folder / "data" / "comity.toml").write_text(told)
        with served_desk(folder, "en") as desk:
            come_in(desk)
            yield desk, theft


@pytest.fixture(autouse=True)
def _quiet(desk: tuple[Desk, str]) -> Iterator[None]:
    """Whatever a page complains about fails the test."""
    desk[0].told.clear()
    yield
    assert desk[0].told == []


def new_case(desk: Desk, page: Page) -> None:
    page.goto(desk.base + "/cases/new/")
    page.fill("[name=number]", "9-77")
    page.fill("[name=title]", "Invented")
    page.fill("[name=facts]", "Invented persons asked for a payment.")
    page.click("main button.main")
    page.wait_for_load_state()


def test_from_a_payment_to_requests_by_clicks(desk: tuple[Desk, str]) -> None:
    from playwright.sync_api import expect

    served, theft = desk
    page = served.page()
    new_case(served, page)
    page.locator(".tabs a", has_text="Trace").click()
    page.fill("[name=tx]", theft)
    page.locator("#follow button.main").click()
    expect(page.locator("#traces a").first).to_be_visible()
    page.locator("#traces a").first.click()
    expect(page.locator("main")).to_contain_text("exchange: Binance")
    expect(page.locator("main")).to_contain_text("DEPOSIT-REUSE")
    problems = served.judged(page)
    page.locator("a", has_text="Walk the graph").click()
    expect(page.locator("#counts")).to_contain_text(f"of {MULES + 6} addresses")
    problems += served.judged(page)
    shown = page.locator(".tracegraph a.node").count()
    assert shown < MULES + 6

    page.locator(".tracegraph a.node").first.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    expect(page.locator(".tracegraph a.node:focus")).to_have_attribute("data-column", "2")
    expect(page.locator(".tracegraph a.node:focus")).to_have_attribute("data-row", "1")
    page.keyboard.press("o")
    page.wait_for_load_state()
    expect(page.locator(".tracegraph a.node")).to_have_count(shown + 1)
    page.locator(".tracegraph a.node").nth(1).focus()
    page.keyboard.press("w")
    page.wait_for_load_state()
    expect(page.locator("#why")).to_contain_text("TAINT-FIFO")
    problems += served.judged(page)
    page.fill("[name=least]", "1000000")
    page.locator("form.graphform button").click()
    expect(page.locator("#counts")).to_contain_text("0 of")

    page.locator(".tabs a", has_text="Trace").click()
    page.locator("form[action$='/requests/'] button.main").click()
    expect(page.locator("main")).to_contain_text("Binance")
    assert problems == []
