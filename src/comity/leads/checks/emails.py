"""E-mail addresses: the form of RFC 5321 and RFC 6531 (letters of other scripts), without quoted local parts."""

from __future__ import annotations

import re
from functools import lru_cache

from comity.leads.checks.hosts import is_host

_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_LONGEST_LOCAL = 64


@lru_cache(maxsize=8192)
def is_email(text: str) -> bool:
    """Tell whether the text is an address whose domain can exist."""
    local, separator, host = text.rpartition("@")
    return bool(separator) and len(local) <= _LONGEST_LOCAL and _LOCAL.fullmatch(local) is not None and is_host(host)


def normal_email(text: str) -> str:
    """Write an address with its domain in lower case; the local part stays, since only its own server may fold it (RFC 5321, 2.4)."""
    local, _, host = text.rpartition("@")
    return f"{local}@{host.lower()}"
