"""Names of accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.messages import say
from comity.text.scripts import is_mixed_script, look_alikes, to_latin

_AT = re.compile(r"@([\w.·-]{2,33})")
_FEDIVERSE = re.compile(r"@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_WORDS = re.compile(
    "ник(?:нейм)?|Ник(?:нейм)?|НИК|nick(?:name)?|Nick(?:name)?|username|Username|user name|User name|юзернейм"
    "|Юзернейм|логин|Логин|login|Login"
    "|аккаунт|Аккаунт|account|Account|akkaunt|Akkaunt|профил|Профил|profil|Profil|колдонуучу|Колдонуучу"
    "|foydalanuvchi|Foydalanuvchi|пайдаланушы|Пайдаланушы"
    "|канал|Канал|channel|Channel|kanal|Kanal|бот|Бот|handle|Handle|Skype|skype|скайп|Скайп"
)
_NAME = re.compile(
    r"[a-zа-яёңөүұқғһәіʻ’']{0,8}"
    r"(?P<between>(?:\s+(?:в|на|из|in|on|of|для|с|под|аты|номи|nomi|name|именем|названием|ником|имени|has|is|атында|деген|social|сети|сеті|боюнча|бўйича)"
    r"|\s+[\w«»\"'.-]{2,14}(?=\s*[:«\"'“]|\s+[A-Za-z][\w.]*[_0-9]))*)"
    r"[\s:—–=-]{1,4}[«\"'“„(]?(?P<name>[A-Za-z][A-Za-z0-9_.·-]{2,31})(?P<close>[»\"'”)]?)"
)
_NEVER = frozenset(
    [
        "media",
        "import",
        "charset",
        "keyframes",
        "param",
        "return",
        "returns",
        "override",
        "deprecated",
        "todo",
        "author",
        "everyone",
        "here",
        "all",
        "channel",
    ]
)


class Handle(Kind):
    """The name of an account: `@name`, or a name after a word such as ник, username, логин, with the platform named beside it.

    The value begins with `@`. The provider is the platform named nearest; without one the name is `unsure`, since the same name can exist
    on many platforms. Cyrillic letters in a name are noted: on most platforms such a name cannot exist.
    """

    code = IdentifierKind.HANDLE
    weight = 50

    def find(self, page: Page) -> Iterator[Candidate]:
        text = page.text
        place = text.find("@")
        while place >= 0:
            candidate = self._after_at(page, place)
            if candidate:
                yield candidate
            place = text.find("@", place + 1)
        for word in _WORDS.finditer(text):
            candidate = self._after_word(page, word)
            if candidate:
                yield candidate

    def _after_at(self, page: Page, place: int) -> Candidate | None:
        text = page.text
        before = text[place - 1 : place]
        if before.isalnum() or (before and before in "._-+%/@=&\\"):
            return None
        found = _AT.match(text, place)
        if not found:
            return None
        name = found[1].rstrip(".-·")
        end = place + 1 + len(name)
        if text[end : end + 1] == "@":
            remote = _FEDIVERSE.match(text, end)
            return Candidate(self.code, place, remote.end(), text[place : remote.end()].lower(), weight=82) if remote else None
        if len(name) < 2 or name.isdigit() or name.lower() in _NEVER or text[end : end + 1] == "(":
            return None
        return self._made(page, place, end, name)

    def _after_word(self, page: Page, word: re.Match[str]) -> Candidate | None:
        text = page.text
        if text[word.start() - 1 : word.start()].isalnum():
            return None
        found = _NAME.match(text, word.end(), min(len(text), word.end() + 80))
        if not found or "\n" in found.group():
            return None
        name = found["name"].rstrip(".-·")
        start = found.start("name")
        end = start + len(name)
        if text[end : end + 1].isalnum() or text[end : end + 2] in {"@", "://"} or text[end : end + 1] == "@":
            return None
        quoted = bool(found["close"]) and text[start - 1] in "«\"'“„("
        telling = any(letter in "_0123456789" for letter in name) or ("." in name[1:-1]) or quoted
        if not telling or page.provider_near(start, end) is None or _is_provider_name(page, name):
            return None
        candidate = self._made(page, start, end, name)
        candidate.weight = 46
        return candidate

    def _made(self, page: Page, start: int, end: int, name: str) -> Candidate:
        provider = page.provider_near(start, end)
        found = Candidate(self.code, start, end, "@" + name, provider=provider)
        if is_mixed_script(name) or (not name.isascii() and to_latin(name).isascii()):
            found.notes |= {Note.MIXED_SCRIPT} if is_mixed_script(name) else set()
            found.notes |= {Note.HOMOGLYPH} if look_alikes(name) else set()
            found.verdict, found.reason = (
                Verdict.UNSURE,
                say("letters of another script stand inside; in Latin: {value}", value="@" + to_latin(name)),
            )
        elif provider is None:
            found.verdict, found.reason = Verdict.UNSURE, say("no platform is named beside it")
        return found


def _is_provider_name(page: Page, name: str) -> bool:
    pattern = page.index.names
    return pattern is not None and pattern.fullmatch(name.lower()) is not None
