"""Host names: top-level domains, the internationalised form, names kept for documentation.

Sources: IANA root zone list (`data/tlds.txt`); RFC 1035 and RFC 1123 (labels); RFC 5891 (IDNA 2008); RFC 2606 and RFC 6761
(reserved names); RFC 7686 (`onion`); RFC 9476 (`alt`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

from comity.model.identifier import Note

_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
RESERVED_TLDS = frozenset({"example", "test", "invalid", "localhost"})
_LOCAL_TLDS = frozenset({"onion", "local", "internal", "lan", "i2p", "alt"})
_DOCUMENTATION = ("example.com", "example.net", "example.org")
_LONGEST = 253


@lru_cache(maxsize=1)
def top_level_domains() -> frozenset[str]:
    """Return the labels of the root zone, each in the form of the wire and in letters, with the names reserved by RFC."""
    lines = (files("comity.leads") / "data" / "tlds.txt").read_text(encoding="ascii").splitlines()
    plain = {line for line in lines if line and not line.startswith("#")}
    spelled = {to_unicode(label) for label in plain if label.startswith("xn--")}
    return frozenset(plain | spelled | RESERVED_TLDS | _LOCAL_TLDS)


@lru_cache(maxsize=16384)
def is_host(host: str) -> bool:
    """Tell whether a text is a host name with at least two labels and a top-level domain that exists."""
    labels = host.lower().split(".")
    if len(labels) < 2 or len(host) > _LONGEST or labels[-1] not in top_level_domains():
        return False
    return all(_LABEL.fullmatch(label) for label in labels)


@lru_cache(maxsize=4096)
def to_ascii(host: str) -> str | None:
    """Write a host name in the form of the wire (`xn--…`); None where IDNA 2008 forbids it."""
    if host.isascii():
        return host.lower()
    import idna

    try:
        return idna.encode(unicodedata.normalize("NFC", host.lower()), uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return None


@lru_cache(maxsize=4096)
def to_unicode(host: str) -> str:
    """Write a host name in letters; a label that cannot be decoded stays."""
    if "xn--" not in host.lower():
        return host
    import idna

    out = []
    for label in host.split("."):
        try:
            out.append(idna.decode(label) if label.lower().startswith("xn--") else label)
        except (idna.IDNAError, UnicodeError):
            out.append(label)
    return ".".join(out)


@lru_cache(maxsize=16384)
def is_documentation(host: str) -> bool:
    """Tell whether the name is kept for examples and can belong to nobody."""
    lower = host.lower()
    if lower.rpartition(".")[2] in RESERVED_TLDS:
        return True
    return any(lower == name or lower.endswith("." + name) for name in _DOCUMENTATION)


HARMLESS = frozenset({Note.DOCUMENTATION, Note.PUNYCODE})
"""Notes on a host name that do not make it doubtful."""
