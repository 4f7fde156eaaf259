"""The port that stands beside an IP address."""

from __future__ import annotations

import re

from comity.leads.page import Page
from comity.leads.words import Cue

_ATTACHED = re.compile(r"\]?:([0-9]{1,5})(?![0-9:]|\.[0-9])")
_NAMED = re.compile(
    r"(?:[;,|]\s?[\"']?|[^0-9\n.;:]{0,26}?)(?<![^\W\d_])(?:(?:source|src|исходящ\w+|tcp|udp|исх\.|локальн\w+)[\s/-]?)?"
    r"(?:порт\w{0,3}|ports?|src_?port|spt|порту)(?:\s(?:источника|отправителя|number|номер|соединения|рақами|raqami))?[\s:=№#\"'-]{0,4}([0-9]{1,5})(?![0-9]|\.[0-9])",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:порт\w{0,3}|port)[\s:=№-]{0,3}([0-9]{1,5})[\s,;()]{1,3}(?:ip\w*|ip-адрес\w*|адрес\w*|address)?[\s:=-]{0,3}$")
_LAST = 65535
_REACH = 160


def _is_named(window: str) -> bool:
    return "порт" in window or "port" in window or "spt" in window


def port_beside(page: Page, start: int, end: int) -> int | None:
    """Return the port written after an address (`:51820`, `port 51820`, «порт источника 51820»), before it, or in its row of a table."""
    text = page.text
    found = _ATTACHED.match(text, end)
    if found is None:
        if not page.names_ports:
            return None
        if _is_named(text[end : end + _REACH].lower()):
            found = _NAMED.match(text, end)
        if found is None and _is_named(before := page.before(start, 48)):
            found = _BEFORE.search(before)
    if found:
        port = int(found[1])
        return port if 0 < port <= _LAST else None
    cell = page.column(start, Cue.PORT)
    return int(cell) if cell and cell.isascii() and cell.isdigit() and len(cell) <= 5 and 0 < int(cell) <= _LAST else None
