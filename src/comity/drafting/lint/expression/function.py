"""How to write a function of the expression language.

A function is a class with a name, the kinds of its arguments and `bind`, which turns the arguments of one expression into a
callable on the facts. Binding happens once when the rule is loaded, so whatever can be prepared (a regular expression, a set
of words) is prepared there:

    class IsLong(Function):
        name = "is_long"
        takes = (Takes.FIELD, Takes.NUMBER)

        def bind(self, field: Reader, limit: float) -> Callable[[Facts], bool]:
            return lambda facts: any(len(str(value)) > limit for value in field.values(facts))

Functions that judge lie in `comity.drafting.lint.functions`, one file each, and are found by walking; the elementary words are
in `comity.drafting.lint.expression.words`. A function that can say what it found adds `Evidence` to the facts before it
answers yes. A function never raises on odd values: a draft has holes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import Enum, auto
from operator import attrgetter
from typing import Any, ClassVar

from comity.drafting.fields import FACT_GROUP, TARGET_GROUP, RequestField, said
from comity.drafting.lint.expression.facts import Facts, UndeterminedError

Value = bool | int | float
Bound = Callable[[Facts], Value]


class Takes(Enum):
    """The kinds of arguments."""

    FIELD = auto()  # the id of a request fact, or of a group (`target`)
    TEXT = auto()
    NUMBER = auto()
    FIELDS = auto()  # one or more ids; stands last
    TEXTS = auto()  # one or more texts or numbers; stands last


class Gives(Enum):
    """The kinds of answers."""

    TRUTH = auto()
    NUMBER = auto()


class Reader:
    """Reads one request fact: the value of the target in question, or of all of them when the request is asked about.

    Attributes:
        id: the id of the fact.
        field: what is known of it; None for a whole group.
    """

    def __init__(self, field_id: str, field: RequestField | None) -> None:
        self.id = field_id
        self.field = field
        self._group = field.group if field else field_id
        self._get = attrgetter(field.name) if field else None
        self._get_whole = attrgetter(field_id) if field else None

    def values(self, facts: Facts) -> tuple[Any, ...]:
        """Return what is said, as a tuple; empty when nothing is.

        Raises:
            UndeterminedError: nothing is said and the letter leaves it open.
        """
        found = self._read(facts)
        if not found and facts.undetermined and self.id in facts.undetermined:
            raise UndeterminedError(self.id)
        return found

    def first(self, facts: Facts) -> Any:
        """Return the first value, or None."""
        found = self.values(facts)
        return found[0] if found else None

    def text(self, facts: Facts) -> str:
        """Return the value as text, lists joined by line breaks; empty when nothing is said."""
        return "\n".join(str(value) for value in self.values(facts))

    def indexed(self, facts: Facts) -> tuple[tuple[int | None, Any], ...]:
        """Return the values, each with the number of its target or pleaded fact; what a letter leaves open is left out."""
        holders = self._holders(facts)
        if holders is None or facts.index is not None:
            return tuple((facts.index, value) for value in self._read(facts))
        get = self._get
        return tuple((n, value) for n, holder in enumerate(holders) for value in said(get(holder))) if get else ()

    def _read(self, facts: Facts) -> tuple[Any, ...]:
        holders = self._holders(facts)
        if holders is None:
            return said(self._get_whole(facts.request)) if self._get_whole else ()
        if self._get is None:
            return holders
        get = self._get
        if len(holders) == 1:
            return said(get(holders[0]))
        return tuple(value for holder in holders for value in said(get(holder)))

    def _holders(self, facts: Facts) -> tuple[Any, ...] | None:
        if self._group == TARGET_GROUP:
            return (facts.target,) if facts.target is not None else facts.request.targets
        if self._group == FACT_GROUP:
            return (facts.fact,) if facts.fact is not None else facts.request.pc.facts
        return None


class Function(ABC):
    """A word of the expression language.

    Attributes:
        name: the word.
        takes: the kinds of its arguments; `FIELDS` and `TEXTS` take one or more and stand last.
        gives: whether it answers yes or no, or with a number.
        words: names that its evidence offers to messages.
    """

    name: ClassVar[str]
    takes: ClassVar[tuple[Takes, ...]] = ()
    gives: ClassVar[Gives] = Gives.TRUTH
    words: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def bind(self, *arguments: Any) -> Bound:
        """Prepare the function for the arguments of one expression.

        Args:
            *arguments: a `Reader` for each field, text and numbers as they stand.

        Raises:
            ValueError: an argument makes no sense (an unknown set of phrases, a broken regular expression).
        """
