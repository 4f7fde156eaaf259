"""Letters of Cyrillic, Latin and Arabic to one set of sounds, so that spellings after GOST, ICAO, BGN, ISO 9 and by ear can be compared.

Sounds are written with one sign each: vowels `a e i o u`; `b v g d z k l m n p r s t f h`; `c` (ц), `C` (ч), `S` (ш), `Z` (ж), `J` (дж),
`y` (й). Letters of Kazakh, Kyrgyz, Uzbek, Tajik, Turkmen, Azeri, Uyghur and Persian are folded to the nearest of them. A Latin letter that
stands for several sounds (`j`, `c`, `x`) gives several readings. Arabic script leaves short vowels out; a reading says so.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import product

import msgspec

VOWELS = frozenset("aeiou")
_MOST_READINGS = 8

_CYRILLIC_SOUNDS = """
а a  б b  в v  г g  д d  е e  ё yo ж Z  з z  и i  й y  к k  л l  м m  н n  о o  п p  р r  с s  т t  у u  ф f  х h  ц c  ч C  ш S  щ S
ъ -  ы i  ь -  э e  ю yu я ya ғ g  қ k  ң n  ө o  ұ u  ү u  һ h  і i  ә a  ҳ h  ҷ J  ў o  ӣ i  ӯ u  ҡ k  ҙ z  ҫ s  җ J  ѓ g  ќ k  љ l
њ n  џ J  ђ J  ћ C  є e  ї i  ґ g
"""
_CYRILLIC = dict(zip(_CYRILLIC_SOUNDS.split()[::2], _CYRILLIC_SOUNDS.split()[1::2], strict=True))
_RUNS = (
    ("shch", "S"), ("tsch", "C"), ("dsch", "J"), ("sch", "S"), ("tch", "C"), ("dzh", "J"), ("dj", "J"), ("zh", "Z"), ("kh", "h"),
    ("gh", "g"), ("sh", "S"), ("ch", "C"), ("ts", "c"), ("tz", "c"), ("ph", "f"), ("ck", "k"), ("дж", "J"), ("oo", "u"), ("ou", "u"),
    ("ee", "i"), ("yu", "yu"), ("ya", "ya"), ("yo", "yo"), ("ye", "e"), ("iu", "yu"), ("ia", "ya"), ("io", "yo"), ("je", "e"), ("th", "t"),
)  # fmt: skip
_LATIN = {
    **{letter: letter for letter in "abdefghiklmnoprstuvz"}, "q": "k", "w": "v", "y": "i", "ç": "C", "ş": "S", "š": "S", "č": "C", "ž": "Z",
    "ğ": "g", "ı": "i", "ö": "o", "ü": "u", "ə": "a", "ä": "a", "ñ": "n", "ŋ": "n", "ő": "o", "ø": "o", "å": "o", "ý": "i", "ň": "n",
    "ŝ": "S", "ĉ": "C", "ŭ": "u", "ł": "l", "ß": "s", "đ": "d", "ï": "i", "â": "ya", "û": "yu", "ë": "yo", "ĺ": "l", "è": "e", "é": "e",
    "ê": "e", "ā": "a", "ī": "i", "ū": "u", "ō": "o", "ḥ": "h", "ḫ": "h", "ẖ": "h", "ġ": "g", "ķ": "k", "ḳ": "k", "ţ": "t", "ṭ": "t",
    "ṣ": "s", "ẓ": "z", "ż": "z", "ź": "z", "ś": "s", "ć": "C", "ń": "n", "í": "i", "á": "a", "ó": "o", "ú": "u", "î": "i", "ô": "o",
}  # fmt: skip
_LATIN_MANY = {"j": ("J", "y", "Z"), "c": ("k", "c", "J"), "x": ("h", "ks")}
_ARABIC_SOUNDS = """
ا a  آ a  أ a  إ i  ٱ a  ب b  پ p  ت t  ث s  ج J  چ C  ح h  خ h  د d  ذ z  ر r  ز z  ژ Z  س s  ش S  ص s  ض z
ط t  ظ z  ع -  غ g  ف f  ق k  ک k  ك k  گ g  ل l  م m  ن n  ه h  ھ h  ة a  ئ -  ء -  ؤ u  ڭ n  ۇ u  ۆ o  ۈ u
ې e  ە e  ۋ v  ټ t  ډ d  ړ r  ښ S  ځ z  څ c  ڼ n  ں n  َ a  ِ i  ُ u
"""
_ARABIC = dict(zip(_ARABIC_SOUNDS.split()[::2], _ARABIC_SOUNDS.split()[1::2], strict=True))
_ARABIC_MANY = {"و": ("u", "v"), "ی": ("i", "y"), "ي": ("i", "y"), "ى": ("i", "a")}
_APOSTROPHES = re.compile("['’ʻʼ‘`´ʹʺ′]")


class Reading(msgspec.Struct, frozen=True):
    """One way to read a word.

    Attributes:
        sounds: its sounds.
        is_bare: whether short vowels are not written.
    """

    sounds: str
    is_bare: bool = False


@lru_cache(maxsize=65_536)
def readings(word: str) -> tuple[Reading, ...]:
    """Read a word in every way that its letters allow, the usual one first.

    Args:
        word: one word, in any case.
    """
    text = unicodedata.normalize("NFC", word).lower()
    is_bare = any("ARABIC" in unicodedata.name(letter, "") for letter in text)
    parts = list(_parts(_APOSTROPHES.sub("'", text)))
    found = (_smooth("".join(choice)) for choice in product(*parts))
    made = dict.fromkeys(
        Reading(_final(sounds) if is_bare else sounds, is_bare) for sounds, _ in zip(found, range(_MOST_READINGS), strict=False)
    )
    return tuple(one for one in made if one.sounds)


def _parts(text: str) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    place = 0
    text = text.replace("you", "yu")
    while place < len(text):
        if text.startswith("ie", place):
            found.append(("ie", "e"))
            place += 2
            continue
        run = next(((letters, sound) for letters, sound in _RUNS if text.startswith(letters, place)), None)
        if run is not None:
            found.append((run[1],))
            place += len(run[0])
            continue
        found.append(_letter(text[place]))
        place += 1
    return found


def _letter(letter: str) -> tuple[str, ...]:
    for table in (_LATIN_MANY, _ARABIC_MANY):
        if letter in table:
            return table[letter]
    for single in (_CYRILLIC, _LATIN, _ARABIC):
        if letter in single:
            return (single[letter].replace("-", ""),)
    plain = unicodedata.normalize("NFD", letter)[0]
    return (_LATIN.get(plain, _CYRILLIC.get(plain, "")).replace("-", ""),) if plain != letter else ("",)  # an apostrophe has no sound


def _smooth(sounds: str) -> str:
    """Write long and doubled sounds once, and `iy`, `yi`, `ii` as `i`."""
    sounds = re.sub(r"[iy]*i[iy]*(?=[^aeou]|$)|i[iy]+", "i", sounds)
    return re.sub(r"(.)\1+", r"\1", sounds)


def _final(sounds: str) -> str:
    """Read the silent `h` at the end of an Arabic or Persian word as a vowel."""
    return sounds[:-1] + "a" if len(sounds) > 3 and sounds.endswith("h") and sounds[-2] not in VOWELS else sounds


_CLASSES = str.maketrans(
    {
        **dict.fromkeys("kgh", "K"),
        **dict.fromkeys("szcSCZJ", "S"),
        **dict.fromkeys("bpvf", "P"),
        **dict.fromkeys("dt", "T"),
        **dict.fromkeys("mn", "N"),
    }
)


def skeletons(word: str) -> frozenset[str]:
    """Return coarse forms of a word: two spellings of one name share one, most other names do not."""
    found: set[str] = set()
    for reading in readings(word):
        for sounds in {reading.sounds, reading.sounds.replace("h", "")}:
            start = "S" if sounds[:1] == "y" else ""
            bones = "".join(sound for sound in sounds.replace("ng", "n") if sound not in VOWELS and sound != "y").translate(_CLASSES)
            found.add(start + re.sub(r"(.)\1+", r"\1", bones))
    return frozenset(found)
