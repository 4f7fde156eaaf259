"""Finds and reads forms: one file a form and language, `drafting/forms/<slug>.<tag>.md`, front matter and text.

How to write a form
    Copy one that is near, change its name, and edit. The front matter says for which instruments it is the letter (`instruments`), for
    which it is the other text (`companion_of`: the short letter to the provider beside a request to an authority, or the reverse), and
    under which condition (`when`) where two forms serve one instrument. The marks of the text are told in `reading`. No list needs an edit.
    A ministry's overlay folder may hold `drafting/forms/<slug>.<tag>.md`; it takes the place of the shipped form of that name.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import msgspec

from comity.drafting.render.conditions import Condition, read_condition
from comity.drafting.render.facts import value_of
from comity.drafting.render.grammar import BlockNode
from comity.drafting.render.reading import read_form_text
from comity.errors import InputError, KnowledgeError
from comity.model.request.evidence_request import EvidenceRequest
from comity.text.messages import say

Size = Literal["short", "full"]
_USE = re.compile(r"^\{%\s*use ([a-z_-]+)\s*%\}$", re.MULTILINE)


class FrontMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the head of a form says.

    Attributes:
        title: the title for the metadata of the file.
        size: `short` for a text to a provider, `full` for one to an authority.
        instruments: instruments whose letter this is.
        reviewed_by_native_lawyer: whether a lawyer whose language this is has read the text.
        companion_of: instruments of the other size whose draft this form can also tell.
        when: condition that chooses between forms of one instrument.
        numbering: whether sections or single paragraphs are numbered.
        reviewed_on: the day of that reading.
        sources: what the shape of the letter follows.
    """

    title: str
    size: Size
    instruments: tuple[str, ...]
    reviewed_by_native_lawyer: bool
    companion_of: tuple[str, ...] = ()
    when: str = ""
    numbering: Literal["sections", "paragraphs"] = "sections"
    reviewed_on: date | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form in one language.

    Attributes:
        slug: its name in every language.
        language: BCP 47 tag.
        head: the front matter.
        blocks: the text, read.
        sha256: digest of the file.
        origin: the file.
    """

    slug: str
    language: str
    head: FrontMatter
    blocks: tuple[BlockNode, ...]
    sha256: str
    origin: str
    condition: Condition | None

    @property
    def template(self) -> str:
        """Name of the form with its language."""
        return f"{self.slug}.{self.language}"

    def serves(self, request: EvidenceRequest, size: Size | None) -> bool:
        """Tell whether the form is a letter for this draft, in this size or in the instrument's own."""
        instrument = request.request.instrument
        own = instrument in self.head.instruments and size in {None, self.head.size}
        companion = instrument in self.head.companion_of and size == self.head.size
        return (own or companion) and self.fits(request)

    def fits(self, request: EvidenceRequest) -> bool:
        """Tell whether the condition of the form holds for this draft."""
        return self.condition is None or self.condition.holds(lambda name: value_of(request, name))


def read_form(content: bytes, name: str, origin: str, part: Callable[[str], str] | None = None) -> Form:
    """Read one form.

    Args:
        content: the file.
        name: its name, `<slug>.<tag>.md`.
        origin: where it lies, for errors and for the record.
        part: returns the text of a shared part by its file name, `contact.en.md`.

    Raises:
        KnowledgeError: it is not a form.
    """
    parts = name.removesuffix(".md").split(".")
    if len(parts) != 2:
        raise KnowledgeError("a form is named <slug>.<language>.md", place=origin)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise KnowledgeError("a form is UTF-8 text", place=origin) from error
    _, mark, rest = text.partition("---\n")
    front, closing, body = rest.partition("\n---\n")
    if not (mark and closing):
        raise KnowledgeError("a form begins with front matter between two lines of ---", place=origin)
    try:
        head = msgspec.yaml.decode(front, type=FrontMatter)
    except (msgspec.MsgspecError, ValueError) as error:
        raise KnowledgeError(f"front matter: {error}", place=origin, hint="the keys are told in drafting/render/form.py") from error
    body, digest = _with_parts(body, parts[1], content, part)
    blocks = read_form_text(body, origin, first_line=front.count("\n") + 4)
    condition = read_condition(head.when, origin) if head.when else None
    return Form(parts[0], parts[1], head, blocks, digest, origin, condition)


def _with_parts(body: str, language: str, content: bytes, part: Callable[[str], str] | None) -> tuple[str, str]:
    """Put the shared parts in their places; the digest covers them too."""
    digest = hashlib.sha256(content)

    def put_in(match: re.Match[str]) -> str:
        text = (part or _shipped_part)(f"{match[1]}.{language}.md")
        digest.update(text.encode())
        return _USE.sub(put_in, text.strip())

    return _USE.sub(put_in, body), digest.hexdigest()


