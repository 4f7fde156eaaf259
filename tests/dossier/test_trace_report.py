"""The report of a trace: what a judge reads, and what the defence can check."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from fractions import Fraction
from xml.etree import ElementTree

import pypdfium2
import pytest

from comity.chain.flow import Stop
from comity.chain.labels import DoorKind, Label, Labels
from comity.chain.open_source import open_source
from comity.chain.sources.trongrid import USDT
from comity.chain.tags.tag_folder import TagSet
from comity.chain.trace import Order, Traced, seed_of, trace
from comity.documents.document import Document, Figure, Said, Table
from comity.documents.pdf import write_pdf
from comity.documents.pdf_check import check_pdf
from comity.documents.plain import write_plain
from comity.documents.word.file import write_docx
from comity.dossier.flow_picture import COLUMNS, PLACES, draw_flow, plain_units, shortened
from comity.dossier.trace_report import PAYMENTS_PRINTED, Setting, trace_report
from comity.text.messages import Messages
from comity.training.counterparts.ledgers.account_ledger import AccountLedger
from comity.training.counterparts.ledgers.trongrid_server import TronGridServer, tron_account

SETTING = Setting(date(2026, 11, 21), "0.1.0", reference="9-2026-0417", authority="Unit 9 (exercise)")
MULES = 30


@pytest.fixture(scope="module")
def traced() -> Iterator[Traced]:
    """A theft spread over thirty accounts; every third pays on to an exchange."""
    ledger = AccountLedger(USDT, opening={"victim": 3_000_000_000})
    seed = ledger.pay("victim", "thief", 3_000_000_000)
    for number in range(MULES):
        ledger.pay("thief", f"mule{number}", 100_000_000 - number)
        if number % 3 == 0:
            ledger.pay(f"mule{number}", "exchange", 60_000_000)
    labels = Labels([Label(tron_account("exchange"), "An exchange", DoorKind.EXCHANGE, "https://tags.example/pack", date(2026, 10, 1))])
    with TronGridServer(ledger).serving() as served, closing(open_source(f"trongrid+{served.address}", "tron")) as source:
        yield trace(Order("tron", (seed_of(transaction=seed),)), source, TagSet(labels))


def said(document: Document) -> str:
    return write_plain(document).decode()


def test_every_payment_and_door_stands_in_the_report_whole(traced: Traced) -> None:
    text = said(trace_report(traced, SETTING, "en"))
    assert len(traced.flow.edges) == 1 + MULES + MULES // 3
    assert all(f"{edge.txid}:{edge.index}" in text and (edge.recipient or "") in text for edge in traced.flow.edges)
    assert tron_account("exchange") in text
    assert "600" in text
    assert "tag: https://tags.example/pack, 2026-10-01" in text


def test_each_kind_of_statement_is_named_with_its_error_rate(traced: Traced) -> None:
    text = said(trace_report(traced, SETTING, "en"))
    for words in (
        "TAINT-FIFO",
        "TAINT-POISON",
        "No error rate exists",
        "heuristic",
        "A label is a claim of its source",
        "python3 proof-pack/verify.py",
    ):
        assert words in text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_both_languages_carry_the_same_identifiers_and_the_marks_of_archives(traced: Traced, language: str) -> None:
    report = trace_report(traced, SETTING, language)
    content = write_pdf(report)
    assert [mark.name for mark in check_pdf(content, "report.pdf").marks if not mark.ok] == []
    pdf = pypdfium2.PdfDocument(content)
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in pdf)
    assert all(edge.txid in text for edge in traced.flow.edges)
    assert write_docx(report, {}).startswith(b"PK")


def test_a_russian_report_has_no_english_sentences(traced: Traced) -> None:
    table = next(block for block in trace_report(traced, SETTING, "ru").blocks if isinstance(block, Table))
    assert [cell[0].text for row in table.rows for cell in row[:1] if isinstance(cell[0], Said)] == [
        "Дело",
        "Составил",
        "Дата",
        "Программа",
    ]


def test_a_long_trace_says_how_many_payments_are_not_printed(traced: Traced) -> None:
    many = replace(traced, flow=replace(traced.flow, edges=traced.flow.edges * 10))
    text = said(trace_report(many, SETTING, "en"))
    assert f"The first {PAYMENTS_PRINTED} of {len(many.flow.edges)} payments" in text


def test_where_a_limit_cut_is_said(traced: Traced) -> None:
    cut = replace(traced, flow=replace(traced.flow, stopped=[Stop("T123", "3 transactions from the seed")]))
    assert "cut at T123: 3 transactions from the seed" in said(trace_report(cut, SETTING, "en"))
    assert "No limit cut the trace" in said(trace_report(traced, SETTING, "en"))


def test_a_picture_draws_the_largest_and_counts_the_others(traced: Traced) -> None:
    picture = draw_flow(traced, "fifo", Messages("en"))
    assert picture is not None
    assert (picture.drawn, picture.payments) == (len(traced.flow.edges), len(traced.flow.edges))
    root = ElementTree.fromstring(picture.svg)  # noqa: S314 - made above
    words = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert f"others ({MULES - PLACES})" in words
    assert "exchange: An exchange" in words
    assert len({node.get("x") for node in root.iter("{http://www.w3.org/2000/svg}rect")}) <= COLUMNS
    assert "exchange An exchange" in picture.alt


def test_nothing_in_a_picture_is_markup_of_a_label(traced: Traced) -> None:
    arrivals = [replace(one, name='<script>"&') for one in traced.flow.arrivals]
    picture = draw_flow(replace(traced, flow=replace(traced.flow, arrivals=arrivals)), "fifo", Messages("en"))
    assert picture is not None
    assert "<script>" not in picture.svg
    ElementTree.fromstring(picture.svg)  # noqa: S314 - made above


def test_a_policy_that_holds_nothing_has_no_picture(traced: Traced) -> None:
    empty = replace(traced, flow=replace(traced.flow, edges=[replace(edge, tainted={"fifo": Fraction(0)}) for edge in traced.flow.edges]))
    assert draw_flow(empty, "fifo", Messages("en")) is None
    report = trace_report(empty, SETTING, "en")
    assert not [block for block in report.blocks if isinstance(block, Figure)]
    assert "No payment holds any part" in said(report)


def test_amounts_and_addresses_in_a_picture() -> None:
    assert plain_units(Fraction(48_500_000_000), 6) == "48500"
    assert plain_units(Fraction(1), 6) == "0.000001"
    assert plain_units(Fraction(100), None) == "100"
    assert shortened("T" + "x" * 33) == "Txxxxx…xxxxx"
    assert shortened(None) == "–"
