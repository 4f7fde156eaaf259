"""Compile an expression into a callable, once: a parser with a closed list of what may stand in it, never `eval`.

Allowed: `and`, `or`, `not`, comparisons (also chained), `+` and `-` of numbers, numbers, calls of known functions with text and
number arguments. Everything else is a `KnowledgeError` that names the file and the place in the expression.

`and` and `or` know three answers: when a part cannot be answered because a letter leaves a fact open, the others may still
decide; if they do not, the whole cannot be answered (`UndeterminedError`).
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from comity.drafting.fields import request_fields
from comity.drafting.lint.expression.facts import Facts, UndeterminedError
from comity.drafting.lint.expression.function import Bound, Function, Gives, Reader, Takes, Value
from comity.errors import KnowledgeError

_LONGEST = 4000
_COMPARE: dict[type[ast.cmpop], Callable[[Value, Value], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_COUNT: dict[type[ast.operator], Callable[[Value, Value], Value]] = {ast.Add: operator.add, ast.Sub: operator.sub}


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression.

    Attributes:
        text: the source.
        fields: the facts it asks about, in order of appearance.
        wanted: the facts whose absence it looks for: what `missing(...)` names outside a `not`.
        functions: the functions it uses.
        gives: whether it answers yes or no, or with a number.
        run: the callable; raises `UndeterminedError` when a letter leaves open what decides.
    """

    text: str
    fields: tuple[str, ...]
    wanted: tuple[Reader, ...]
    functions: tuple[str, ...]
    gives: Gives
    run: Bound

    def holds(self, facts: Facts) -> bool:
        """Tell whether the expression is true of the facts."""
        return bool(self.run(facts))


class Language:
    """A vocabulary: the functions that expressions may use.

    Args:
        functions: the functions by name; rules, scenarios and other users bring their own beside the common ones.
        groups: groups of facts that may stand for a field (`target`).
    """

    def __init__(self, functions: Mapping[str, Function], groups: tuple[str, ...] = ("target", "fact")) -> None:
        self.functions = functions
        self._groups = groups
        self._cache: dict[str, Expression] = {}

    def compile(self, text: str, place: str) -> Expression:
        """Compile an expression; the same text is compiled once.

        Args:
            text: the expression.
            place: the file and key it stands in, for messages.

        Raises:
            KnowledgeError: the text is no expression of this language.
        """
        found = self._cache.get(text)
        if found is None:
            found = self._cache[text] = _Compiler(self.functions, self._groups, text, place).compile()
        return found

    def condition(self, text: str, place: str) -> Expression:
        """Compile an expression that has to answer yes or no.

        Raises:
            KnowledgeError: the text is no expression of this language, or answers with a number.
        """
        found = self.compile(text, place)
        if found.gives is not Gives.TRUTH:
            raise KnowledgeError("a number where yes or no is expected", place=place, hint="compare it: count(...) > 0")
        return found


