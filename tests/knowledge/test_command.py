"""`comity knowledge`: exit codes, one JSON document, places and hints."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from comity.cli.commands.knowledge import command
from comity.cli.knowledge_schemas import all_schemas
from comity.cli.main import main
from comity.errors import ComityError
from tests.knowledge.rebuilt import SOURCE

SCHEMAS = Path(__file__).parents[2] / "docs" / "reference" / "schemas"
SOURCE_URL = "https://ministry.example/register"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments])


def document(*arguments: object) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code in (0, 1), result.output
    return json.loads(result.stdout)


@pytest.fixture
def overlay(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(name: str, text: str) -> Path:
        path = tmp_path / "overlay" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path / "overlay"

    return write


def test_the_shipped_knowledge_has_no_errors() -> None:
    found = document("check", "--on", "2026-11-21")
    assert found["ok"] is True
    assert [problem for problem in found["problems"] if problem["severity"] == "error"] == []
    assert found["counts"]["provider"] == 84
    assert found["files"] > 350
    assert run("check").exit_code == 0


def test_check_tells_a_broken_reference(overlay: Callable[[str, str], Path]) -> None:
    root = overlay(
        "law/offences/grooming.yaml",
        f"id: grooming\nusually_with: [nothing_of_this_name]\nsource: {SOURCE_URL}\nas_of: 2026-11-01\n",
    )
    found = document("check", "--overlay", root)
    assert {problem["code"] for problem in found["problems"] if problem["severity"] == "error"} == {"reference"}
    assert run("check", "--overlay", root).exit_code == 1


def test_check_tells_a_pattern_that_does_not_match_its_example(overlay: Callable[[str, str], Path]) -> None:
    root = overlay(
        "providers/catalog/snap.yaml",
        f"id: snap\nidentifiers:\n  - kind: username\n    regex: ^[0-9]+$\nsource: {SOURCE_URL}\nas_of: 2026-11-01\n",
    )
    found = document("check", "--overlay", root)
    assert [(problem["code"], problem["place"].split(": ")[1]) for problem in found["problems"] if problem["severity"] == "error"] == [
        ("regex", "identifiers[username]")
    ]


def test_check_tells_a_source_in_the_future(overlay: Callable[[str, str], Path]) -> None:
    root = overlay(
        "law/networks/casc.yaml",
        f"id: casc\nuse: advice\nsource: {SOURCE_URL}\nas_of: 2027-01-01\n",
    )
    assert {problem["code"] for problem in document("check", "--overlay", root, "--on", "2026-11-21")["problems"]} >= {"future_date"}


def test_check_lists_every_unreadable_file_and_leaves_with_2(overlay: Callable[[str, str], Path]) -> None:
    overlay("law/networks/casc.yaml", "id: casc\nuse: [1]\n")
    root = overlay("law/treaties/untoc.yaml", "id: untoc\nparties: all\n")
    result = run("check", "--overlay", root, "--json")
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert [problem["place"].split(":")[1] for problem in found["problems"]] == ["law/treaties/untoc.yaml", "law/networks/casc.yaml"]
    assert all(problem["hint"] for problem in found["problems"])


@pytest.mark.parametrize("arguments", [("stale",), ("show", "treaty", "untoc"), ("diff",)])
def test_a_contradictory_overlay_is_bad_input(
    arguments: tuple[str, ...], overlay: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = overlay("law/treaties/untoc.yaml", "id: untoc\nparties:\n  - {code: KG, status: party}\n")
    with pytest.raises(SystemExit) as caught:
        main(["knowledge", *arguments, "--overlay", str(root)])
    assert caught.value.code == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "overlay:law/treaties/untoc.yaml:3" in told.err
    assert "needs its own `source` and `as_of`" in told.err
    assert "hint" in told.err
    assert "Traceback" not in told.err


def test_stale_lists_what_has_expired_with_age_and_place_to_verify() -> None:
    found = document("stale", "--on", "2026-11-21")
    rows = {(row["kind"], row["id"], row["path"]): row for row in found["expired"]}
    budapest = rows["treaty", "budapest", ""]
    assert budapest["as_of"] == "2015-12-03"
    assert budapest["age_days"] == 4006
    assert budapest["review_after"] == "2016-03-02"
    assert budapest["verify_at"].startswith("http")
    assert rows["provider", "github", "legal_entity"]["weakness"] == "undated"
    assert ("provider", "okx", "transparency") not in rows
    assert all(row["age_days"] is None or row["age_days"] > 0 for row in found["expired"])
    assert found["counts"]["expired"] == len(found["expired"])


def test_more_is_stale_later_and_nothing_at_the_time_of_its_source() -> None:
    now, later = (document("stale", "--on", day)["counts"]["expired"] for day in ("2026-11-21", "2029-11-21"))
    assert now < later
    assert document("stale", "--on", "2026-11-21", "--kind", "time_limit")["counts"]["expired"] < now


def test_a_recorded_check_takes_a_fact_off_the_list(overlay: Callable[[str, str], Path]) -> None:
    root = overlay("law/jurisdictions/ge.yaml", "code: GE\nmla_languages: {checked_by: A. Officer, checked_on: 2026-11-20}\n")
    before, after = (
        {(row["id"], row["path"]) for row in document("stale", "--kind", "state", "--on", "2026-11-21", *more)["expired"]}
        for more in ((), ("--overlay", root))
    )
    assert before - after == {("GE", "mla_languages")}
    assert not after - before


def test_show_gives_each_fact_its_source_date_and_basis() -> None:
    found = document("show", "state", "ge", "--on", "2026-11-21")
    assert found["id"] == "GE"
    rule = next(fact for fact in found["facts"] if fact["path"] == "direct_request_abroad")
    assert rule["value"]["allowed"] is True
    assert (rule["basis"], rule["as_of"]) == ("read", "2026-03-08")
    assert rule["origin"] == "law/jurisdictions/ge.yaml"
    text = run("show", "state", "GE", "--on", "2026-11-21").output
    assert "who: prosecutor authorised by the Chief Prosecutor" in text
    assert "read, 2026-03-08, https://" in text


@pytest.mark.parametrize(
    ("kind", "identity"),
    [
        ("treaty", "untoc"),
        ("authority", "ge-central_authority_mla-001"),
        ("network", "casc"),
        ("resource", "practical_guide"),
        ("offence", "illegal_access"),
        ("safeguard", "death_penalty"),
        ("instrument", "mla_stored_content"),
        ("fact", "target.ip_timestamp"),
        ("time_limit", "budapest-29-7"),
        ("outcome", "no_data"),
        ("source", "usc2703"),
        ("provider", "telegram"),
    ],
)
def test_every_kind_can_be_shown(kind: str, identity: str) -> None:
    assert identity in run("show", kind, identity).output
    assert document("show", kind, identity)["entry"]


@pytest.mark.parametrize(
    ("arguments", "words"), [(("show", "provider", "telegrem"), "telegram"), (("show", "planet", "mars"), "one of: treaty")]
)
def test_what_is_not_there_is_told_with_what_is_near(arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)
    assert isinstance(result.exception, ComityError)
    assert words in (result.exception.hint or "")


def test_diff_tells_field_by_field_what_an_overlay_changes(overlay: Callable[[str, str], Path]) -> None:
    overlay("law/jurisdictions/ge.yaml", "code: GE\nmla_languages: {checked_by: A. Officer, checked_on: 2026-11-20}\n")
    root = overlay(
        "law/treaties/untoc.yaml",
        f"id: untoc\nparties:\n  - code: KG\n    in_force: 2003-11-02\n    source: {SOURCE_URL}\n    as_of: 2026-11-01\n",
    )
    assert document("diff", "--overlay", root) == {
        "changes": [
            {
                "kind": "treaty",
                "id": "untoc",
                "path": "parties[KG].in_force",
                "before": "2003-11-01",
                "after": "2003-11-02",
                "source": SOURCE_URL,
                "as_of": "2026-11-01",
                "origin": "overlay:law/treaties/untoc.yaml",
            },
            {
                "kind": "state",
                "id": "GE",
                "path": "mla_languages.checked_on",
                "before": None,
                "after": "2026-11-20",
                "source": "A. Officer",
                "as_of": "2026-11-20",
                "origin": "overlay:law/jurisdictions/ge.yaml",
            },
        ]
    }


def test_diff_compares_two_knowledge_folders(tmp_path: Path) -> None:
    for name in ("law/networks", "providers/catalog"):
        (tmp_path / name).mkdir(parents=True)
    casc = (SOURCE / "law" / "networks" / "casc.yaml").read_text(encoding="utf-8")
    (tmp_path / "law" / "networks" / "casc.yaml").write_text(casc.replace("UNODC", "UNODC, Tashkent"), encoding="utf-8")
    found = document("diff", tmp_path)["changes"]
    assert found_in(found, "network", "casc", "host")["before"] == "UNODC"
    assert found_in(found, "treaty", "untoc", "")["after"] is None
    assert document("diff", tmp_path, tmp_path) == {"changes": []}


def found_in(changes: list[dict[str, Any]], kind: str, identity: str, path: str) -> dict[str, Any]:
    return next(row for row in changes if (row["kind"], row["id"], row["path"]) == (kind, identity, path))


@pytest.mark.parametrize("arguments", [("diff",), ("diff", "/nowhere")])
def test_diff_says_what_it_needs(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert isinstance(result.exception, ComityError)
    assert result.exception.exit_code == 2
    assert result.exception.hint


def test_the_published_schemas_are_those_of_the_readers() -> None:
    made = all_schemas()
    published = {path.name.removesuffix(".schema.json"): path.read_text(encoding="utf-8") for path in SCHEMAS.glob("*.json")}
    ours = {name: text for name, text in published.items() if name.startswith(("knowledge-", "overlay-"))}
    assert ours == made, "run `comity knowledge schemas --out docs/reference/schemas`"


def test_the_schemas_can_be_written(tmp_path: Path) -> None:
    assert len(document("schemas", "--out", tmp_path)["files"]) == len(list(tmp_path.glob("*.schema.json"))) == len(all_schemas())


@pytest.mark.parametrize(
    ("schema", "folder"),
    [
        ("knowledge-treaty", "law/treaties"),
        ("knowledge-state", "law/jurisdictions"),
        ("knowledge-authority", "law/authorities"),
        ("knowledge-offence", "law/offences"),
        ("knowledge-provider", "providers/catalog"),
        ("knowledge-time-limit", "law/time_limits"),
    ],
)
def test_the_shipped_files_are_as_their_schema_says(schema: str, folder: str) -> None:
    import jsonschema_rs

    from comity.knowledge.plain_yaml import parse

    validator = jsonschema_rs.validator_for(json.loads((SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8")))
    for path in sorted((SOURCE / folder).glob("*.yaml")):
        wrong = [
            f"{list(error.instance_path)}: {error.message}"
            for error in validator.iter_errors(parse(path.read_text(encoding="utf-8"), path.name))
        ]
        assert wrong == [], path.name
