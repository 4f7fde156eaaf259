"""Answers of the investigator: a file that fills in what drafts ask for, once for all drafts of a case.

How to write one
    answers:
      - facts:                                   for every draft
          authority.email_official_domain: true
      - language: ru                             for drafts in one language
        facts:
          preservation.necessity: переписка удаляется
        targets:                                 facts of single targets, by identifier
          teskey_prime_sample: {capture_method: снимок экрана}
      - instrument: [mla_stored_content]         for some instruments, some holders of data, some leads
        provider: [google]
        lead: [teskey.prime.sample@gmail.com]
        facts: {...}

The ids of the facts are those of a draft. A later entry that fits overrules an earlier one; an answer overrules what was composed.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from comity.drafting.compose.situation import Situation
from comity.drafting.draft_values import WrongValueError, read_value
from comity.drafting.fields import FACT_GROUP, PLEADED_FACTS, TARGET_GROUP, FieldKind, request_fields
from comity.errors import InputError
from comity.model.request.evidence_request import EvidenceRequest
from comity.model.request.pleaded_fact import PleadedFact
from comity.model.request.target import Target
from comity.routing.typed_reading import did_you_mean
from comity.routing.yaml_file import KeyPath, WrittenFile, read_written_file
from comity.text.messages import say

_KEYS = ("language", "instrument", "provider", "lead", "facts", "targets")
_PLEADED = tuple(field.name for field in fields(PleadedFact))


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """One entry of the file.

    Attributes:
        languages: tags of the drafts it is for; empty for all.
        instruments: instruments it is for; empty for all.
        providers: ids of the holders of data it is for; empty for all.
        leads: identifiers of which a draft has to name at least one; empty for all.
        facts: fact id to value.
        targets: identifier to the facts of that target, by their names without `target.`.
    """

    languages: tuple[str, ...]
    instruments: tuple[str, ...]
    providers: tuple[str, ...]
    leads: tuple[str, ...]
    facts: dict[str, Any]
    targets: dict[str, dict[str, Any]]

    def fits(self, situation: Situation) -> bool:
        """Tell whether the entry is for a draft."""
        provider = situation.provider.id if situation.provider else ""
        return (
            situation.language in (self.languages or (situation.language,))
            and situation.instrument.id in (self.instruments or (situation.instrument.id,))
            and provider in (self.providers or (provider,))
            and (not self.leads or any(lead.identifier.value in self.leads for lead in situation.case_leads))
        )


def read_answers(path: Path | str) -> tuple[AnswerEntry, ...]:
    """Read a file of answers.

    Raises:
        InputError: the file cannot be read, or a key or value is wrong; the place names key and line.
    """
    return _AnswerReader(read_written_file(Path(path))).entries()


def answered(request: EvidenceRequest, situation: Situation, entries: tuple[AnswerEntry, ...]) -> EvidenceRequest:
    """Fill a draft with the answers that are for it."""
    for entry in entries:
        if entry.fits(situation):
            request = _with_facts(request, entry.facts)
            request = replace(request, targets=tuple(_with_target(target, entry.targets) for target in request.targets))
    return request


def _with_facts(request: EvidenceRequest, facts: dict[str, Any]) -> EvidenceRequest:
    groups: dict[str, dict[str, Any]] = {}
    for field_id, value in facts.items():
        field = request_fields()[field_id]
        groups.setdefault(field.group, {})[field.name] = value
    every = groups.pop(TARGET_GROUP, {})
    changed: dict[str, Any] = {group: replace(getattr(request, group), **values) for group, values in groups.items()}
    return replace(request, **changed, targets=tuple(replace(target, **every) for target in request.targets))


def _with_target(target: Target, answers: dict[str, dict[str, Any]]) -> Target:
    return replace(target, **answers.get(target.identifier or "", {}))


class _AnswerReader:
    """Reads one file; every mistake names its key and line."""

    def __init__(self, file: WrittenFile) -> None:
        self._file = file

    def entries(self) -> tuple[AnswerEntry, ...]:
        written = self._file.root.get("answers")
        extra = [key for key in self._file.root if key != "answers"]
        if extra or not isinstance(written, list):
            path: KeyPath = (extra[0],) if extra else ()
            raise self._error(say("a file of answers holds one list: answers"), path, say("begin with a line such as: answers:"))
        return tuple(self._entry(item, ("answers", number)) for number, item in enumerate(written))

    def _entry(self, item: Any, path: KeyPath) -> AnswerEntry:
        for key in self._mapping(item, path):
            if key not in _KEYS:
                raise self._unknown(key, (*path, key), _KEYS)
        facts = self._mapping(item.get("facts"), (*path, "facts"))
        targets = self._mapping(item.get("targets"), (*path, "targets"))
        return AnswerEntry(
            languages=self._words(item.get("language"), (*path, "language")),
            instruments=self._words(item.get("instrument"), (*path, "instrument")),
            providers=self._words(item.get("provider"), (*path, "provider")),
            leads=self._words(item.get("lead"), (*path, "lead")),
            facts={key: self._fact(key, value, (*path, "facts", key)) for key, value in facts.items()},
            targets={name: self._target(value, (*path, "targets", name)) for name, value in targets.items()},
        )

    def _target(self, value: Any, path: KeyPath) -> dict[str, Any]:
        names = self._mapping(value, path)
        return {name: self._fact(f"{TARGET_GROUP}.{name}", told, (*path, name)) for name, told in names.items()}

    def _fact(self, field_id: str, value: Any, path: KeyPath) -> Any:
        field = request_fields().get(field_id)
        if field is None or field.group == FACT_GROUP:
            raise self._unknown(field_id, path, tuple(request_fields()))
        if field_id == PLEADED_FACTS:
            return tuple(self._pleaded(item, (*path, number)) for number, item in enumerate(self._list(value, path)))
        if field.kind is FieldKind.TEXTS:
            return tuple(self._one(field_id, FieldKind.TEXT, item, path) for item in self._list(value, path))
        return self._one(field_id, field.kind, value, path)

    def _pleaded(self, value: Any, path: KeyPath) -> PleadedFact:
        told: dict[str, Any] = {}
        for name, text in self._mapping(value, path).items():
            if name not in _PLEADED:
                raise self._unknown(name, (*path, name), _PLEADED)
            told[name] = self._one(f"{FACT_GROUP}.{name}", request_fields()[f"{FACT_GROUP}.{name}"].kind, text, (*path, name))
        return PleadedFact(**told)

    def _one(self, field_id: str, kind: FieldKind, value: Any, path: KeyPath) -> Any:
        if not isinstance(value, str):
            raise self._error(say("one value is expected here"), path, None)
        try:
            return read_value(field_id, kind, value, is_plain=False)
        except WrongValueError as error:
            raise InputError(error.message, place=self._file.place(path), hint=error.hint) from None

    def _mapping(self, value: Any, path: KeyPath) -> dict[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self._error(say("keys with values are expected here"), path, None)
        return value

    def _list(self, value: Any, path: KeyPath) -> list[Any]:
        if isinstance(value, dict):
            raise self._error(say("a list is expected here"), path, say("begin each entry with a dash"))
        return value if isinstance(value, list) else [value]

    def _words(self, value: Any, path: KeyPath) -> tuple[str, ...]:
        words = [] if value is None else self._list(value, path)
        if not all(isinstance(word, str) for word in words):
            raise self._error(say("words are expected here"), path, None)
        return tuple(words)

    def _unknown(self, key: str, path: KeyPath, known: tuple[str, ...]) -> InputError:
        return self._error(say("there is no such key: {key}", key=key), path, did_you_mean(key, known))

    def _error(self, message: str, path: KeyPath, hint: str | None) -> InputError:
        return InputError(message, place=self._file.place(path), hint=hint)
