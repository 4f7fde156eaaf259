"""Whether an identifier can stand for one holder at all."""

from __future__ import annotations

from comity.analysis.entities.parts import OWNER
from comity.analysis.entities.rules import Never
from comity.analysis.entities.values import Node

_IMEI_DIGITS = 15
_TEN = 10


def identifies(node: Node, never: Never) -> bool:
    """Tell whether an identifier can stand for one holder: no shared mailbox, no device number that many devices carry.

    Args:
        node: the identifier.
        never: what identifies nobody, by the rules.
    """
    if node.kind == "email":
        return node.value.split("@")[0].split("+")[0] not in never.mailboxes
    if node.kind == "device" and node.value.isdigit():
        is_imei = len(node.value) != _IMEI_DIGITS or _luhn(node.value)
        return node.value not in never.devices and len(set(node.value)) > 1 and is_imei
    if node.kind == "phone":
        return node.key == f"phone:{node.value}"
    return not (node.kind == "person" and node.value == OWNER)


def _luhn(digits: str) -> bool:
    """Check the last digit of an IMEI (3GPP TS 23.003, annex B)."""
    doubled = [int(one) * 2 if place % 2 else int(one) for place, one in enumerate(reversed(digits))]
    return sum(one - 9 if one > 9 else one for one in doubled) % _TEN == 0
