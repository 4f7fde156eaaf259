"""Three programs, one answer: `comity verify`, the standard-library file and the page agree on every shared vector."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.cli.main import program
from comity.custody.outsider.tools import page, script, write_tools

FOLDER = Path(__file__).resolve().parent.parent / "samples" / "proofs"
CASES = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))
every_case = pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
BROWSER = Path("/usr/bin/chromium")


def arguments(case: dict) -> list[str]:
    keys = [part for key in case["keys"] for part in ("--key", key)]
    if "slip" in case:
        letter = ["--request", str(FOLDER / case["request"])] if case["request"] else []
        return ["slip", str(FOLDER / case["slip"]), *keys, *letter, "--on", case["on"]]
    witnesses = [part for key in case["witnesses"] for part in ("--witness", key)]
    return ["item", str(FOLDER / case["item"]), "--proof", str(FOLDER / case["proof"]), *keys, *witnesses]


@every_case
def test_comity_gives_the_expected_answer(case):
    result = CliRunner().invoke(program, ["verify", *arguments(case), "--json"], standalone_mode=False)
    if result.exception:
        raise result.exception
    answer = json.loads(result.stdout)
    assert (answer["ok"], answer["reasons"][0]["code"]) == (case["ok"], case["code"])
    assert result.return_value == (0 if case["ok"] else 3)


def test_the_file_alone_gives_the_expected_answers(tmp_path):
    write_tools(tmp_path)
    for case in CASES:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(tmp_path / "verify.py"), *arguments(case), "--json"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == (0 if case["ok"] else 3), (case["name"], done.stderr)
        answer = json.loads(done.stdout)
        assert (answer["ok"], answer["reasons"][0]["code"]) == (case["ok"], case["code"]), case["name"]


@pytest.mark.parametrize("key", ["", "x", "a+00000000+AAAA", "custody.example/log+00000000+AQEB"])
def test_a_key_that_is_none_is_said(key):
    done = subprocess.run(
        [sys.executable, "-I", "-c", script().decode(), "slip", str(FOLDER / "slip-good.slip"), f"--key={key}"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == (2 if key else 3)


def test_the_page_reaches_for_nothing():
    text = page().decode()
    policy = text.split('Content-Security-Policy" content="')[1].split('"')[0]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    for word in ("http://", "https://", "fetch(", "XMLHttpRequest", "import(", "innerHTML", "eval("):
        assert word not in text


@pytest.mark.heavy
@pytest.mark.real_clock
@pytest.mark.parametrize("native", [True, False])
def test_the_page_gives_the_expected_answers(tmp_path, native):
    from playwright import sync_api

    write_tools(tmp_path)

    def sent(name: str | None) -> str | None:
        return base64.b64encode((FOLDER / name).read_bytes()).decode() if name else None

    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(BROWSER), args=["--no-sandbox"])
        tab = browser.new_page()
        reached, wrong = [], []
        tab.on("request", lambda request: reached.append(request.url))
        tab.on("console", lambda message: wrong.append(message.text))
        tab.goto((tmp_path / "verify.html").as_uri())
        for case in CASES:
            is_slip = "slip" in case
            given = {
                "proof": sent(case["slip"] if is_slip else case["proof"]),
                "item": sent(case["request"] if is_slip else case["item"]),
                "keys": "\n".join(case["keys"]),
                "witnesses": "\n".join(case.get("witnesses", [])),
                "on": case.get("on"),
                "slip": is_slip,
                "native": native,
            }
            answer = tab.evaluate(
                """async (given) => {
                    const raw = (text) => text === null ? null : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
                    const on = given.on ? new Date(given.on) : new Date();
                    return comity.check({...given, proof: raw(given.proof), item: raw(given.item), on});
                }""",
                given,
            )
            assert (answer["ok"], answer["reasons"][0]["code"]) == (case["ok"], case["code"]), (case["name"], answer)
        assert [url for url in reached if not url.startswith("file:")] == []
        assert wrong == []
        browser.close()


@pytest.mark.heavy
@pytest.mark.real_clock
def test_a_person_checks_with_the_page_in_russian(tmp_path):
    from playwright.sync_api import sync_playwright

    write_tools(tmp_path)
    case = next(case for case in CASES if case["name"] == "good")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(BROWSER), args=["--no-sandbox"])
        tab = browser.new_page()
        tab.goto((tmp_path / "verify.html").as_uri())
        tab.select_option("#language", "ru")
        assert tab.locator("html").get_attribute("lang") == "ru"
        tab.set_input_files("#proof", FOLDER / case["proof"])
        tab.set_input_files("#item", FOLDER / case["item"])
        tab.fill("#key", case["keys"][0])
        tab.click("button")
        tab.wait_for_selector("#verdict.good")
        assert tab.inner_text("#verdict") == "Всё сходится."
        assert "Следователь Ы. Пример" in tab.inner_text("#reasons")
        tab.set_input_files("#item", FOLDER / case["proof"])
        tab.click("button")
        tab.wait_for_selector("#verdict.bad")
        assert "Другой файл" in tab.inner_text("#reasons")
        browser.close()
