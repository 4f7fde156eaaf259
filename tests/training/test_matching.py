"""An address is an address at a second, with zone and port; a wall clock taken over as it stands is the trap."""

from __future__ import annotations

import pytest

from comity.model.request.asset import AssetFacts
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.target import Target
from comity.training.library import Library
from comity.training.matching import asks_about

_ADDRESS = "203.0.113.88"


def _asks(library: Library, scenario: str, identifier: str, request: EvidenceRequest) -> bool:
    known = {one.id: one for one in library.scenario(scenario).identifiers}
    return asks_about(request, known[identifier], known.values())


@pytest.mark.parametrize(
    ("time", "zone", "port", "asked"),
    [
        ("2026-09-14T15:42:10Z", "UTC", 50211, {"adm2"}),
        ("2026-09-14T15:42:10", "UTC", 50211, {"adm2"}),
        ("2026-09-14T17:42:10", "Europe/Berlin", 50211, {"adm2"}),
        ("2026-09-14T17:42:10+02:00", None, 50211, {"adm2"}),
        ("2026-09-14T17:42:10", "UTC", 50211, {"adm1"}),
        ("2026-09-14T17:42:10", None, None, {"adm1"}),
        ("2026-09-14T17:42:10", "Europe/Berlin", None, {"adm1"}),
        ("2026-09-14T15:42:10Z", "UTC", None, set()),
        ("2026-09-14T15:42:10", None, 50211, set()),
        ("2026-09-14T15:42:11Z", "UTC", 50211, set()),
        ("2026-09-14T15:42:10Z", "UTC", 50377, set()),
        ("2026-09-15T03:05:51Z", "UTC", 50377, {"adm3"}),
        ("no time", "UTC", 50211, set()),
    ],
)
def test_a_visit_is_asked_about_by_second_zone_and_port(
    library: Library, time: str, zone: str | None, port: int | None, asked: set[str]
) -> None:
    target = Target(identifier=_ADDRESS, ip_address=_ADDRESS, ip_timestamp=time, ip_time_zone=zone, ip_source_port=port)
    request = EvidenceRequest(targets=(target,))
    assert {one for one in ("adm1", "adm2", "adm3") if _asks(library, "S1", one, request)} == asked


@pytest.mark.parametrize(
    ("request_", "identifier", "asked"),
    [
        (EvidenceRequest(asset=AssetFacts(identifier="TY81tPiHfTJpcRHnjodArNzigh3G1QKbyb")), "w1fake", True),
        (EvidenceRequest(asset=AssetFacts(identifier="TNB7SjXhcEuwrGykvMBdpJoxeHFdzjLbyb")), "w1fake", False),
        (EvidenceRequest(targets=(Target(tx_hash="a; 3dff96143859064b14f99c6d457e6f56ff612be773289a059bfbb0a348540ebf"),)), "t1", True),
        (EvidenceRequest(targets=(Target(identifier="captain ryan"),)), "disp", True),
    ],
)
def test_an_identifier_is_found_wherever_a_request_names_it(
    library: Library, request_: EvidenceRequest, identifier: str, asked: bool
) -> None:
    assert _asks(library, "S2", identifier, request_) is asked


def test_an_account_is_asked_about_by_its_number_or_by_its_name_with_the_day(library: Library) -> None:
    for named in ("770000000003001", "grey.fox.zz@2026-10-01", "@grey.fox.zz"):
        assert _asks(library, "S3", "acc", EvidenceRequest(targets=(Target(identifier=named),)))
