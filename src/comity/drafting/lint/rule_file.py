"""Read a rule file into a rule; whatever is wrong with it is an error that names file and key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from comity.drafting.fields import request_fields
from comity.drafting.lint.expression.language import Expression, Language
from comity.drafting.lint.rule import Example, Rule, Scope, Source, Words
from comity.errors import KnowledgeError
from comity.model.finding import Severity

_REQUIRED = ("code", "title", "scope", "severity", "applies_to", "check", "why", "fix", "refusal_code", "basis", "sources", "examples")
_OPTIONAL = ("field", "message", "note")
_BASES = ("read_text", "read_summary", "unverified")
_CODE = re.compile(r"[A-Z]{2}-\d{3}")
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.]*)\}")
_ALWAYS = ("today", "instrument", "identifier", "question")


def rule_of(row: Any, origin: str, language: Language) -> Rule:
    """Make a rule of a file's content.

    Args:
        row: the parsed file.
        origin: the file, for messages.
        language: the expression language.

    Raises:
        KnowledgeError: the content is not a rule.
    """
    return _RuleFile(row, origin).rule(language)


class _RuleFile:
    def __init__(self, row: Any, origin: str) -> None:
        self._origin = origin
        if not isinstance(row, dict):
            raise self._error("a rule is a list of keys", None, "begin with `code:`")
        self._row: dict[str, Any] = row

    def rule(self, language: Language) -> Rule:
        self._check_keys()
        check = language.condition(self._text("check"), f"{self._origin}: check")
        rule = Rule(
            code=self._code(),
            title=self._words("title"),
            scope=Scope(self._one_of("scope", tuple(Scope))),
            severity=Severity(self._one_of("severity", tuple(Severity))),
            applies_to=self._applies_to(),
            check=check,
            field=self._field(check),
            message=self._words("message") if self._row.get("message") else None,
            why=self._words("why"),
            fix=self._words("fix"),
            outcome=self._row["refusal_code"],
            basis=self._one_of("basis", _BASES),
            sources=tuple(self._source(n, row) for n, row in enumerate(self._list("sources"))),
            note=self._row.get("note"),
            bad=self._examples("bad"),
            good=self._examples("good"),
            origin=self._origin,
        )
        self._check_placeholders(rule, language)
        return rule

    def _check_keys(self) -> None:
        known = (*_REQUIRED, *_OPTIONAL)
        for key in self._row:
            if key not in known:
                near = get_close_matches(str(key), known, n=1)
                raise self._error(f"unknown key {key!r}", str(key), f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}")
        for key in _REQUIRED:
            if key not in self._row:
                raise self._error(f"the key {key!r} is missing", None, "see the head of comity/drafting/lint/rule.py")

    def _code(self) -> str:
        code = self._text("code")
        if not _CODE.fullmatch(code):
            raise self._error(f"not a rule code: {code!r}", "code", "two capital letters, a hyphen, three digits: ID-001")
        return code

    def _text(self, key: str) -> str:
        value = self._row[key]
        if not isinstance(value, str) or not value.strip():
            raise self._error("text is expected", key, "write a text")
        return value

    def _list(self, key: str) -> list[Any]:
        value = self._row[key]
        if not isinstance(value, list) or not value:
            raise self._error("a list is expected", key, "write one item a line, each after a hyphen")
        return value

    def _one_of(self, key: str, known: tuple[str, ...]) -> str:
        value = self._row[key]
        if value not in known:
            raise self._error(f"{value!r} is not known", key, f"one of: {', '.join(known)}")
        return str(value)

    def _words(self, key: str) -> Words:
        value = self._row[key]
        if not isinstance(value, dict) or not all(isinstance(text, str) and text.strip() for text in value.values()) or "en" not in value:
            raise self._error("texts by language are expected", key, "write {en: ..., ru: ...}")
        return Words(MappingProxyType(dict(value)))

    def _applies_to(self) -> tuple[str, ...]:
        return tuple(str(item) for item in self._list("applies_to"))

    def _field(self, check: Expression) -> str | None:
        field = self._row.get("field")
        if field is None:
            return next((name for name in check.fields if name in request_fields()), None)
        if field not in request_fields():
            near = get_close_matches(str(field), request_fields(), n=1)
            raise self._error(f"unknown field {field!r}", "field", f"did you mean {near[0]!r}?" if near else "use the id of a request fact")
        return str(field)

    def _source(self, number: int, row: Any) -> Source:
        if not isinstance(row, dict) or set(row) != {"id", "url", "how"} or row["how"] not in _BASES:
            raise self._error("a source has id, url and how", f"sources[{number}]", f"how is one of: {', '.join(_BASES)}; url may be null")
        return Source(str(row["id"]), row["url"], row["how"])

    def _examples(self, kind: str) -> tuple[Example, ...]:
        examples = self._row["examples"]
        if not isinstance(examples, dict) or set(examples) != {"bad", "good"} or not isinstance(examples[kind], list) or not examples[kind]:
            raise self._error("examples have a list `bad` and a list `good`", "examples", "give at least one of each")
        return tuple(self._example(f"examples.{kind}[{n}]", row) for n, row in enumerate(examples[kind]))

    def _example(self, place: str, row: Any) -> Example:
        if not isinstance(row, dict) or "draft" not in row or not set(row) <= {"draft", "with"}:
            raise self._error("an example has `draft` and `with`", place, "name a complete draft and the facts that differ")
        changes: Mapping[str, object] = row.get("with") or {}
        return Example(str(row["draft"]), MappingProxyType(dict(changes)))

    def _check_placeholders(self, rule: Rule, language: Language) -> None:
        offered = {word for name in rule.check.functions for word in language.functions[name].words}
        for key, words in (("title", rule.title), ("message", rule.message), ("fix", rule.fix)):
            for tag, text in words.texts.items() if words else ():
                for name in PLACEHOLDER.findall(text):
                    if name not in request_fields() and name not in offered and name not in _ALWAYS:
                        raise self._error(
                            f"nothing fills {{{name}}}", f"{key}.{tag}", f"known here: {', '.join(sorted(offered)) or 'request facts'}"
                        )

    def _error(self, message: str, key: str | None, hint: str) -> KnowledgeError:
        return KnowledgeError(message, place=self._origin if key is None else f"{self._origin}: {key}", hint=hint)
