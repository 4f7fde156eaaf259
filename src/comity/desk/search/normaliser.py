"""Bring words to one form, so that what is typed finds what was written.

The index keeps lexemes, never text: «кошелёк», «кошелька» and "КОШЕЛЁК" become the same one, an apostrophe of any shape is one apostrophe,
and an identifier (address, wallet, case number) stays whole beside its parts. Everything is done here, in Python, and handed to SQLite or
PostgreSQL as finished lexemes: neither of them has a say in what a word is, so both find the same.

    lexemes_of(text)            what is kept of a document
    terms_of(text, language)    what is looked for: for each word typed, the lexemes that fit

Words of Russian, English, Armenian and Persian are stemmed by Snowball, chosen by script and letters. For the other languages of the region
there is no stemmer: the word is kept as it stands, the commonest endings of the Turkic languages are taken off what is typed, and
it is looked for as a beginning.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

NORMALISER = 1
"""Grows whenever the same text would give other lexemes: the register then indexes itself anew."""

LONGEST = 120
"""Letters of a lexeme; what is longer (a key, a certificate) is found by its beginning."""

_APOSTROPHES = dict.fromkeys(map(ord, "ʻʼ’‘`´ʹ′"), "'")
_FOLDED = {ord("ё"): "е", ord("ي"): "ی", ord("ك"): "ک", ord("ـ"): None, ord("\u200c"): None, ord("\u00ad"): None}
_WORD = re.compile(r"[^\W_]+(?:[@._+\-:/'#][^\W_]+)*|[+#@][^\W_]+(?:[@._+\-:/'][^\W_]+)*")
_PIECES = re.compile("[:/#]")
_PARTS = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_DIGITS = re.compile(r"(?<![\w.])\+?\(?\d{1,4}(?:[ ()\-]{1,3}\d{1,4}){2,}(?![\w])")
_FEWEST_DIGITS = 7
_GROUPED = re.compile(r"\b[A-Za-z]{2}\d{2}(?: [A-Za-z0-9]{4}){2,7}(?: [A-Za-z0-9]{1,4})?\b")
_FLEETING = re.compile("[еоь]([кцг])$")
_LETTERS_WITHOUT_STEMMER = re.compile("[әғқңөұүһіўҳҷӣӯґєї]|[əğışçöü]")
_ENDINGS = [
    "лардан",
    "лерден",
    "дардан",
    "дерден",
    "тардан",
    "терден",
    "ларга",
    "лерге",
    "ларды",
    "лерди",
    "лардың",
    "лердің",
    "нан",
    "нен",
    "дан",
    "ден",
    "тан",
    "тен",
    "ның",
    "нің",
    "дың",
    "дің",
    "тың",
    "тің",
    "лар",
    "лер",
    "дар",
    "дер",
    "тар",
    "тер",
    "ға",
    "ге",
    "қа",
    "ке",
    "да",
    "де",
    "та",
    "те",
    "ды",
    "ді",
    "ты",
    "ті",
    "ни",
    "ни",
    "lardan",
    "larning",
    "larga",
    "larni",
    "ning",
    "dan",
    "lar",
    "ga",
    "ka",
    "qa",
    "da",
    "ni",
]
_SHORTEST_STEM = 4
_NO_STEMMER = frozenset({"kk", "ky", "uz", "tg", "tk", "az", "ka", "ur", "ps", "tr"})


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A form that is looked for.

    Attributes:
        text: the lexeme.
        is_beginning: whether it is looked for as the beginning of a word.
    """

    text: str
    is_beginning: bool = False


Term = tuple[Lexeme, ...]
"""What fits one word that was typed: any of these lexemes."""


def folded(text: str) -> str:
    """Fold letters that differ only in shape: case, width, «ё», Arabic and Persian forms, apostrophes."""
    plain = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).casefold()
    return plain.translate(_FOLDED)


def lexemes_of(text: str) -> frozenset[str]:
    """Return the lexemes under which a text is found."""
    found: set[str] = set()
    plain = folded(text)
    for token in _WORD.findall(plain):
        found.update(_kept(token))
    found.update(number for _, number in _squeezed(plain))
    return frozenset(lexeme[:LONGEST] for lexeme in found)


