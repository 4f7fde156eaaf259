"""`mixed_script("target.identifier")`: letters of more than one script, or characters that nobody sees, in one identifier."""

from __future__ import annotations

from typing import ClassVar

from comity.drafting.lint.expression.facts import Evidence, Facts
from comity.drafting.lint.expression.function import Bound, Function, Reader, Takes
from comity.text.scripts import hidden_characters, is_mixed_script, look_alikes


class MixedScript(Function):
    """Shows each odd character with its code point."""

    name = "mixed_script"
    takes = (Takes.FIELD,)
    words: ClassVar[tuple[str, ...]] = ("found",)

    def bind(self, field: Reader) -> Bound:
        def run(facts: Facts) -> bool:
            found = False
            for index, value in field.indexed(facts):
                text = str(value)
                hidden = hidden_characters(text)
                if not hidden and not (is_mixed_script(text) and not _is_name(text)):
                    continue
                found = True
                shown = [f"U+{ord(one.character):04X} {one.name}" for one in hidden]
                shown += [f"{one.character} (U+{ord(one.character):04X})" for one in look_alikes(text)]
                facts.evidence.append(Evidence(field.id, index, words={"found": ", ".join(shown) or text}))
            return found

        return run


def _is_name(text: str) -> bool:
    """Several words, each in one script, are a name written twice (`Asel Асель`), not an identifier."""
    words = text.split()
    return len(words) > 1 and not any(is_mixed_script(word) for word in words)
