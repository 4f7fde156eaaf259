"""`comity leads` as another program and as a person see it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comity.cli.main import main, program

TEXT = (
    "14.03.2026 23:15 (UTC+6) с IP 203.0.113.7:51820 писал @fast_invest в Telegram; карта 4111 1111 1111 1111; "
    "29.02.2024 23:30 Asia/Almaty 198.51.100.9\n"
)


def run(*arguments: str, text: str = TEXT) -> Result:
    return CliRunner().invoke(program, ["leads", *arguments], input=text.encode())


def test_json_has_the_keys_of_the_contract() -> None:
    result = run("-", "--json", "--country", "kg")
    assert result.exit_code == 0
    first, handle, card, twice = json.loads(result.stdout)["leads"]
    assert first | {"place": None} == {
        "kind": "ipv4",
        "value": "203.0.113.7",
        "raw": "203.0.113.7",
        "start": 30,
        "end": 41,
        "verdict": "valid",
        "reason": None,
        "provider": None,
        "at": "2026-03-14T17:15:00Z",
        "at_basis": "explicit_offset",
        "at_raw": "14.03.2026 23:15 (UTC+6",
        "at_local": "2026-03-14T23:15:00",
        "at_zone": "+06:00",
        "at_also": None,
        "at_precision": "minute",
        "port": 51820,
        "notes": ["documentation"],
        "place": None,
    }
    assert (handle["kind"], handle["provider"]) == ("handle", "telegram")
    assert (card["value"], card["raw"]) == ("411111******1111", "4111 11** **** 1111")
    assert (twice["at"], twice["at_also"]) == ("2024-02-29T17:30:00Z", "2024-02-29T18:30:00Z")
    assert "ambiguous_time" in twice["notes"]


def test_the_number_of_a_card_is_nowhere_in_the_output() -> None:
    for arguments in (("-",), ("-", "--json")):
        assert "11111111" not in run(*arguments).output.replace(" ", "")


def test_the_zone_of_the_case_is_assumed_and_said() -> None:
    text = "14.03.2026 23:15 вход с 203.0.113.7\n"
    (without,) = json.loads(run("-", "--json", text=text).stdout)["leads"]
    (given,) = json.loads(run("-", "--json", "--zone", "Asia/Bishkek", text=text).stdout)["leads"]
    assert (without["at"], "no_zone" in without["notes"]) == (None, True)
    assert (given["at"], given["at_basis"], "no_zone" in given["notes"]) == ("2026-03-14T17:15:00Z", "assumed_zone", False)


def test_a_table_for_people_in_their_language() -> None:
    result = run("-", "--lang", "ru")
    assert result.exit_code == 0
    assert "203.0.113.7 :51820" in result.stdout
    assert "or" not in result.stdout.split()


def test_places_are_those_of_the_extracted_text(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("время;IP\n2026-03-14T18:15:07Z;203.0.113.7\n", encoding="utf-8")
    (lead,) = json.loads(run(str(path), "--json").stdout)["leads"]
    assert lead["at"] == "2026-03-14T18:15:07Z"
    assert lead["end"] - lead["start"] == len("203.0.113.7")


def test_a_text_without_identifiers_is_no_error() -> None:
    assert json.loads(run("-", "--json", text="ничего\n").stdout) == {"leads": []}
    assert run("-", text="ничего\n").exit_code == 0


@pytest.mark.parametrize(
    "arguments", [("-", "--zone", "Asia/Nowhere"), ("-", "--country", "XX"), ("no such file.txt",), ("-", "--overlay", "no such folder")]
)
def test_bad_input_leaves_with_2_and_a_hint(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", __import__("io").TextIOWrapper(__import__("io").BytesIO(TEXT.encode())))
    with pytest.raises(SystemExit) as left:
        main(["leads", *arguments, "--json"])
    told = capsys.readouterr()
    assert left.value.code == 2
    assert told.out == ""
    assert "Traceback" not in told.err