def terms_of(text: str, language: str = "en") -> tuple[Term, ...]:
    """Return what is looked for, one term for each word typed; all of them have to fit.

    Args:
        text: as typed. A word that ends in `*` is looked for as a beginning.
        language: BCP 47 tag of the person, which settles what is done with words of a script that several languages share.
    """
    plain = folded(text)
    terms: list[Term] = []
    rest = plain
    for raw, number in _squeezed(plain):
        rest = rest.replace(raw, " ", 1)
        whole = (Lexeme(raw[:LONGEST]),) if _WORD.fullmatch(raw) else ()
        terms.append((Lexeme(number[:LONGEST]), *whole))
    for match in _WORD.finditer(rest):
        is_open = rest[match.end() : match.end() + 1] == "*"
        terms.append(_looked_for(match.group(), language, is_open=is_open))
    return tuple(dict.fromkeys(terms))


def is_word(token: str) -> bool:
    """Tell whether a token is a word of a language; anything with a digit or a sign inside is an identifier."""
    return all(letter.isalpha() or letter == "'" for letter in token)


def _kept(token: str) -> Iterator[str]:
    """An identifier whole and in parts; a word as it stands and as its stem."""
    yield token
    if is_word(token):
        yield stem(token)
        return
    if token[0] in "+#@":
        yield token[1:]
    yield from (piece for piece in _PIECES.split(token) if piece)
    parts = _PARTS.findall(token)
    yield from parts
    yield from (stem(part) for part in parts if is_word(part))
    if "@" in token[1:]:
        yield token.rpartition("@")[2]


def _looked_for(token: str, language: str, *, is_open: bool) -> Term:
    if is_open:
        return (Lexeme(token[:LONGEST], is_beginning=True),)
    if not is_word(token):
        plain = token[1:] if token[0] in "+#@" else token
        return tuple(dict.fromkeys((Lexeme(token[:LONGEST]), Lexeme(plain[:LONGEST]))))
    found = [Lexeme(stem(token)), Lexeme(token)]
    if language.partition("-")[0] in _NO_STEMMER or _LETTERS_WITHOUT_STEMMER.search(token):
        found += [Lexeme(form, is_beginning=True) for form in (token, _without_ending(token)) if len(form) >= _SHORTEST_STEM]
    return tuple(dict.fromkeys(found))


def _squeezed(plain: str) -> Iterator[tuple[str, str]]:
    """Numbers that people write in groups (telephones, cards, accounts): as written, and without what stands between the groups."""
    for match in _GROUPED.finditer(plain):
        yield match.group(), match.group().replace(" ", "")
    for match in _DIGITS.finditer(_GROUPED.sub(" ", plain)):
        digits = "".join(letter for letter in match.group() if letter.isdigit())
        if len(digits) >= _FEWEST_DIGITS:
            yield match.group(), digits


def _without_ending(word: str) -> str:
    return next((word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= _SHORTEST_STEM), word)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the stem of a folded word; a vowel that comes and goes in Russian («кошелек», «кошелька») is left out."""
    name = _stemmer_of(word)
    if name is None:
        return word
    short = str(_stemmer(name).stemWord(word))
    if name == "russian" and len(short) > _SHORTEST_STEM:
        short = _FLEETING.sub(r"\1", short)
    return short or word


def _stemmer_of(word: str) -> str | None:
    first = word[0]
    if "а" <= first <= "я":
        return None if _LETTERS_WITHOUT_STEMMER.search(word) else "russian"
    if "a" <= first <= "z":
        return None if _LETTERS_WITHOUT_STEMMER.search(word) or "'" in word else "english"
    if "ա" <= first <= "և":
        return "armenian"
    return "persian" if "\u0600" <= first <= "\u06ff" else None


def _stemmer(name: str) -> Any:
    """One for each thread: a stemmer keeps the word it is at in itself."""
    known: dict[str, Any] = _OWN.__dict__
    if name not in known:
        import snowballstemmer

        known[name] = snowballstemmer.stemmer(name)
    return known[name]


_OWN = threading.local()
