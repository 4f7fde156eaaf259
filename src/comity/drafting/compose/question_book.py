"""The questions: one for each request fact, in the languages of the interface.

They stand in `questions/<group>.yaml`, a line a language; a language that is not there reads English.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from comity.errors import KnowledgeError
from comity.knowledge.plain_yaml import parse
from comity.text.messages import readable

_SOURCE = "en"


def question(field_id: str, language: str) -> str:
    """Return the question that asks for a request fact.

    Args:
        field_id: id of the fact (`data.date_from`).
        language: BCP 47 tag; English where there is no question in it.

    Raises:
        KnowledgeError: the fact has no question.
    """
    group = field_id.partition(".")[0]
    texts = _questions(group).get(field_id)
    if texts is None:
        raise KnowledgeError(
            f"no question asks for {field_id}", place=f"drafting/compose/questions/{group}.yaml", hint="add one, in en and ru"
        )
    return next((texts[tag] for tag in readable(language) if tag in texts), texts[_SOURCE])


@cache
def _questions(group: str) -> Mapping[str, Mapping[str, str]]:
    file = files("comity.drafting.compose") / "questions" / f"{group}.yaml"
    if not file.is_file():
        return MappingProxyType({})
    return MappingProxyType(parse(file.read_text(encoding="utf-8"), f"questions/{group}.yaml"))
