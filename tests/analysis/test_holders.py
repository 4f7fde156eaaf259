"""Holders of addresses: what files of several days say of events of several days, and what they must not be taken for.

`192.31.196.0/24` and `2001:4:112::/48` (RFC 7535) stand for public addresses: they are routed everywhere and are nobody's line.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.analysis.holders import Holders, holders, holders_of
from comity.analysis.registries.delegated import Delegated
from comity.analysis.registries.open import open_registries
from comity.errors import InputError
from tests.analysis import address_files, productions

pytestmark = pytest.mark.real_clock
AT = datetime(2023, 5, 10, 6, 0, tzinfo=UTC)
BLOCK = "KZ|ipv4|192.31.196.0|256|20150101|allocated|holder-a"


def _registries(folder: Path, **files: bytes) -> tuple[object, ...]:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return open_registries([folder])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [("u1", AT, "192.31.196.7:4000"), ("u1", AT, "192.31.196.8"), ("u1", AT, "100.64.3.4"), ("u1", AT, "10.0.0.7:4000")]
    rows += [(f"v{number}", AT, "192.31.196.9:4000") for number in range(6)]
    rows += [("u1", AT, "2002:c01f:c407::1"), ("u1", AT, "192.52.193.1:5")]
    return productions.store_of(tmp_path_factory.mktemp("addresses"), {"logins.csv": productions.logins(rows)})


def _by_ip(found: Holders) -> dict[str, tuple[str, ...]]:
    return {row.ip: row.warnings for row in found.addresses}


@pytest.mark.parametrize(
    ("files", "validity", "holder"),
    [
        ({"a": ("20230515", BLOCK)}, "near", "holder-a"),
        ({"a": ("20260101", BLOCK)}, "later", "holder-a"),
        ({"a": ("20260101", BLOCK.replace("20150101|allocated|holder-a", "20240601|allocated|holder-b"))}, "later_changed", "holder-b"),
        ({"a": ("20220101", BLOCK)}, "earlier", "holder-a"),
        ({"a": ("20260101", BLOCK.replace("holder-a", "holder-b")), "b": ("20230401", BLOCK)}, "earlier", "holder-a"),
        ({"a": ("20260101", BLOCK.replace("holder-a", "holder-b")), "b": ("20230501", BLOCK)}, "near", "holder-a"),
    ],
)
def test_the_nearest_file_speaks_and_says_how_its_day_lies(
    tmp_path: Path, files: dict[str, tuple[str, str]], validity: str, holder: str
) -> None:
    made = {name: address_files.delegated(day, [row]) for name, (day, row) in files.items()}
    told = holders_of(ip_address("192.31.196.7"), AT.date(), AT.date(), _registries(tmp_path / "r", **made))  # type: ignore[arg-type]
    assert [(one.validity, one.found.holder_key, one.found.country) for one in told] == [(validity, holder, "KZ")]
    assert told[0].day
    assert told[0].days_apart == abs((told[0].day - AT.date()).days)


def test_events_of_two_years_are_told_by_two_files_and_a_change_is_seen(tmp_path: Path) -> None:
    made = {
        "a": address_files.delegated("20230101", [BLOCK]),
        "b": address_files.delegated("20260101", [BLOCK.replace("holder-a", "holder-b")]),
    }
    rows = [("u1", datetime(2023, 1, 2, tzinfo=UTC), "192.31.196.7:1"), ("u1", datetime(2026, 1, 2, tzinfo=UTC), "192.31.196.7:1")]
    store = productions.store_of(tmp_path, {"logins.csv": productions.logins(rows)})
    row = holders(store, _registries(tmp_path / "r", **made)).addresses[0]  # type: ignore[arg-type]
    assert {one.found.holder_key for one in row.holders} == {"holder-a", "holder-b"}
    assert "holders_differ" in row.warnings


def test_warnings_say_what_an_address_cannot_tell(store: Path, tmp_path: Path) -> None:
    made = {"a": address_files.delegated("20230515", [BLOCK]), "n.csv": b"network,kind,source,day\n192.31.196.8/32,vpn,a list,2023-05-01\n"}
    found = _by_ip(holders(store, _registries(tmp_path / "r", **made)))  # type: ignore[arg-type]
    assert found["192.31.196.7"] == ()
    assert found["192.31.196.8"] == ("port_needed", "vpn")
    assert found["100.64.3.4"] == ("cgnat", "port_needed")
    assert found["10.0.0.7"] == ("private",)
    assert found["192.31.196.9"] == ("shared",)
    assert found["2002:c01f:c407::1"] == ("tunnel",)
    assert found["192.52.193.1"] == ("unknown",)


def test_a_tunnel_is_asked_for_what_it_carries(store: Path, tmp_path: Path) -> None:
    found = holders(store, _registries(tmp_path / "r", a=address_files.delegated("20230515", [BLOCK])))  # type: ignore[arg-type]
    row = next(one for one in found.addresses if one.ip.startswith("2002:"))
    assert (row.carries, row.holders[0].found.holder_key) == ("192.31.196.7", "holder-a")


def test_a_database_tells_organisation_number_use_and_its_day(store: Path, tmp_path: Path) -> None:
    record = {
        "autonomous_system_number": 64500,
        "autonomous_system_organization": "Example Hosting LLC",
        "country": {"iso_code": "kz"},
        "is_vpn": True,
    }
    data = address_files.mmdb(
        datetime(2023, 5, 12, tzinfo=UTC), {"192.31.196.0/24": record, "2001:4:112::/48": {"asn": "AS64501", "as_name": "Other"}}
    )
    opened = _registries(tmp_path / "r", **{"x.mmdb": data})
    row = next(one for one in holders(store, opened).addresses if one.ip == "192.31.196.7")  # type: ignore[arg-type]
    (told,) = row.holders
    assert (told.kind, told.day, told.validity) == ("mmdb", date(2023, 5, 12), "near")
    assert (told.found.asn, told.found.holder, told.found.country) == (64500, "Example Hosting LLC", "KZ")
    assert row.warnings == ("vpn", "hosting_perhaps")
    (six,) = holders_of(ip_address("2001:4:112::1"), None, None, opened)  # type: ignore[arg-type]
    assert (six.found.asn, six.found.holder, six.validity) == (64501, "Other", "undated")


def test_a_cut_or_broken_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "delegated"
    path.write_bytes(
        address_files.delegated(
            "20230515", [BLOCK, "KZ|ipv4|192.31.197.0|x|20150101|allocated|h", "KZ|ipv6|2001:4:112::|48|20150101|allocated|h"], v4=9
        )
    )
    found = Delegated(path)
    assert found.about.entries == 2
    assert len(found.about.defects) == 2
    assert found.find(ip_address("2001:4:112::5")).holder_key == "h"  # type: ignore[union-attr]
    assert found.find(ip_address("192.31.195.255")) is None
    assert found.find(ip_address("192.31.197.0")) is None
    assert found.about.sha256


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"2|nobody|x\n",
        b"\xab\xcd\xefMaxMind.com",
        b"network,kind,source,day\nx,vpn,s,2023-01-01\n",
        b"network,kind\n192.0.2.0/24,vpn\n",
    ],
)
def test_what_is_no_such_file_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError):
        _registries(tmp_path / "r", a=data)


@given(st.lists(st.tuples(st.integers(0, 250), st.integers(1, 5)), max_size=20), st.integers(0, 255))
@settings(max_examples=50)
def test_a_block_is_found_exactly_where_it_stands(blocks: list[tuple[int, int]], last: int) -> None:
    import tempfile

    taken: set[int] = set()
    rows, owner = [], {}
    for start, length in blocks:
        if not taken & set(range(start, start + length)):
            taken |= set(range(start, start + length))
            owner |= dict.fromkeys(range(start, start + length), f"h{start}")
            rows.append(f"KZ|ipv4|192.0.2.{start}|{length}|20150101|allocated|h{start}")
    with tempfile.NamedTemporaryFile() as file:
        file.write(address_files.delegated("20230515", rows))
        file.flush()
        found = Delegated(Path(file.name)).find(ip_address(f"192.0.2.{last}"))
    assert (found.holder_key if found else None) == owner.get(last)
