"""Names of accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from comity.leads.kind import Candidate, Kind
from comity.leads.page import Page
from comity.leads.words import Cue
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.text.messages import say
from comity.text.scripts import is_mixed_script, look_alikes, to_latin

_AT = re.compile(r"@([\w.·-]{2,33})")
_FEDIVERSE = re.compile(r"@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.·-]{2,31}")
_QUOTED = re.compile(r"[«\"“„‘](?P<name>[A-Za-z][A-Za-z0-9_.·-]{2,31})[»\"”“’]")
_FAR = 44
_NICK = re.compile(
    "ник|nick|user|юзер|логин|login|аккаунт|account|akkaunt|профил|profil|колдон|foydal|фойдал|пайдал|канал|channel|kanal|арнас|бот|handle|skype|скайп"
)
_NAME_SIGNS = frozenset("_0123456789.")
_LABEL_ENDS = frozenset(":=—–-")
_LABELLED = re.compile(r"([^\W\d_]{2,})\s?[:=—–-]\s?[\"«“]?$")
_TAG = re.compile(r"#[0-9]{4}(?![0-9\w])")
_TAGGED = re.compile(r"[\w.]{2,32}$")
_NO_START = frozenset("@/._")
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
        if page.context.marks:
            yield from self._after_words(page)
            yield from self._tagged(page)

    def _after_words(self, page: Page) -> Iterator[Candidate]:
        """Find names without `@` after a word such as ник or username: with a digit, `_` or a point inside, or in quotation marks."""
        text = page.text
        places = dict(page.scan.names)
        place = text.find("_")
        while place >= 0:
            start = place
            limit = place - 32 if place > 32 else 0
            while start > limit and (text[start - 1].isalnum() or text[start - 1] in "._-"):
                start -= 1
            places.setdefault(start, place)
            place = text.find("_", place + 1)
        places.update({link.host_start: link.host_end for link in page.links if not link.scheme and not link.rest})
        for start in places:
            if text[start - 1 : start] in _NO_START:
                continue
            name = _NAME.match(text, start)
            after = text[name.end() : name.end() + 1] if name else "@"
            if name and not after.isalnum() and (after or " ") not in "@:/\\":
                yield from self._named(page, start, name.group().rstrip(".-·"), quoted=False)
        for quoted in _QUOTED.finditer(text):
            yield from self._named(page, quoted.start("name"), quoted["name"].rstrip(".-·"), quoted=True)

    def _named(self, page: Page, start: int, name: str, *, quoted: bool) -> Iterator[Candidate]:
        end = start + len(name)
        if page.text[start - 1 : start] in {"@", "/", "."} or (not quoted and _NAME_SIGNS.isdisjoint(name)):
            return
        before = page.before(start, _FAR)
        labelled = _LABELLED.search(before) if before.rstrip(' "«“')[-1:] in _LABEL_ENDS else None
        provider = page.index.of_word(labelled[1]) if labelled else None
        if provider is None:
            cue, distance = page.cue_and_distance(start, end)
            if (
                cue is Cue.NICK
                and 0 < distance < _FAR
                and (quoted or _NICK.search(before))
                and "." not in before[-distance:].replace(". ", "..")
            ):
                provider = page.provider_near(start, end)
        if provider and page.index.of_word(name.lower()) is None and provider != page.index.of_host(name):
            candidate = self._made(page, start, end, name)
            candidate.weight = 46
            yield candidate

    def _tagged(self, page: Page) -> Iterator[Candidate]:
        """Find the old names of Discord, `name#1234`."""
        place = page.text.find("#")
        while place > 0:
            if _TAG.match(page.text, place) and (name := _TAGGED.search(page.text[max(0, place - 33) : place])):
                start, end = place - len(name.group()), place + 5
                if page.provider_near(start, end) == "discord":
                    yield Candidate(self.code, start, end, page.text[start:end], provider="discord")
            place = page.text.find("#", place + 1)

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

    def _made(self, page: Page, start: int, end: int, name: str) -> Candidate:
        provider = page.provider_near(start, end)
        found = Candidate(self.code, start, end, "@" + name, provider=provider)
        if is_mixed_script(name) or (not name.isascii() and to_latin(name).isascii()):
            found.notes |= frozenset({Note.MIXED_SCRIPT} if is_mixed_script(name) else ())
            found.notes |= frozenset({Note.HOMOGLYPH} if look_alikes(name) else ())
            found.verdict, found.reason = (
                Verdict.UNSURE,
                say("letters of another script stand inside; in Latin: {value}", value="@" + to_latin(name)),
            )
        elif provider is None:
            found.verdict, found.reason = Verdict.UNSURE, say("no platform is named beside it")
        return found
