"""Read and write a request as a file, `DRAFT.yaml`: the facts by their ids, dotted or nested or both.

    instrument: mla_stored_content
    authority: {issuing_state: KG, issuing_name: Investigative Department}
    data.date_from: 2026-02-01
    targets:
      - {kind: account, identifier: "@example_handle", identifier_type: handle}
    pc.facts:
      - {date: 2026-02-03, source: victim, text: "...", reliability: bank statement}
    today: 2026-03-20
    overrides:
      - {rule: SC-016, by: A. Senior, reason: "..."}

Lenient where people are (yes/no/да/нет, one value for a list, numbers for text), strict where it matters: an unknown key, a
wrong date and a fact given twice are errors that name the place.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from comity.drafting.draft_values import WrongValueError, read_moment, read_statement, read_value
from comity.drafting.fields import FACT_GROUP, PLEADED_FACTS, TARGET_GROUP, FieldKind, group_classes, request_fields
from comity.drafting.yaml_tree import Listing, Mapping, Scalar, Tree, parse_tree, read_tree
from comity.errors import InputError
from comity.model.finding import Override
from comity.model.request.evidence_request import EvidenceRequest
from comity.text.messages import say

_TOP_KEYS = ("instrument", "targets", "today", "overrides", "training")
_OVERRIDE_KEYS = tuple(field.name for field in fields(Override))


def read_draft(path: Path | str) -> EvidenceRequest:
    """Read a draft.

    Args:
        path: the file.

    Raises:
        InputError: the file cannot be read, or a key or a value is wrong; the place names key and line.
    """
    path = Path(path)
    return _Draft(path.name).read(read_tree(path))


def parse_draft(data: bytes, name: str = "draft.yaml") -> EvidenceRequest:
    """Read a draft from bytes.

    Args:
        data: the file's content.
        name: the name for messages.

    Raises:
        InputError: as `read_draft`.
    """
    return _Draft(name).read(parse_tree(data, name))


class _Draft:
    """Collects the facts of one file, each of them once."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._facts: dict[str, dict[str, object]] = {group: {} for group in group_classes()}
        self._lines: dict[str, int] = {}
        self._targets: list[dict[str, object]] | None = None
        self._today: date | None = None
        self._training = False
        self._overrides: tuple[Override, ...] = ()

    def read(self, tree: Tree) -> EvidenceRequest:
        if isinstance(tree, Scalar) and tree.is_null:
            return EvidenceRequest()
        if not isinstance(tree, Mapping):
            raise self._error(say("a draft is a list of `key: value` lines"), None, tree.line, say("begin with `instrument: ...`"))
        for key, line, value in tree.items:
            self._top(key, line, value)
        return self._build()

    def _top(self, key: str, line: int, value: Tree) -> None:
        if key == "instrument":
            self._fact("request.instrument", line, value)
        elif key == "targets":
            self._read_targets(key, line, value)
        elif key == "today":
            moment = self._convert(key, line, self._scalar(key, value), read_moment)
            self._today = moment.date() if isinstance(moment, datetime) else moment
        elif key == "training":
            self._training = self._convert(key, line, self._scalar(key, value), read_statement) is True
        elif key == "overrides":
            self._overrides = tuple(self._override(f"overrides[{n}]", item) for n, item in enumerate(self._items(value)))
        elif "." in key:
            self._fact(key, line, value)
        elif key in group_classes():
            self._group(key, line, value)
        else:
            raise self._unknown(key, key, line, (*_TOP_KEYS, *group_classes(), *request_fields()))

    def _group(self, group: str, line: int, value: Tree) -> None:
        if isinstance(value, Scalar) and value.is_null:
            return
        if not isinstance(value, Mapping):
            raise self._error(
                say("the group {group} holds facts", group=group),
                group,
                line,
                say("write `{group}:` and its facts indented below", group=group),
            )
        for key, key_line, member in value.items:
            self._fact(key if key.startswith(f"{group}.") else f"{group}.{key}", key_line, member)

    def _fact(self, field_id: str, line: int, value: Tree) -> None:
        field = request_fields().get(field_id)
        if field is None:
            raise self._unknown(field_id, field_id, line, (*request_fields(),))
        if field.group == FACT_GROUP:
            raise self._error(say("facts are pleaded in a list"), field_id, line, say("write `pc.facts:` with one item for each fact"))
        if field_id in self._lines:
            raise self._error(
                say("given twice, first on line {first}", first=self._lines[field_id]), field_id, line, say("keep one of the two")
            )
        self._lines[field_id] = line
        if field_id == PLEADED_FACTS:
            read: object = self._pleaded(value)
        else:
            read = self._value(field_id, field_id, value)
        self._facts[field.group][field.name] = read

    def _value(self, field_id: str, place: str, value: Tree) -> object:
        kind = request_fields()[field_id].kind
        if kind is FieldKind.TEXTS:
            items = value.items if isinstance(value, Listing) else (value,)
            texts = [self._one(field_id, place, FieldKind.TEXT, item) for item in items]
            return tuple(text for text in texts if text is not None)
        return self._one(field_id, place, kind, value)

    def _one(self, field_id: str, place: str, kind: FieldKind, value: Tree) -> object:
        scalar = self._scalar(place, value)
        if scalar.is_null:
            return None
        return self._convert(place, scalar.line, scalar, lambda raw: read_value(field_id, kind, raw, is_plain=scalar.is_plain))

    def _read_targets(self, place: str, line: int, value: Tree) -> None:
        items = self._items(value)
        if self._targets is not None:
            raise self._error(say("targets are given twice"), place, line, say("keep one list"))
        self._targets = [self._member(TARGET_GROUP, f"targets[{n}]", item, "identifier") for n, item in enumerate(items)]

    def _pleaded(self, value: Tree) -> tuple[object, ...]:
        kind = group_classes()[FACT_GROUP]
        return tuple(kind(**self._member(FACT_GROUP, f"{PLEADED_FACTS}[{n}]", item, "text")) for n, item in enumerate(self._items(value)))

    def _member(self, group: str, place: str, item: Tree, single: str) -> dict[str, object]:
        """Read one target or pleaded fact; a bare value stands for its main fact."""
        if isinstance(item, Scalar):
            return {single: self._value(f"{group}.{single}", place, item)}
        if not isinstance(item, Mapping):
            raise self._error(say("a list inside the list"), place, item.line, say("give each item its own facts"))
        facts: dict[str, object] = {}
        for key, line, value in item.items:
            name = key.removeprefix(f"{group}.")
            if f"{group}.{name}" not in request_fields():
                names = tuple(field.name for field in request_fields().values() if field.group == group)
                raise self._unknown(key, f"{place}.{key}", line, names)
            if name in facts:
                raise self._error(say("given twice"), f"{place}.{name}", line, say("keep one of the two"))
            facts[name] = self._value(f"{group}.{name}", f"{place}.{name}", value)
        return facts

    def _override(self, place: str, item: Tree) -> Override:
        if not isinstance(item, Mapping):
            raise self._error(
                say("an override has a rule, a name and a reason"), place, item.line, say("write {{rule: ..., by: ..., reason: ...}}")
            )
        found: dict[str, str] = {}
        for key, line, value in item.items:
            if key not in _OVERRIDE_KEYS:
                raise self._unknown(key, f"{place}.{key}", line, _OVERRIDE_KEYS)
            scalar = self._scalar(f"{place}.{key}", value)
            found[key] = "" if scalar.is_null else scalar.text
        missing = [key for key in _OVERRIDE_KEYS if not found.get(key, "").strip()]
        if missing:
            raise self._error(
                say("an override lacks {keys}", keys=", ".join(missing)),
                place,
                item.line,
                say("an override names the rule, the person and the reason"),
            )
        return Override(**found)

    def _items(self, value: Tree) -> tuple[Tree, ...]:
        if isinstance(value, Listing):
            return value.items
        if isinstance(value, Scalar) and value.is_null:
            return ()
        return (value,)

    def _scalar(self, place: str, value: Tree) -> Scalar:
        if isinstance(value, Scalar):
            return value
        if isinstance(value, Listing) and len(value.items) == 1 and isinstance(value.items[0], Scalar):
            return value.items[0]
        raise self._error(say("a list or nested keys where one value is expected"), place, value.line, say("give one value"))

    def _convert(self, place: str, line: int, scalar: Scalar, convert: Any) -> Any:
        if scalar.is_null:
            return None
        try:
            return convert(scalar.text)
        except WrongValueError as error:
            raise self._error(error.message, place, line, error.hint) from None

    def _build(self) -> EvidenceRequest:
        classes = group_classes()
        single = self._facts.pop(TARGET_GROUP)
        if single and self._targets:
            line = min(self._lines[key] for key in self._lines if key.startswith(f"{TARGET_GROUP}."))
            raise self._error(
                say("facts of one target beside a list of targets"), TARGET_GROUP, line, say("put them into an item of `targets`")
            )
        targets = [single] if single else self._targets or []
        groups: dict[str, Any] = {group: classes[group](**facts) for group, facts in self._facts.items() if group != FACT_GROUP}
        return EvidenceRequest(
            **groups,
            targets=tuple(classes[TARGET_GROUP](**facts) for facts in targets),
            today=self._today,
            overrides=self._overrides,
            training=self._training,
        )

    def _unknown(self, key: str, place: str, line: int, known: tuple[str, ...]) -> InputError:
        near = get_close_matches(key, known, n=1, cutoff=0.6) or _same_name(key, known)
        hint = say("did you mean {name}?", name=near[0]) if near else say("the schema of drafts lists the keys: draft-file.schema.json")
        return self._error(say("unknown key {key}", key=key), place if place != key else None, line, hint)

    def _error(self, message: str, key: str | None, line: int, hint: str) -> InputError:
        place = f"{self._name}: line {line}" if key is None else f"{self._name}: {key} (line {line})"
        return InputError(message, place=place, hint=hint)


