"""Traces on the desk: asked for by clicks, done in the background, their requests taken into the case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from comity.chain.sources.trongrid import USDT
from comity.training.counterparts.ledgers.account_ledger import AccountLedger
from comity.training.counterparts.ledgers.trongrid_server import TronGridServer, tron_account
from tests.desk.office import Office


@pytest.fixture
def chain(tmp_path: Path, office: Office) -> Iterator[tuple[Office, str]]:
    """A simulated chain with a theft that ends at an exchange, named in the settings of the register."""
    from django.conf import settings
    from django.test import override_settings

    ledger = AccountLedger(USDT, opening={"victim": 900})
    theft = ledger.pay("victim", "thief", 900)
    ledger.pay("thief", "exchange", 700)
    tags = tmp_path / "tags"
    tags.mkdir()
    (tags / "t.yaml").write_text(f"title: t\ncategory: exchange\ntags:\n- address: {tron_account('exchange')}\n  label: Binance\n")
    with TronGridServer(ledger).serving() as served:
        told = replace(settings.CONFIGURATION, chain_sources=f"tron=trongrid+{served.address}", tags=tags, data=tmp_path)
        with override_settings(CONFIGURATION=told):
            yield office, theft


def asked(office: Office, theft: str) -> tuple[Any, Any]:
    """Ask for a trace and do it; returns the case and the job."""
    from comity.desk.jobs.queue import ask, take
    from comity.desk.jobs.work import do
    from comity.desk.rights.roles import Role

    case = office.case(Role.INVESTIGATOR)
    ask(office.worker(Role.INVESTIGATOR), "trace", {"chain": "tron", "tx": theft}, case.pk)
    job = take()
    assert job is not None
    return case, do(job)


def test_a_trace_shows_doors_payments_and_the_flow(chain: tuple[Office, str]) -> None:
    from comity.desk.rights.roles import Role
    from comity.desk.steps.traces import trace_shown, traces_of

    office, theft = chain
    case, job = asked(office, theft)
    assert (job.state, job.trouble) == ("done", "")
    worker = office.worker(Role.INVESTIGATOR, language="ru")
    assert [one.pk for one in traces_of(worker, case)] == [job.pk]
    shown = trace_shown(worker, job)
    assert shown is not None
    assert (shown.doors[0].kind, shown.doors[0].name, shown.doors[0].amounts) == ("биржа", "Binance", ("0.0007", "0.0007", "0.0007"))
    assert [payment.amount for payment in shown.payments] == ["0.0009", "0.0007"]
    assert shown.picture.startswith("<svg")
    assert "report.ru.pdf" in [name for _, name in shown.files]


def test_the_requests_of_a_trace_are_taken_into_the_case_once(chain: tuple[Office, str]) -> None:
    from comity.desk.rights.roles import Role
    from comity.desk.steps.traces import take_requests, trace_shown
    from comity.drafting.draft_file import parse_draft

    office, theft = chain
    case, job = asked(office, theft)
    worker = office.worker(Role.INVESTIGATOR)
    taken = take_requests(worker, case.pk, job.pk)
    assert {"freeze_provider", "vol_subscriber"} <= {one.instrument for one in taken}
    first = parse_draft(taken[0].draft.encode())
    assert theft in str(first) or tron_account("exchange") in str(first)
    assert first.authority.contact_email == "unit9@bishkek.example"
    assert take_requests(worker, case.pk, job.pk) == ()
    shown = trace_shown(worker, job)
    assert shown is not None
    assert (shown.requests, shown.taken) == (len(taken), len(taken))


def test_nobody_takes_the_requests_of_a_case_that_is_not_theirs(chain: tuple[Office, str]) -> None:
    from comity.desk.rights.refusal import NotThereError
    from comity.desk.rights.roles import Role
    from comity.desk.steps.traces import take_requests

    office, theft = chain
    case, job = asked(office, theft)
    other = office.case(Role.INVESTIGATOR, number="9-2")
    with pytest.raises(NotThereError):
        take_requests(office.worker(Role.INVESTIGATOR), other.pk, job.pk)
    assert office.stranger is not None
    with pytest.raises(NotThereError):
        take_requests(office.worker(office.stranger), case.pk, job.pk)