class FormShelf:
    """The forms at hand: those shipped, and those of an overlay in their place.

    Listing reads names only; a form is read when it is asked for.
    """

    def __init__(self, overlay: Path | None = None) -> None:
        self.overlay = overlay
        self._own = {path.name: path for path in sorted((overlay / "drafting" / "forms").glob("*.md"))} if overlay else {}
        self._own_parts = {path.name: path for path in sorted((overlay / "drafting" / "forms" / "parts").glob("*.md"))} if overlay else {}
        self._names = sorted({*_shipped_names(), *self._own})

    def names(self) -> tuple[str, ...]:
        """List `<slug>.<tag>.md`."""
        return tuple(self._names)

    def form(self, name: str) -> Form:
        """Read one form by its file name."""
        if name in self._own:
            path = self._own[name]
            return read_form(path.read_bytes(), name, str(path), self._part)
        return (
            read_form((files("comity.drafting") / "forms" / name).read_bytes(), name, f"forms/{name}", self._part)
            if self._own_parts
            else _shipped_form(name)
        )

    def _part(self, name: str) -> str:
        own = self._own_parts.get(name)
        return own.read_text(encoding="utf-8") if own else _shipped_part(name)

    def forms(self, language: str | None = None) -> Iterator[Form]:
        """Read every form, or every form of one language."""
        for name in self._names:
            if language is None or name.endswith(f".{language}.md"):
                yield self.form(name)

    def languages(self, slug: str) -> tuple[str, ...]:
        """List the languages a form exists in."""
        return tuple(name.split(".")[1] for name in self._names if name.startswith(f"{slug}."))

    def choose(self, request: EvidenceRequest, language: str, size: Size | None = None) -> Form:
        """Choose the form for a draft.

        Args:
            request: the draft; its instrument decides.
            language: BCP 47 tag; `ru-KZ` falls back to `ru`.
            size: `short` or `full`; None takes the instrument's own.

        Raises:
            InputError: the draft names no instrument, or no form serves it in this size or language.
        """
        instrument = request.request.instrument
        if not instrument:
            raise InputError(
                say("the draft names no instrument"), place="request.instrument", hint=say("`comity route` tells which instrument fits")
            )
        slug = self._slug(request, size)
        tags = self.languages(slug)
        for tag in (language, language.split("-", maxsplit=1)[0]):
            if tag in tags:
                return self.form(f"{slug}.{tag}.md")
        hint = say("choose one of {tags} with --lang", tags=", ".join(tags))
        raise InputError(
            say("the form {slug} does not exist in language {language}", slug=slug, language=language), place="--lang", hint=hint
        )

    def _slug(self, request: EvidenceRequest, size: Size | None) -> str:
        """Return the name of the form. Every language of a form says the same in its front matter (tested), so one of them is asked."""
        forms = [self._any(slug) for slug in dict.fromkeys(name.split(".")[0] for name in self._names)]
        serving = sorted((form for form in forms if form.serves(request, size)), key=lambda form: (not form.head.when, form.slug))
        if serving:
            return serving[0].slug
        instrument = request.request.instrument
        sizes = sorted({form.head.size for form in forms if form.serves(request, form.head.size)})
        if sizes:
            message = say("{instrument} has no {size} text", instrument=instrument, size=size)
            raise InputError(message, place="--form", hint=say("choose {sizes} with --form", sizes=", ".join(sizes)))
        served = sorted({name for form in forms for name in form.head.instruments})
        raise InputError(
            say("no form for the instrument {instrument}", instrument=instrument),
            place="request.instrument",
            hint=say("there are forms for {served}", served=", ".join(served)),
        )

    def _any(self, slug: str) -> Form:
        tags = self.languages(slug)
        return self.form(f"{slug}.{'en' if 'en' in tags else tags[0]}.md")


def _shipped_part(name: str) -> str:
    path = files("comity.drafting") / "forms" / "parts" / name
    if not path.is_file():
        raise KnowledgeError("no such part of a form", place=f"forms/parts/{name}", hint="a part is used with {% use NAME %}")
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _shipped_names() -> tuple[str, ...]:
    folder = files("comity.drafting") / "forms"
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".md")))


@lru_cache(maxsize=128)
def _shipped_form(name: str) -> Form:
    return read_form((files("comity.drafting") / "forms" / name).read_bytes(), name, f"forms/{name}")