class _Compiler:
    def __init__(self, functions: Mapping[str, Function], groups: tuple[str, ...], text: str, place: str) -> None:
        self._functions = functions
        self._groups = groups
        self._text = " ".join(text.split("\n"))
        self._place = place
        self._fields: dict[str, None] = {}
        self._wanted: dict[str, Reader] = {}
        self._negations = 0
        self._used: dict[str, None] = {}

    def compile(self) -> Expression:
        if len(self._text) > _LONGEST:
            raise KnowledgeError(f"the expression has more than {_LONGEST} characters", place=self._place, hint="make a function of it")
        try:
            tree = ast.parse(self._text.strip(), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            reason = error.msg if isinstance(error, SyntaxError) else str(error)
            raise KnowledgeError(f"not an expression: {reason}", place=self._place, hint=f"in: {self._text[:120]}") from None
        run, gives = self._node(tree.body)
        return Expression(self._text, tuple(self._fields), tuple(self._wanted.values()), tuple(self._used), gives, run)

    def _node(self, node: ast.expr) -> tuple[Bound, Gives]:
        match node:
            case ast.BoolOp(op=op, values=values):
                parts = tuple(self._truth(value) for value in values)
                return (_all(parts) if isinstance(op, ast.And) else _any(parts)), Gives.TRUTH
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._negated(operand), Gives.TRUTH
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)) if not isinstance(number, bool):
                return _constant(-number), Gives.NUMBER
            case ast.Compare(left=left, ops=operators, comparators=comparators):
                return self._comparison(left, operators, comparators), Gives.TRUTH
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _COUNT:
                return _counted(_COUNT[type(op)], self._number(left), self._number(right)), Gives.NUMBER
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return _constant(number), Gives.NUMBER
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._call(node, name, arguments)
            case _:
                pass
        raise self._error(
            f"{type(node).__name__} may not stand here", node, "use and, or, not, comparisons and the functions of the language"
        )

    def _negated(self, operand: ast.expr) -> Bound:
        self._negations += 1
        part = self._truth(operand)
        self._negations -= 1
        return _not(part)

    def _truth(self, node: ast.expr) -> Bound:
        run, gives = self._node(node)
        if gives is not Gives.TRUTH:
            raise self._error("a number where yes or no is expected", node, "compare it: count(...) > 0")
        return run

    def _number(self, node: ast.expr) -> Bound:
        run, gives = self._node(node)
        if gives is not Gives.NUMBER:
            raise self._error("yes or no where a number is expected", node, "compare numbers only")
        return run

    def _comparison(self, left: ast.expr, operators: list[ast.cmpop], comparators: list[ast.expr]) -> Bound:
        operands = tuple(self._number(node) for node in (left, *comparators))
        tests = []
        for place, symbol in enumerate(operators):
            if type(symbol) not in _COMPARE:
                raise self._error(
                    f"{type(symbol).__name__} is no comparison of numbers", comparators[place], "use isin() or has() for lists"
                )
            tests.append(_COMPARE[type(symbol)])
        if len(tests) == 1:
            return _compared(tests[0], *operands)
        return _chained(tuple(tests), operands)

    def _call(self, node: ast.expr, name: str, arguments: list[ast.expr]) -> tuple[Bound, Gives]:
        function = self._functions.get(name)
        if function is None:
            raise self._error(f"unknown function {name!r}", node, self._near(name, tuple(self._functions)))
        self._used[name] = None
        bound = self._arguments(node, function, arguments)
        if name == "missing" and self._negations % 2 == 0:
            self._wanted.update((one.id, one) for one in bound if isinstance(one, Reader))
        try:
            return function.bind(*bound), function.gives
        except ValueError as error:
            raise self._error(f"{name}: {error}", node, "see the function's own file for its arguments") from None

    def _arguments(self, node: ast.expr, function: Function, arguments: list[ast.expr]) -> list[object]:
        kinds = list(function.takes)
        if kinds and kinds[-1] in {Takes.FIELDS, Takes.TEXTS}:
            last = Takes.FIELD if kinds[-1] is Takes.FIELDS else Takes.TEXT
            kinds[-1:] = [last] * max(1, len(arguments) - len(kinds) + 1)
        if len(kinds) != len(arguments):
            raise self._error(f"{function.name} takes {len(kinds)} arguments, {len(arguments)} given", node, "see the function's own file")
        any_text = bool(function.takes) and function.takes[-1] is Takes.TEXTS
        return [self._argument(kind, argument, numbers_too=any_text) for kind, argument in zip(kinds, arguments, strict=True)]

    def _argument(self, kind: Takes, node: ast.expr, *, numbers_too: bool) -> object:
        match kind, node:
            case Takes.FIELD, ast.Constant(value=str() as field_id):
                return self._field(field_id, node)
            case Takes.TEXT, ast.Constant(value=str() as text):
                return text
            case Takes.TEXT, ast.Constant(value=int() | float() as number) if numbers_too and not isinstance(number, bool):
                return number
            case Takes.NUMBER, ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                return number
        raise self._error(f"not a {kind.name.lower()} argument", node, "write ids and words in quotation marks, numbers without")

    def _field(self, field_id: str, node: ast.expr) -> Reader:
        field = request_fields().get(field_id)
        if field is None and field_id not in self._groups:
            raise self._error(f"unknown field {field_id!r}", node, self._near(field_id, tuple(request_fields())))
        self._fields[field_id] = None
        return Reader(field_id, field)

    def _near(self, name: str, known: tuple[str, ...]) -> str:
        near = get_close_matches(name, known, n=1)
        return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(sorted(known)[:12])} ..."

    def _error(self, message: str, node: ast.expr, hint: str) -> KnowledgeError:
        return KnowledgeError(f"{message} (column {node.col_offset + 1})", place=self._place, hint=hint)


def _all(parts: tuple[Bound, ...]) -> Bound:
    def run(facts: Facts) -> Value:
        open_part: UndeterminedError | None = None
        for part in parts:
            try:
                if not part(facts):
                    return False
            except UndeterminedError as error:
                open_part = error
        if open_part is not None:
            raise open_part
        return True

    return run


def _any(parts: tuple[Bound, ...]) -> Bound:
    def run(facts: Facts) -> Value:
        open_part: UndeterminedError | None = None
        for part in parts:
            try:
                if part(facts):
                    return True
            except UndeterminedError as error:
                open_part = error
        if open_part is not None:
            raise open_part
        return False

    return run


def _not(part: Bound) -> Bound:
    return lambda facts: not part(facts)


def _constant(number: float) -> Bound:
    return lambda _facts: number


def _counted(count: Callable[[Value, Value], Value], left: Bound, right: Bound) -> Bound:
    return lambda facts: count(left(facts), right(facts))


def _compared(test: Callable[[Value, Value], bool], left: Bound, right: Bound) -> Bound:
    return lambda facts: test(left(facts), right(facts))


def _chained(tests: tuple[Callable[[Value, Value], bool], ...], operands: tuple[Bound, ...]) -> Bound:
    def run(facts: Facts) -> Value:
        values = [operand(facts) for operand in operands]
        return all(test(values[n], values[n + 1]) for n, test in enumerate(tests))

    return run
