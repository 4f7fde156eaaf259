"""What is wrong with a member's name: where it would lead, what it would hide, and which other name it would meet on another system."""

from __future__ import annotations

import re
import unicodedata

# marks that only turn what stands beside them (200E, 200F) stand in honest names of chat exports, joiners in Persian ones
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset("\u180e\u200b\u2060\ufeff")
_DRIVE = re.compile(r"[A-Za-z]:")
_SEGMENT_BYTES, _NAME_BYTES, _DEPTH = 255, 4096, 64


class NameBook:
    """The names of one archive; each new one is held against those before."""

    def __init__(self) -> None:
        self._exact: set[str] = set()
        self._folded: dict[str, bool] = {}

    def faults(self, name: str, *, is_folder: bool = False) -> list[str]:
        """Return the codes of what is wrong with a name, and remember it."""
        codes = faults_of(name)
        plain = name.rstrip("/")
        if plain in self._exact and not is_folder:
            codes.append("duplicate")
        elif self._collides(plain, is_folder=is_folder):
            codes.append("collision")
        self._exact.add(plain)
        return codes

    def _collides(self, name: str, *, is_folder: bool) -> bool:
        parts = _folded(name).split("/")
        found = False
        for count in range(1, len(parts)):
            above = "/".join(parts[:count])
            # a file that another member takes for a folder
            found = found or self._folded.get(above) is False
            self._folded.setdefault(above, True)
        whole = "/".join(parts)
        known = self._folded.get(whole)
        self._folded[whole] = is_folder
        return found or (known is not None and not (known and is_folder))


def faults_of(name: str) -> list[str]:
    """Return the codes of what is wrong with a name by itself."""
    parts = re.split(r"[/\\]", name)
    encoded = name.encode("utf-8", "surrogateescape")
    checks = {
        "empty": not name.strip("/\\ "),
        "absolute": name.startswith(("/", "\\")) or bool(_DRIVE.match(name)),
        "traversal": ".." in parts,
        "control": any(ord(letter) < 0x20 or 0x7F <= ord(letter) < 0xA0 for letter in name),
        "bidi": bool(_BIDI & set(name)),
        "invisible": bool(_INVISIBLE & set(name)),
        "long": len(encoded) > _NAME_BYTES or any(len(part.encode("utf-8", "surrogateescape")) > _SEGMENT_BYTES for part in parts),
        "deep": len(parts) > _DEPTH,
    }
    return [code for code, is_so in checks.items() if is_so]


def _folded(name: str) -> str:
    """Return the name as a file system sees it that knows neither case nor forms of one letter."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFC", name).casefold()).casefold()
    return "/".join(part.rstrip(" .") or part for part in folded.replace("\\", "/").split("/") if part not in {"", "."})
