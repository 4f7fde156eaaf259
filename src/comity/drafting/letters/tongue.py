"""The language of a text: by script, by letters that only one language has, and by its commonest words."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_LETTERS = {
    "kk": "әғқңұһі",
    "ky": "ңөү",
    "uz-cyrl": "ўқғҳ",
    "tg": "ҷӣӯҳқғ",
    "tk": "ýňžä",
    "az": "ə",
    "hy": "աեիոն",
    "ka": "აეიონ",
    "ps": "ډړږښګې",
    "ur": "ٹڈڑےں",
}
_COMMON = {
    "en": "the of and to in for is that on with this by are be",
    "ru": "и в на по о с не для что от из к за об",
    "uz": "va bilan uchun bu ham haqida hamda boʻyicha bo'yicha yil",
    "kk": "және мен туралы бойынша үшін бұл осы",
    "ky": "жана менен жөнүндө боюнча үчүн бул ушул",
    "uz-cyrl": "ва билан учун бу ҳам ҳақида",
    "tg": "ва дар аз ба барои ки ин",
    "tk": "we bilen üçin bu hakynda boýunça",
    "az": "və ilə üçün bu haqqında üzrə olan",
    "fa": "و در به از که این را با",
    "fr": "le la les de des et du en pour que une dans",
    "es": "el la los de y en que para del una con",
    "de": "der die das und von zu den für mit ist",
}
_LONGEST = 20_000


def language_of(text: str) -> str:
    """Tell the language of a text; empty when it has too few words to tell.

    Args:
        text: the text; its first 20,000 characters are looked at.
    """
    sample = text[:_LONGEST].lower()
    words = _WORD.findall(sample)
    if len(words) < 5:
        return ""
    scores = {tag: sum(words.count(word) for word in common.split()) / len(words) for tag, common in _COMMON.items()}
    letters = max(1, sum(map(len, words)))
    for tag, own in _LETTERS.items():
        share = sum(sample.count(letter) for letter in own) / letters
        if tag in {"hy", "ka"} and share > 0.2:
            return tag
        scores[tag] = scores.get(tag, 0) + 4 * share
    best = max(scores, key=lambda tag: scores[tag])
    return best if scores[best] > 0.02 else ""
