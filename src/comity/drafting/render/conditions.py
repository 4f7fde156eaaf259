"""The conditions of a form: a few words over facts, and nothing that could do anything.

    case.covert                             the fact is there and is not `false`
    known data.date_to                      the fact is there, whatever it says
    wanted data.necessity                   it is there, or the instrument demands it (then a gap shows)
    told preservation.intent_mla            it is told in words, not only as true
    request.urgency == "emergency"          equal to a word, or to what another fact says
    request.instrument in ("a", "b")        one of some words
    "content" in data.categories            a list holds a word
    not A     A and B     A or B     (A)

There are no calls, no attributes of objects and no numbers; a condition cannot fail on any draft.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from comity.errors import KnowledgeError

LookUp = Callable[[str], object]
Test = Callable[[LookUp], bool]

_TOKEN = re.compile(r'\s*(?:(?P<word>"[^"]*")|(?P<name>[a-z_][a-z0-9_.]*)|(?P<mark>==|!=|[(),]))')
_WORDS = frozenset({"and", "or", "not", "in", "known", "told", "wanted"})
_DEMANDED = "demanded "
"""Before the id of a fact, it asks whether the instrument demands it."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that was read.

    Attributes:
        text: as written.
        names: the facts it asks about.
        holds: tells whether it holds for a draft, given how to look a fact up.
    """

    text: str
    names: tuple[str, ...]
    holds: Test


def demanded_fact(name: str) -> str | None:
    """Return the fact whose demand is asked about, when a look-up asks that; None when it asks for a value."""
    return name.removeprefix(_DEMANDED) if name.startswith(_DEMANDED) else None


def is_there(value: object) -> bool:
    """Tell whether anything is said: `False` says something, an empty text or list does not."""
    return value is not None and value != "" and value != ()


def read_condition(text: str, place: str) -> Condition:
    """Read a condition.

    Args:
        text: the condition.
        place: file and line, for the error.

    Raises:
        KnowledgeError: it is not one.
    """
    reader = _Reader(text, place)
    holds = reader.either()
    reader.expect_end()
    return Condition(text, tuple(reader.names), holds)


class _Reader:
    def __init__(self, text: str, place: str) -> None:
        self.text = text
        self.place = place
        self.names: list[str] = []
        self.tokens = list(self._tokens())
        self.at = 0

    def _tokens(self) -> Iterator[str]:
        position = 0
        while self.text[position:].strip():
            match = _TOKEN.match(self.text, position)
            if match is None:
                raise self._wrong(self.text[position:].strip()[:20])
            position = match.end()
            yield match.group().strip()

    def _wrong(self, what: str) -> KnowledgeError:
        hint = 'a condition is made of facts, "words", ==, !=, in, known, told, wanted, not, and, or, ( )'
        return KnowledgeError(f"not a condition: {self.text!r} at {what!r}", place=self.place, hint=hint)

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> bool:
        if self.peek() in wanted and self.peek():
            self.at += 1
            return True
        return False

    def expect_end(self) -> None:
        if self.peek():
            raise self._wrong(self.peek())

    def either(self) -> Test:
        tests = [self.both()]
        while self.take("or"):
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda look: any(test(look) for test in tests)

    def both(self) -> Test:
        tests = [self.single()]
        while self.take("and"):
            tests.append(self.single())
        return tests[0] if len(tests) == 1 else lambda look: all(test(look) for test in tests)

    def single(self) -> Test:
        if self.take("not"):
            test = self.single()
            return lambda look: not test(look)
        if self.take("("):
            test = self.either()
            self._close()
            return test
        if self.peek().startswith('"'):
            return self._word_in_list()
        if self.take("known"):
            name = self._name()
            return lambda look: is_there(look(name))
        if self.take("wanted"):
            name = self._name()
            return lambda look: is_there(look(name)) or bool(look(_DEMANDED + name))
        if self.take("told"):
            name = self._name()
            return lambda look: isinstance(look(name), str) and look(name) != ""
        return self._comparison(self._name())

    def _word_in_list(self) -> Test:
        word = self._word()
        if not self.take("in"):
            raise self._wrong(self.peek())
        name = self._name()
        return lambda look: word in _as_tuple(look(name))

    def _comparison(self, name: str) -> Test:
        if self.take("=="):
            other = self._word_or_fact()
            return lambda look: look(name) == other(look)
        if self.take("!="):
            other = self._word_or_fact()
            return lambda look: look(name) != other(look)
        if self.take("in"):
            words = self._words()
            return lambda look: look(name) in words
        return lambda look: bool(look(name))

    def _word_or_fact(self) -> Callable[[LookUp], object]:
        if self.peek().startswith('"'):
            word = self._word()
            return lambda _look: word
        name = self._name()
        return lambda look: look(name)

    def _words(self) -> tuple[str, ...]:
        if not self.take("("):
            raise self._wrong(self.peek())
        words = [self._word()]
        while self.take(","):
            words.append(self._word())
        self._close()
        return tuple(words)

    def _word(self) -> str:
        token = self.peek()
        if not token.startswith('"'):
            raise self._wrong(token)
        self.at += 1
        return token[1:-1]

    def _name(self) -> str:
        token = self.peek()
        if not re.fullmatch(r"[a-z_][a-z0-9_.]*", token) or token in _WORDS:
            raise self._wrong(token)
        self.at += 1
        self.names.append(token)
        return token

    def _close(self) -> None:
        if not self.take(")"):
            raise self._wrong(self.peek())


def _as_tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)
