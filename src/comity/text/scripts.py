"""Scripts of letters: which one a letter belongs to, letters of other scripts that look Latin, and characters that nobody sees.

Identifiers are compared by what they are, people compare them by what they see. `skeleton` gives what is seen, so that two texts
with one skeleton can be mistaken for each other (Unicode Technical Standard #39, section 4; the table below holds the letters of
Cyrillic, Greek and Armenian that its `confusables.txt` maps to Latin, digits that look like letters, and `rn`, `vv`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

LOOK_ALIKES = {
    "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H", "О": "O", "Р": "P", "С": "C", "Т": "T", "У": "Y", "Х": "X",
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "ѕ": "s", "і": "i", "ј": "j", "ԁ": "d", "ԛ": "q",
    "ԝ": "w", "һ": "h", "ӏ": "l", "Ѕ": "S", "І": "I", "Ј": "J", "Ԛ": "Q", "Ԝ": "W", "Һ": "H", "Ӏ": "I", "ү": "y", "Ү": "Y",
    "ѵ": "v", "Ѵ": "V", "г": "r", "к": "k", "в": "b", "т": "t", "м": "m", "н": "h", "п": "n", "З": "3", "з": "3", "б": "6",
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T",
    "Υ": "Y", "Χ": "X", "α": "a", "ι": "i", "ν": "v", "ο": "o", "ρ": "p", "υ": "u", "κ": "k",
    "օ": "o", "ո": "n", "ս": "u", "հ": "h", "Օ": "O", "Ս": "U",
    "ı": "i", "ɡ": "g", "ɑ": "a", "ℓ": "l",
}  # fmt: skip
"""Letters of other scripts, with the Latin letter or digit that they are mistaken for."""

_ZERO_WIDTH = {
    "\u00ad": "soft hyphen", "\u180e": "Mongolian vowel separator", "\u200b": "zero width space", "\u200c": "zero width non-joiner",
    "\u200d": "zero width joiner", "\u2060": "word joiner", "\ufeff": "zero width no-break space", "\u034f": "combining grapheme joiner",
}  # fmt: skip
_BIDI = {
    "\u061c": "Arabic letter mark", "\u200e": "left-to-right mark", "\u200f": "right-to-left mark", "\u202a": "left-to-right embedding",
    "\u202b": "right-to-left embedding", "\u202c": "pop directional formatting", "\u202d": "left-to-right override",
    "\u202e": "right-to-left override", "\u2066": "left-to-right isolate", "\u2067": "right-to-left isolate",
    "\u2068": "first strong isolate", "\u2069": "pop directional isolate",
}  # fmt: skip
HIDDEN_LETTERS = frozenset((*_ZERO_WIDTH, *_BIDI))
"""The characters that take no room on paper."""

HIDDEN = re.compile("[" + "".join(sorted(HIDDEN_LETTERS)) + "]")
"""Any of them."""

_TO_LATIN = str.maketrans(LOOK_ALIKES)
_TO_SKELETON = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "5": "s"})
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


class HiddenKind(StrEnum):
    """What a hidden character does."""

    ZERO_WIDTH = "zero_width"
    BIDI = "bidi"


@dataclass(frozen=True, slots=True)
class HiddenCharacter:
    """A character that takes no room on paper.

    Attributes:
        position: its offset, in Unicode code points.
        character: the character.
        name: its name.
        kind: whether it only has no width or changes the direction of the text.
    """

    position: int
    character: str
    name: str
    kind: HiddenKind


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A letter of another script that looks like a Latin letter or a digit.

    Attributes:
        position: its offset, in Unicode code points.
        character: the letter.
        like: what it looks like.
    """

    position: int
    character: str
    like: str


@lru_cache(maxsize=4096)
def script_of(letter: str) -> str:
    """Name the script of a letter (`LATIN`, `CYRILLIC`, `GREEK` …), after its Unicode name; empty for what is no letter."""
    if not letter.isalpha() or unicodedata.category(letter) == "Lm":
        return ""  # a modifier letter, such as the ʻ of Uzbek, belongs to the letters around it
    return unicodedata.name(letter, "").split(" ", 1)[0]


def scripts(text: str) -> frozenset[str]:
    """List the scripts of the letters of a text."""
    return frozenset(name for letter in set(text) if (name := script_of(letter)))


@lru_cache(maxsize=8192)
def is_mixed_script(text: str) -> bool:
    """Tell whether one run of letters and digits holds letters of more than one script (`аdmin` with a Cyrillic а).

    Words of different scripts side by side are no mixture: `почта admin` is not, nor is `иван.ivanov`.
    """
    if text.isascii():
        return False
    return any(len(scripts(run)) > 1 for run in re.findall(r"[^\W_]+", text))


def look_alikes(text: str) -> tuple[LookAlike, ...]:
    """List the letters of other scripts that look Latin, where the text as a whole is meant to be Latin or digits."""
    if text.isascii():
        return ()
    return tuple(LookAlike(place, letter, LOOK_ALIKES[letter]) for place, letter in enumerate(text) if letter in LOOK_ALIKES)


def to_latin(text: str) -> str:
    """Write each look-alike as the Latin letter that it looks like; the length stays."""
    return text if text.isascii() else text.translate(_TO_LATIN)


def skeleton(text: str) -> str:
    """Reduce a text to what is seen: two texts with one skeleton can be mistaken for each other.

    Case is lost, look-alikes become Latin, hidden characters vanish, `0` is `o`, `1` and `i` are `l`, `rn` is `m`, `vv` is `w`.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", HIDDEN.sub("", text).translate(_TO_LATIN))
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
    seen = text.lower().translate(_TO_SKELETON)
    for pair, letter in _PAIRS:
        seen = seen.replace(pair, letter)
    return seen


def hidden_characters(text: str) -> tuple[HiddenCharacter, ...]:
    """List the characters that take no room on paper: of no width, and those that turn the direction of the text."""
    found = []
    for match in HIDDEN.finditer(text):
        letter = match.group()
        kind = HiddenKind.ZERO_WIDTH if letter in _ZERO_WIDTH else HiddenKind.BIDI
        found.append(HiddenCharacter(match.start(), letter, _ZERO_WIDTH.get(letter) or _BIDI[letter], kind))
    return tuple(found)
