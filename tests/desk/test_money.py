"""Victims, losses and money: exact, tied to the case, with rates that somebody said and never any that nobody did."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.desk.money.amounts import currency_of_state, read_amount, read_currency, written
from comity.desk.money.entries import Typed, add_entry, add_victim, currency_of, strike, take_over
from comity.desk.money.rates import FILE, rate_of
from comity.desk.money.totals import totals
from comity.desk.rights.refusal import NotThereError, RefusedError
from comity.desk.rights.roles import Role
from comity.desk.steps.case_file import case_value
from comity.errors import InputError
from tests.desk.office import Office


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1500", "1500"),
        ("1 500 000,50", "1500000.5"),
        ("1\u00a0500.50", "1500.5"),
        ("1,500,000", "1500000"),
        ("1'000.25", "1000.25"),
        ("0,123", "0.123"),
        ("0.000000000000000001", "0.000000000000000001"),
        ("12345678901234567890.12", "12345678901234567890.12"),
        ("007", "7"),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, amount: str) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize("text", ["1,500", "1.500", "12.345", "", "0", "0,00", "-5", "1e6", "٣", "1.2.3", "5 USD", "1" * 40, "NaN"])
def test_what_is_no_amount_or_two_amounts_is_asked_about(text: str) -> None:
    with pytest.raises(InputError):
        read_amount(text)


@given(st.decimals(min_value=Decimal("0.000001"), max_value=Decimal("1e20"), places=6))
def test_an_amount_survives_being_written_and_read(value: Decimal) -> None:
    text = written(value)
    # three digits after the only mark are asked about, unless a nought stands before it
    if len(text.partition(".")[2]) != 3 or len(text.partition(".")[0]) > 3 or text.startswith("0"):
        assert Decimal(read_amount(text)) == value


def test_currencies_are_those_of_the_norm_and_the_coins() -> None:
    assert read_currency(" kgs ") == "KGS"
    assert read_currency("usdt") == "USDT"
    assert [currency_of_state(state) for state in ("KG", "KZ", "UZ", "TJ", "TM", "AZ", "AM", "GE")] == [
        "KGS",
        "KZT",
        "UZS",
        "TJS",
        "TMT",
        "AZN",
        "AMD",
        "GEL",
    ]
    with pytest.raises(InputError):
        read_currency("сом")


def entry(office: Office, case_id: int, fate: str, amount: str, currency: str = "USD", **more: str) -> None:
    add_entry(office.worker(Role.INVESTIGATOR), case_id, Typed(fate, amount, currency, more.pop("on", "2026-11-04"), **more))


def test_what_was_lost_traced_frozen_and_returned(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    worker = office.worker(Role.INVESTIGATOR)
    victim = str(add_victim(worker, case.pk, "  Invented   Person ").pk)
    assert str(add_victim(worker, case.pk, "Invented Person").pk) == victim
    lead, request = office.lead(case, value="TXYZ", kind="tron"), office.request(case, "sent", instrument="freeze_provider")
    entry(office, case.pk, "lost", "1000", victim=victim, rate="87.4", rate_source="National Bank, bulletin 212 (invented)")
    entry(office, case.pk, "lost", "500000", "KGS", victim=victim)
    entry(office, case.pk, "traced", "900.10", "USDT", lead=str(lead.pk))
    entry(office, case.pk, "frozen", "800", "USDT", lead=str(lead.pk), request=str(request.pk), reference="order 7")
    added = totals(case.money.all(), currency_of(case))
    assert added.currency == "KGS"
    assert {unit: {fate: one.amount for fate, one in sums.items() if one.count} for unit, sums in added.own.items()} == {
        "KGS": {"lost": "500000"},
        "USD": {"lost": "1000"},
        "USDT": {"traced": "900.1", "frozen": "800"},
    }
    assert (added.converted["lost"].amount, added.converted["lost"].left_out) == ("587400", 0)
    assert (added.converted["frozen"].count, added.converted["frozen"].left_out, added.left_out) == (0, 1, 2)
    assert added.doubts == ()
    assert request.money.get().lead == lead
    assert list(case.journal.order_by("number").values_list("action", flat=True)) == [
        "money.victim",
        "money.lost",
        "money.lost",
        "money.traced",
        "money.frozen",
    ]


def test_more_frozen_than_traced_is_told(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    entry(office, case.pk, "traced", "5", "BTC")
    entry(office, case.pk, "frozen", "7", "BTC")
    assert totals(case.money.all(), "KGS").doubts == ("more is frozen than traced in BTC",)


def test_a_struck_sum_stays_to_be_seen_and_counts_no_more(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    entry(office, case.pk, "traced", "5", "BTC")
    row = case.money.get()
    worker = office.worker(Role.INVESTIGATOR)
    with pytest.raises(InputError):
        strike(worker, case.pk, row.pk, " no ")
    strike(worker, case.pk, row.pk, "counted twice")
    assert case.money.count() == 1
    assert totals(case.money.all(), "KGS").own == {}
    with pytest.raises(NotThereError):
        strike(worker, case.pk, row.pk, "counted twice")


def test_the_rate_of_the_office_is_that_of_the_very_day_and_keeps_its_source(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from django.conf import settings

    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text("day,unit,currency,rate,source\n2026-11-04,USD,KGS,87.4,bulletin 212 (invented)\n", encoding="utf-8")
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, overlay=tmp_path))
    case = office.case(Role.INVESTIGATOR)
    entry(office, case.pk, "traced", "10")
    entry(office, case.pk, "traced", "10", on="2026-11-05")
    rows = [(row.rate, row.rate_source) for row in case.money.all()]
    assert rows == [("87.4", "bulletin 212 (invented)"), ("", "")]
    assert rate_of(tmp_path, "USD", "KGS", date(2026, 11, 3)) is None
    assert rate_of(None, "USD", "KGS", date(2026, 11, 4)) is None
    (tmp_path / FILE).write_text("day,unit,currency,rate,source\n2026-11-04,USD,KGS,87.4,\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"rates\.csv:2"):
        rate_of(tmp_path, "USD", "KGS", date(2026, 11, 4))


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"fate": "gone"}, "fate"),
        ({"amount": "many"}, "amount"),
        ({"currency": "XXQ"}, "currency"),
        ({"on": "4.11.2026"}, "on"),
        ({"on": "2030-01-01"}, "on"),
        ({"rate": "87"}, "rate_source"),
        ({"fate": "lost"}, "victim"),
    ],
)
def test_a_mistake_names_its_field_and_keeps_nothing(office: Office, changed: dict[str, str], place: str) -> None:
    case = office.case(Role.INVESTIGATOR)
    with pytest.raises(InputError) as caught:
        add_entry(
            office.worker(Role.INVESTIGATOR),
            case.pk,
            Typed(**({"fate": "traced", "amount": "5", "currency": "USD", "on": "2026-11-04"} | changed)),
        )
    assert caught.value.place == place
    assert not case.money.exists()


def test_what_belongs_to_another_case_cannot_be_tied(office: Office) -> None:
    case, other = office.case(Role.INVESTIGATOR), office.case(Role.INVESTIGATOR, number="9-2")
    lead, request = office.lead(other), office.request(other)
    victim = add_victim(office.worker(Role.INVESTIGATOR), other.pk, "Somebody")
    for tie in ({"lead": str(lead.pk)}, {"request": str(request.pk)}, {"victim": str(victim.pk)}, {"lead": "9" * 30}, {"lead": "x"}):
        with pytest.raises(NotThereError):
            entry(office, case.pk, "traced", "5", **tie)
    with pytest.raises(NotThereError):
        add_victim(office.worker(Role.PROSECUTOR), case.pk, "Somebody")
    with pytest.raises(RefusedError):
        add_victim(office.worker(Role.AUDITOR), case.pk, "Somebody")


def test_the_losses_of_the_case_file_are_taken_over_and_written_back_into_it(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    case.particulars = {**case.particulars, "losses": "Invented Person | 150000 | KGS | 2026-10-02\nInvented LLC | 2.5 | BTC | 2026-10-03"}
    case.save()
    before = case_value(case, "en").losses
    assert take_over(office.worker(Role.INVESTIGATOR), case.pk) == 2
    case.refresh_from_db()
    assert "losses" not in case.particulars
    assert case_value(case, "en").losses == before
    assert take_over(office.worker(Role.INVESTIGATOR), case.pk) == 0


def test_a_line_that_cannot_be_read_takes_nothing_over(office: Office) -> None:
    case = office.case(Role.INVESTIGATOR)
    case.particulars = {**case.particulars, "losses": "Invented Person | 150000 | KGS | 2026-10-02\nInvented LLC | much | BTC | 2026-10-03"}
    case.save()
    with pytest.raises(InputError) as caught:
        take_over(office.worker(Role.INVESTIGATOR), case.pk)
    assert caught.value.place == "losses: 2"
    assert not case.money.exists()
    assert not case.victims.exists()
