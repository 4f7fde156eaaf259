"""The rules: found by walking the folder `rules`, with a ministry's own rules laid over them.

A rule of the overlay (`drafting/lint/rules/*.yaml` there) replaces the shipped one of the same code; a new code is added.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from comity.drafting.lint.expression.language import Language
from comity.drafting.lint.rule import Rule
from comity.drafting.lint.rule_file import rule_of
from comity.drafting.lint.vocabulary import rule_language
from comity.errors import InputError, KnowledgeError
from comity.knowledge.plain_yaml import parse

SHIPPED = Path(__file__).parent / "rules"
IN_OVERLAY = Path("drafting") / "lint" / "rules"
_Files = tuple[tuple[str, bytes], ...]


class RuleBook(Mapping[str, Rule]):
    """The rules by their codes, in the order of the codes.

    Args:
        rules: the rules.
        used: origin and SHA-256 of each file.
    """

    def __init__(self, rules: Iterator[Rule], used: tuple[tuple[str, str], ...]) -> None:
        self._rules = {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.code)}
        self._used = used

    @classmethod
    def open(cls, overlay: Path | None = None, language: Language | None = None) -> RuleBook:
        """Read the shipped rules and those of an overlay.

        Args:
            overlay: root of a ministry's overlay folder.
            language: the expression language; that of the rules unless a test brings its own.

        Raises:
            KnowledgeError: a file is no rule, or two files of one folder have one code.
            InputError: there is no such overlay folder.
        """
        if overlay is not None and not overlay.is_dir():
            raise InputError("there is no such folder", place=str(overlay), hint="give the root of the overlay folder")
        files = _read(SHIPPED, "")
        more = _read(overlay / IN_OVERLAY, "overlay:") if overlay is not None else ()
        words = language or rule_language()
        rules = _by_code(files, words) | _by_code(more, words)
        used = tuple((origin, hashlib.sha256(data).hexdigest()) for origin, data in (*files, *more))
        return cls(iter(rules.values()), used)

    def __getitem__(self, code: str) -> Rule:
        return self._rules[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)

    def files_used(self) -> tuple[tuple[str, str], ...]:
        """Return origin and SHA-256 of every rule file."""
        return self._used


def _read(folder: Path, prefix: str) -> _Files:
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    return tuple((f"{prefix}drafting/lint/rules/{path.name}", path.read_bytes()) for path in paths)


def _by_code(files: _Files, language: Language) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for origin, data in files:
        rule = rule_of(_parse(origin, data), origin, language)
        if rule.code in rules:
            raise KnowledgeError(
                f"the code {rule.code} is used twice", place=origin, hint=f"also in {rules[rule.code].origin}; give it a new code"
            )
        if Path(origin).stem != rule.code.lower():
            raise KnowledgeError(f"the file speaks of {rule.code}", place=origin, hint=f"name the file {rule.code.lower()}.yaml")
        rules[rule.code] = rule
    return rules


def _parse(origin: str, data: bytes) -> Any:
    try:
        return parse(data.decode("utf-8"), origin)
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"byte {error.start} is not UTF-8 text", place=origin, hint="save the file as UTF-8") from None
