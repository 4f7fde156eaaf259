"""All generators, by the reader that reads what they make."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from comity.readers.generators import (
    accounts,
    chats,
    computers,
    databases,
    devices,
    google,
    holders,
    messengers,
    meta,
    money,
    networks,
    outlook,
    records,
)
from comity.readers.generators.made import Made

Maker = Callable[[Random, int], Made]
MAKERS: tuple[Maker, ...] = (
    *google.MAKERS,
    *meta.MAKERS,
    *records.MAKERS,
    *accounts.MAKERS,
    *networks.MAKERS,
    *holders.MAKERS,
    *outlook.MAKERS,
    *chats.MAKERS,
    *money.MAKERS,
    *devices.MAKERS,
    *databases.MAKERS,
    *computers.MAKERS,
    *messengers.MAKERS,
)
