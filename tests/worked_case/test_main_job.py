"""The main job on the worked case: plan, drafts, findings before and after the answers, letters that say the same in each language."""

from __future__ import annotations

import hashlib
import json
import re
from html import escape
from pathlib import Path

import pytest

from comity.cli.main import run
from comity.cli.worked_case.report import as_document, missing_lines, print_report
from comity.cli.worked_case.run import Report, run_worked_case
from comity.drafting.draft_file import read_draft
from comity.model.category import ChannelKind, DataCategory
from comity.model.route import PlanStep, Route
from comity.text.extract import extract
from comity.text.messages import Messages

STILL_OPEN = {
    "domestic_order-binance": {"addressee.legal_entity"},  # whether there is such a company at home is a step of the plan
    # no treaty with that State is known: the central authority has to be asked first
    "freeze_crypto-tether": {"request.legal_basis_international"},
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """One run in English."""
    return run_worked_case(tmp_path_factory.mktemp("out") / "worked-case", "en")


def taken(report: Report) -> list[tuple[PlanStep, Route]]:
    """The steps that send something, with their first routes."""
    routes = {route.id: route for route in report.answer.routes}
    return [(step, routes[step.route]) for step in report.answer.plan if step.route]


def names(report: Report) -> dict[str, int]:
    """Folder of each request, without its number, to its place in the report."""
    return {letters.folder.name[3:]: place for place, letters in enumerate(report.letters)}


def test_preservation_and_freeze_are_for_today_and_assistance_waits_for_them(report: Report) -> None:
    steps = taken(report)
    today = {route.channel for step, route in steps if step.when == "today"}
    assert today == {ChannelKind.PRESERVATION, ChannelKind.ASSET_FREEZE, ChannelKind.DOMESTIC}
    preserved = {route.addressee_id: step.step for step, route in steps if route.channel is ChannelKind.PRESERVATION}
    assert set(preserved) == {"telegram", "instagram", "google", "cloudflare", "godaddy", "binance"}
    for step, route in steps:
        if route.channel is ChannelKind.MLA and route.category is not DataCategory.ASSET_RESTRAINT and step.when.startswith("after:"):
            assert int(step.when.removeprefix("after:")) in preserved.values() or route.lead == 3
    first_of_assistance = min(step.step for step, route in steps if route.channel is ChannelKind.MLA)
    assert first_of_assistance > max(preserved.values())


def test_bank_and_operator_are_asked_at_home(report: Report) -> None:
    at_home = [route for step, route in taken(report) if route.channel is ChannelKind.DOMESTIC]
    kinds = {report.case.leads[route.lead].identifier.kind.value for route in at_home if route.lead is not None}
    assert kinds >= {"phone", "card"}
    assert {route.addressee_state for route in at_home} == {"KG"}


def test_the_money_is_stopped_at_the_exchange_first_and_at_the_issuer_for_the_private_wallet(report: Report) -> None:
    frozen = [
        (route.addressee_id, report.case.leads[route.lead].identifier.value[:4])
        for step, route in taken(report)
        if route.channel is ChannelKind.ASSET_FREEZE and route.lead is not None
    ]
    assert frozen == [("binance", "TQdz"), ("tether", "TYnd")]


def test_content_is_asked_of_the_state_and_not_of_the_provider(report: Report) -> None:
    asked = {name: report.requests[place].first.draft.request.data.categories for name, place in names(report).items()}
    assert "content" in asked["mla_stored_content-google"]
    assert [name for name, categories in asked.items() if "content" in categories] == ["mla_stored_content-google"]


def test_the_first_drafts_are_stopped_and_the_completed_ones_are_not(report: Report) -> None:
    for name, place in names(report).items():
        request = report.requests[place]
        assert request.first.standing, name
        assert {gap.need for gap in request.first.draft.missing} >= {"must"}
        for version in request.versions:
            still = {gap.field for gap in version.draft.missing if gap.need == "must"}
            assert still <= STILL_OPEN.get(name, set()), (name, version.draft.situation.language)
            if name not in STILL_OPEN:
                assert [finding.rule for finding in version.standing] == [], (name, version.draft.situation.language)


def test_what_stays_open_is_said(report: Report) -> None:
    told = "\n".join(missing_lines(report, Messages("en")))
    for name in STILL_OPEN:
        assert f"{names(report)[name] + 1}. {name.partition('-')[0]}: " in told


def test_no_draft_takes_a_display_name_or_a_victim_for_a_target(report: Report) -> None:
    for request in report.requests:
        for version in (request.first, *request.versions):
            for target in version.draft.request.targets:
                assert target.identifier_type != "display_name"
                assert target.identifier in {lead.identifier.value for lead in report.case.leads}
                assert target.identifier not in {"+996700000017", "a.asanova@pochta.example"}


def test_a_draft_file_reads_back_and_asks_what_is_missing(report: Report) -> None:
    for request, letters in zip(report.requests, report.letters, strict=True):
        assert read_draft(letters.folder / "first-draft.yaml") == request.first.draft.request
        text = (letters.folder / "first-draft.yaml").read_text(encoding="utf-8")
        assert all(gap.question in text for gap in request.first.draft.missing)
        for version in request.versions:
            assert read_draft(letters.folder / f"draft.{version.draft.situation.language}.yaml") == version.draft.request


def test_letters_hold_every_identifier_unchanged_in_every_format_and_language(report: Report) -> None:
    written = 0
    for request, letters in zip(report.requests, report.letters, strict=True):
        for version in request.versions:
            language = version.draft.situation.language
            for suffix in ("docx", "pdf", "html"):
                path = letters.folder / f"letter.{language}.{suffix}"
                if not path.exists():
                    continue
                written += 1
                told = re.sub(r"[\s\u00ad\u200b]+", "", extract(path).text)
                wanted = (
                    {target.identifier for target in version.draft.request.targets}
                    if version.draft.situation.instrument.family != "asset"
                    else set()
                )
                wanted |= set(version.draft.request.asset.txids)
                wanted |= {version.draft.request.asset.identifier or ""}
                assert not [value for value in wanted if value and value not in told], path
    assert written >= 6 * 2 * 3


def test_letters_of_one_request_agree_in_identifiers_dates_and_amounts(report: Report) -> None:
    differing = {name: [difference.token.raw for difference in report.requests[place].parity] for name, place in names(report).items()}
    assert {name: found for name, found in differing.items() if found and name not in STILL_OPEN} == {}


def test_letters_are_written_in_english_and_russian_and_bear_the_mark_of_an_exercise(report: Report) -> None:
    place = names(report)["pres_provider-google"]
    digests = report.letters[place].digests
    assert {name for name in digests if name.startswith("letter.")} == {
        f"letter.{tag}.{suffix}" for tag in ("en", "ru") for suffix in ("docx", "pdf", "html")
    }
    assert "TRAINING" in extract(report.letters[place].folder / "letter.en.pdf").text
    assert "УЧЕБНЫЙ" in extract(report.letters[place].folder / "letter.ru.docx").text


def test_an_unread_article_is_never_cited_as_if_it_were_read(report: Report) -> None:
    place = names(report)["mla_stored_content-google"]
    told = re.sub(r"\s+", " ", extract(report.letters[place].folder / "letter.en.pdf").text)
    assert "the number of the article was not read" in told
    assert "press report of 7 November 2025" in told


def test_a_second_run_writes_the_same_bytes_and_prints_one_document(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["worked-case", "--out", str(report.out), "--lang", "en", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == json.loads(json.dumps(as_document(report), default=str))
    written = {file["path"]: file["sha256"] for request in told["requests"] for file in request["files"]}
    assert {path: hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in written} == written
    assert told["requests"][0]["completed"]["en"]["standing"] == []


def test_an_edited_letter_is_left_alone(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    edited = report.letters[0].folder / "letter.en.html"
    before = edited.read_bytes()
    edited.write_bytes(before + b"<!-- mine -->")
    try:
        assert run(["worked-case", "--out", str(report.out), "--lang", "en"]) == 2
        assert edited.read_bytes().endswith(b"<!-- mine -->")
        assert "edited since it was written" in capsys.readouterr().err
    finally:
        edited.write_bytes(before)


def test_the_page_to_start_from_tells_the_plan_and_its_links_lead_somewhere(report: Report) -> None:
    page = (report.out / "START.html").read_text(encoding="utf-8")
    assert '<html lang="en" dir="ltr">' in page
    assert "<script" not in page
    links = re.findall(r'href="([^"]+)"', page)
    assert len(links) > 50
    assert all((report.out / link).is_file() for link in links)
    assert all(escape(step.text) in page for step in report.answer.plan)


def test_in_russian_it_tells_the_same_and_touches_nothing_outside_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.chdir(home)
    monkeypatch.setenv("HOME", str(home))
    report = run_worked_case(tmp_path / "out", "ru")
    assert list(home.iterdir()) == []
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["home", "out"]
    assert not [path for path in (tmp_path / "out").rglob("*") if path.suffix == ".part"]
    page = (report.out / "START.html").read_text(encoding="utf-8")
    assert '<html lang="ru" dir="ltr">' in page
    assert "Чего ещё не хватает" in page
    place = names(report)["pres_provider-google"]
    assert any("Почему без сохранения данные будут утрачены?" in gap.question for gap in report.requests[place].first.draft.missing)


def test_the_report_tells_what_was_found_what_to_do_and_what_to_open(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    print_report(report, "en")
    told = capsys.readouterr().out
    for heading in ("Found in the statement and the notes", "To do today", "What is still missing", "Open"):
        assert heading in told
    assert str(report.out / "START.html") in told
    opened = [Path(line.strip()) for line in told.split("Open\n")[1].splitlines()]
    assert len(opened) == 4
    assert all(path.is_file() for path in opened)
    assert "4012 8888" not in told
