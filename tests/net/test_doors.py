"""The doors to the network: patient with limits as long as servers ask, bounded, and never open to another machine without encryption."""

import json
from datetime import UTC, datetime

import pytest

from comity.errors import ExchangeError, InputError
from comity.net.http import Door
from comity.net.lines import LineDoor
from comity.net.loopback import Given, LoopbackServer
from comity.net.loopback_lines import LoopbackLines

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def asked(*answers, tries=6):
    """Ask once a server that gives these answers in turn; return the body (or the error) and the pauses."""
    waiting, pauses = list(answers), []
    with LoopbackServer(lambda _: waiting.pop(0) if len(waiting) > 1 else waiting[0]) as server:
        door = Door(server.address, pause=pauses.append, clock=lambda: NOON, tries=tries)
        try:
            return door.get("x").body, pauses
        except ExchangeError as error:
            return error, pauses
        finally:
            door.close()


def limited(wait=None, status=429):
    return Given(status, b"slow down", headers={"Retry-After": wait} if wait is not None else {})


@pytest.mark.parametrize(
    ("wait", "paused"),
    [("7", 7.0), ("0", 0.0), ("Sat, 14 Mar 2026 12:00:30 GMT", 30.0), ("Sat, 14 Mar 2026 11:00:00 GMT", 0.0), ("soon", 0.5), (None, 0.5)],
)
def test_a_limit_is_waited_for_as_long_as_the_server_asks(wait, paused):
    body, pauses = asked(limited(wait), Given(200, b"{}"))
    assert (body, pauses) == (b"{}", [paused])


def test_pauses_grow_and_end():
    error, pauses = asked(limited(status=503), tries=5)
    assert pauses == [0.5, 1.0, 2.0, 4.0]
    assert "503, 5 tries" in str(error)


def test_nobody_waits_for_an_hour():
    error, pauses = asked(limited("3600"))
    assert pauses == []
    assert "3600 seconds" in str(error)


@pytest.mark.parametrize("status", [301, 302, 404, 500])
def test_other_answers_are_answers_and_no_redirect_is_followed(status):
    body, pauses = asked(Given(status, b"as it is", headers={"Location": "https://example.org/"}))
    assert (body, pauses) == (b"as it is", [])


@pytest.mark.parametrize("base", ["http://192.0.2.1/", "ftp://127.0.0.1/", "nowhere", "http://localhost.example/"])
def test_plain_http_to_another_machine_is_refused(base):
    with pytest.raises(InputError):
        Door(base)


@pytest.mark.parametrize("base", ["tcp://127.0.0.1", "http://127.0.0.1:1", "ssl://:1"])
def test_what_is_no_address_of_lines_is_refused(base):
    with pytest.raises(InputError):
        LineDoor(base)


def test_an_open_stream_to_another_machine_is_refused():
    with pytest.raises(InputError, match="unencrypted"):
        LineDoor("tcp://192.0.2.1:50001").post_json("server.ping", [])


def said(number, result):
    return json.dumps({"jsonrpc": "2.0", "id": number, "result": result}).encode()


def test_an_answer_belongs_to_its_question_though_news_come_between():
    def answer(number, method, parameters):
        news = json.dumps({"jsonrpc": "2.0", "method": "blockchain.headers.subscribe", "params": []}).encode()
        return b"\n".join([news, said(number + 100, "another's"), said(number, [method, *parameters])])

    with LoopbackLines(answer) as server:
        door = LineDoor(server.address)
        assert door.post_json("one", [1]).json()["result"] == ["one", 1]
        assert door.post_json("two", [2]).json()["result"] == ["two", 2]
        door.close()


def test_a_broken_connection_is_opened_again_and_one_that_stays_broken_is_named():
    left, pauses = [2], []

    def answer(number, _method, _parameters):
        left[0] -= 1
        return None if left[0] >= 0 else said(number, "well")

    with LoopbackLines(answer) as server:
        door = LineDoor(server.address, pause=pauses.append)
        assert door.post_json("x", []).json()["result"] == "well"
        assert pauses == [0.5, 1.0]
        left[0] = 99
        with pytest.raises(ExchangeError, match="4 tries"):
            door.post_json("x", [])
        door.close()


def test_a_line_that_is_cut_off_is_named():
    with LoopbackLines(lambda number, *_: said(number, "well")[:-4]) as server:
        door = LineDoor(server.address)
        with pytest.raises(ExchangeError, match="cut off"):
            door.post_json("x", [])
        door.close()
