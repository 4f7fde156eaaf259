"""The HTTP interface, call by call, from its own OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator

from tools.openapi import document
from tools.reference.page import Page, code, table

_INTRO = """Programs work at a desk over HTTP, in the name of a person and within that person's rights of the moment. The whole of it is
described for machines in [openapi.json](openapi.json), which every desk also gives away at `/api/v1/openapi.json`;
how to make a key and try it out stands in [Let programs work at the desk](../how-to/use-the-http-interface.md).

Every answer to a call that failed has one shape: `{"error": {"code", "message", "place", "hint"}}`. The code is stable, the message is in
the language of `Accept-Language`.

| status | code | when |
|---|---|---|
| 400 | `input` | what was sent cannot be used as it is; `place` names the value |
| 401 | `unknown_key` | no key, or one that opens nothing (any more) |
| 403 | `refused`, `proof_needed` | the person may not, the key is not for that, or a person has to prove who they are at the desk |
| 404 | `not_there` | there is no such thing, or it is not for the person's eyes; both look the same |
| 409 | `changed_meanwhile` | somebody else changed it since it was read |
| 422 | `shape` | what was sent has another shape than the document says |
"""


def pages() -> Iterator[Page]:
    """Print the calls, a table a part."""
    found = document()
    parts: dict[str, list[list[object]]] = {}
    for path, verbs in found["paths"].items():
        for verb, call in verbs.items():
            scope = next(iter(call["security"][0])).removeprefix("Key").lower()
            parts.setdefault(call["tags"][0], []).append([code(f"{verb.upper()} {path}"), call["summary"], code(scope)])
    tables = [f"## {name.capitalize()}\n\n{table(['call', 'what it does', 'scope'], rows)}" for name, rows in parts.items()]
    yield Page("http.md", "HTTP interface", "\n\n".join([_INTRO, *tables]))
