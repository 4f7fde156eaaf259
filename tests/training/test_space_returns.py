"""Returns of a run on the desk: sealed before they are read, and the leads taken from them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.training.test_space import LIBRARY, academy, perfect, rows

if TYPE_CHECKING:
    from tests.training.academy import Academy

__all__ = ["academy", "rows"]


def test_a_return_is_taken_in_before_it_is_read_and_lies_in_the_vault(academy: Academy) -> None:
    from comity.custody.vault.vault import Vault
    from comity.desk.rights.refusal import RefusedError
    from comity.training.space.certificate import academy as vault_of
    from comity.training.space.returns import arrived, read_return, take_in
    from comity.training.space.runs import place_of
    from tests.training.academy import played_over

    run, worker = academy.run("S1"), academy.people[0]
    played = perfect("S1")
    run = played_over(run, played)
    place = place_of(worker, run.pk)
    assert {one.returned.id for one in arrived(place)} == set(played.exercise.record.delivered)
    with pytest.raises(RefusedError, match="take it in"):
        read_return(place, "S1-shield")
    take_in(worker, place, "S1-shield", "verified")
    read = read_return(place_of(worker, run.pk), "S1-shield")
    assert "cloudflare_logs" in {row["reader"] for row in read.coverage["files"]}
    root, identity = vault_of()
    with Vault(root, identity, seen=identity.with_name("last-seen")) as vault:
        assert [one.name for one in vault.items()] == ["TRAINING-S1-shield.zip"]


def test_a_lead_taken_from_a_return_is_marked_and_stands_among_the_leads_of_the_case(academy: Academy) -> None:
    from comity.training.reading import mark_reading
    from comity.training.space import stage
    from comity.training.space.returns import take_in
    from comity.training.space.runs import place_of
    from tests.training.academy import played_over

    run, worker = played_over(academy.run("S1"), perfect("S1")), academy.people[0]
    client, path = academy.client(worker), f"/training/runs/{run.pk}"
    take_in(worker, place_of(worker, run.pk), "S1-shield", "verified")
    page = client.get(f"{path}/returns/S1-shield/").content.decode()
    offered = re.findall(r'name="candidate" value="([^"]+)"', page)
    assert "ipv4|192.0.2.61||" in offered
    visit = "ipv4|203.0.113.88|2026-09-14T15:42:10Z|50211"
    assert visit in offered
    answer = client.post(f"{path}/do/find/", {"pack": "S1-shield", "candidate": ["ipv4|192.0.2.61||", visit]})
    assert answer.status_code == 302
    run.refresh_from_db()
    mark = next(one for one in mark_reading(stage.exercise(run), LIBRARY) if one.pack == "S1-shield")
    assert ([one.value for one in mark.found], mark.of, mark.wrong) == (["192.0.2.61", "203.0.113.88"], 3, ())
    leads = run.case.leads.filter(source="TRAINING-S1-shield.zip", state="accepted")
    assert {(one.value, one.entry.get("at")) for one in leads} == {("192.0.2.61", None), ("203.0.113.88", "2026-09-14T15:42:10Z")}
    saved = client.get(f"{path}/returns/S1-shield/file/")
    assert "TRAINING-S1-shield.zip" in saved["Content-Disposition"]
    assert saved.content[:2] == b"PK"