def _same_name(key: str, known: tuple[str, ...]) -> list[str]:
    name = key.rpartition(".")[2]
    return [other for other in known if other.rpartition(".")[2] == name][:1]


def write_draft(request: EvidenceRequest, path: Path | str) -> None:
    """Write a draft so that `read_draft` gives the same request back; facts of which nothing is said are left out.

    Args:
        request: the request.
        path: the file; replaced whole.

    Raises:
        InputError: the file cannot be written.
    """
    path = Path(path)
    scratch = path.with_name(path.name + ".part")
    try:
        scratch.write_text(draft_text(request), encoding="utf-8", newline="\n")
        scratch.replace(path)
    except OSError as error:
        raise InputError(
            say("the draft cannot be written: {reason}", reason=error.strerror or "?"),
            place=str(path),
            hint=say("check the folder and its permissions"),
        ) from None


def draft_text(request: EvidenceRequest) -> str:
    """Return the text of a draft."""
    tree: dict[str, object] = {}
    if request.request.instrument:
        tree["instrument"] = request.request.instrument
    for key in ("today", "training"):
        if getattr(request, key):
            tree[key] = getattr(request, key)
    for group in group_classes():
        if group not in {TARGET_GROUP, FACT_GROUP}:
            facts = _plain(getattr(request, group), leave_out=("instrument",) if group == "request" else ())
            if facts:
                tree[group] = facts
    if request.targets:
        tree["targets"] = [_plain(target) for target in request.targets]
    if request.overrides:
        tree["overrides"] = [_plain(override) for override in request.overrides]
    return yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


class _Dumper(yaml.SafeDumper):
    """Writes moments as ISO 8601 with `T`, and never an alias."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the signature is PyYAML's
        return True


def _moment(dumper: yaml.SafeDumper, value: datetime) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat())


_Dumper.add_representer(datetime, _moment)


def _plain(holder: Any, leave_out: tuple[str, ...] = ()) -> dict[str, object]:
    found: dict[str, object] = {}
    for field in fields(holder):
        value = getattr(holder, field.name)
        if value is None or value == () or field.name in leave_out:
            continue
        if isinstance(value, tuple):
            value = [member if isinstance(member, str) else _plain(member) for member in value]
        found[field.name] = value
    return found
