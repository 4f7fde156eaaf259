"""Ways of approval: what was read of a State stands as read, everything else as a default."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.law.approval_path import approval_path, is_read
from comity.law.book import Law
from comity.model.category import ChannelKind


@pytest.mark.parametrize("channel", list(ChannelKind))
@pytest.mark.parametrize("state", [None, "KG", "KZ", "GE", "XX"])
def test_every_channel_has_a_way_and_no_step_twice(state: str | None, channel: ChannelKind) -> None:
    steps = approval_path(Law.open(), state, channel)
    roles = [step.role for step in steps]
    assert roles
    assert len(set(roles)) == len(roles)
    assert [step.row.order for step in steps] == sorted(step.row.order for step in steps)


def test_legal_assistance_goes_from_the_unit_over_the_prosecutor_to_the_central_authority() -> None:
    steps = approval_path(Law.open(), "KZ", "mla")
    assert [step.role for step in steps] == ["unit_head", "prosecutor", "central_authority"]
    assert all(step.is_default for step in steps)
    assert not is_read(steps)
    assert "Prosecutor General" in steps[-1].authority


def test_what_was_read_of_a_state_replaces_the_default_with_its_source() -> None:
    steps = {step.role: step for step in approval_path(Law.open(), "GE", "mla")}
    assert not steps["prosecutor"].is_default
    assert steps["prosecutor"].row.source
    assert steps["unit_head"].is_default
    assert [step.role for step in approval_path(Law.open(), "GE", "voluntary")] == ["unit_head", "prosecutor"]


def test_an_unknown_channel_takes_the_gravest_way() -> None:
    law = Law.open()
    assert [step.role for step in approval_path(law, "KZ", "")] == [step.role for step in approval_path(law, "KZ", "mla")]


def test_an_office_writes_its_own_way_and_takes_a_step_out(tmp_path: Path) -> None:
    folder = tmp_path / "law"
    folder.mkdir()
    (folder / "approval_paths.yaml").write_text(
        """approval_paths:
  - id: kz-unit_head
    state: KZ
    channels: [mla]
    role: unit_head
    order: 1
    is_needed: false
    source: https://ministry.example/instruction
    as_of: '2026-11-01'
    confidence: read
  - id: kz-prosecutor
    state: KZ
    channels: [mla]
    role: prosecutor
    order: 1
    source: https://ministry.example/instruction
    as_of: '2026-11-01'
    confidence: read
""",
        encoding="utf-8",
    )
    steps = approval_path(Law.open(tmp_path), "KZ", "mla")
    assert [(step.role, step.is_default) for step in steps] == [("prosecutor", False), ("central_authority", True)]
