"""The graph of a trace: walked, opened, stopped, in windows; why every payment is there; an exchange's answer as a tag."""

from __future__ import annotations

from typing import Any

import pytest

from comity.desk.steps.trace_graph import NODES_SHOWN, Asked, graph_of
from comity.desk.steps.trace_reasons import why_of
from comity.errors import InputError
from comity.text.messages import Messages
from tests.desk.office import Office
from tests.desk.test_traces import asked, chain  # noqa: F401 - the fixture

T = Messages("en")


def payment(number: int, payer: str, recipient: str, value: int, hop: int, day: int = 1) -> dict[str, Any]:
    return {
        "from": payer,
        "to": recipient,
        "txid": f"{number:064x}",
        "index": 0,
        "value": value,
        "hop": hop,
        "block": number,
        "block_hash": "ab",
        "tainted": {"fifo": value, "haircut": f"{value}/2"},
        "at": f"2026-01-{day:02d}T00:00:00Z",
        "coinjoin": None,
    }


def made(*payments: dict[str, Any], doors: tuple[dict[str, Any], ...] = (), direction: str = "forward") -> dict[str, Any]:
    nothing = ("groups", "coinjoins_left_out", "joins_undone", "alarms", "peel_chains", "shared_deposits", "hypotheses")
    return {
        "policies": ["fifo", "haircut"],
        "symbol": "USDT",
        "decimals": 6,
        "direction": direction,
        "edges": list(payments),
        "doors": list(doors),
        "observations": {name: [] for name in nothing},
    }


def long_chain(length: int) -> dict[str, Any]:
    return made(*(payment(number, f"a{number}", f"a{number + 1}", 1_000_000, number) for number in range(length)))


def shown(document: dict[str, Any], **chosen: Any) -> dict[str, Any]:
    return {node.address: node for node in graph_of(document, Asked(**chosen), T).nodes}


def test_a_small_graph_is_whole_and_a_large_one_opens_step_by_step() -> None:
    assert len(shown(long_chain(30))) == 31
    document = long_chain(60)
    first = graph_of(document, Asked(), T)
    assert [node.address for node in first.nodes] == ["a0", "a1", "a2"]
    assert (first.nodes_there, first.payments_there, first.payments_shown) == (61, 60, 2)
    last = first.nodes[-1]
    assert (last.hidden, "open=2" in last.turn) == (1, True)
    assert "a3" in shown(document, opened=(2,))
    assert "a3" not in shown(document, opened=(2,), stopped=(2,))


def test_somebody_stops_at_a_node_and_goes_on_again() -> None:
    document = made(payment(1, "v", "a", 5, 0), payment(2, "a", "b", 3, 1), payment(3, "a", "c", 2, 1), payment(4, "b", "d", 3, 2))
    nodes = shown(document, stopped=(2,))
    assert set(nodes) == {"v", "a", "b", "c"}
    assert (nodes["b"].is_stopped, "stop" in nodes["b"].turn) == (True, False)


def test_the_policy_and_windows_are_chosen() -> None:
    document = made(
        payment(1, "v", "a", 4_000_000, 0, day=1), payment(2, "a", "b", 1_000_000, 1, day=2), payment(3, "a", "c", 3_000_000, 1, day=3)
    )
    assert shown(document)["b"].came == ("1", "0.5")
    assert set(shown(document, least="2")) == {"v", "a", "c"}
    assert set(shown(document, until="2026-01-02")) == {"v", "a", "b"}
    assert set(shown(document, policy="haircut", least="1.5")) == {"v", "a", "c"}
    for wrong in ({"since": "soon"}, {"least": "x"}):
        with pytest.raises(InputError):
            graph_of(document, Asked(**wrong), T)


def test_backward_the_payers_lie_behind() -> None:
    document = made(payment(1, "c", "b", 3, 1), payment(2, "b", "a", 3, 0), direction="backward")
    assert [(node.address, node.column) for node in graph_of(document, Asked(), T).nodes] == [("a", 0), ("b", 1), ("c", 2)]


def test_no_more_nodes_are_drawn_than_a_page_holds() -> None:
    document = made(payment(0, "v", "a", 9, 0), *(payment(number, "a", f"n{number}", 1, 1) for number in range(1, 2_000)))
    graph = graph_of(document, Asked(), T)
    assert (len(graph.nodes), graph.nodes_there) == (NODES_SHOWN, 2_001)
    assert graph.nodes[1].hidden == 2_001 - NODES_SHOWN


def test_what_stands_in_an_address_is_read_or_left_out() -> None:
    asked = Asked.read({"open": "3.x.4.99999999", "stop": "", "why": "w" * 200})
    assert asked.opened == (3, 4)
    assert asked.query(opened=(1,)).startswith("?")


def test_why_tells_facts_rules_and_their_errors() -> None:
    label = {"name": "Example", "source": "answer 12", "as_of": "2026-01-05"}
    crossing = {
        "contract": "0xc",
        "event": "Swap",
        "source": "https://abi.example",
        "onward": [{"asset": "T", "recipient": "R", "value": 7}],
    }
    row = {"txid": f"{2:064x}", "index": 0}
    door = {"address": "b", "kind": "exchange", "name": "Example", "labels": [label], "payments": [row], "via": [], "crossings": [crossing]}
    document = made(payment(1, "v", "a", 5, 0), payment(2, "a", "b", 3, 1), doors=(door,))
    why = why_of(document, f"{2:064x}:0", T)
    assert why is not None
    assert [one.rule for one in why.reasons] == ["", "TAINT-FIFO", "TAINT-HAIRCUT", "TAG", "CROSSING-EVENT"]
    assert all(one.errors for one in why.reasons if one.rule)
    assert why.reasons[3].source == "answer 12, 2026-01-05"
    assert why.onward[0]["asset"] == "T"
    assert why_of(document, "none:0", T) is None


def test_an_answer_of_an_exchange_becomes_a_tag_and_the_next_trace_ends_there(chain: tuple[Office, str]) -> None:  # noqa: F811
    from comity.desk.rights.roles import Role
    from comity.desk.steps.confirm_door import confirm_door
    from comity.desk.steps.traces import trace_shown
    from comity.training.counterparts.ledgers.trongrid_server import tron_account

    office, theft = chain
    case, job = asked(office, theft)
    worker = office.worker(Role.INVESTIGATOR)
    with pytest.raises(InputError, match="not in the trace"):
        confirm_door(worker, case.pk, job.pk, tron_account("nobody"), "Example", "answer 12", "2026-11-20")
    confirm_door(worker, case.pk, job.pk, tron_account("thief"), "Example Exchange", "answer 12", "2026-11-20")
    from comity.desk.jobs.queue import ask, take
    from comity.desk.jobs.work import do

    ask(worker, "trace", {"chain": "tron", "tx": theft}, case.pk)
    second = take()
    assert second is not None
    result = trace_shown(worker, do(second))
    assert result is not None
    assert [(door.name, door.address) for door in result.doors] == [("Example Exchange", tron_account("thief"))]
    assert f"{case.number}: answer 12" in result.doors[0].known_by
