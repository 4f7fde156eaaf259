"""The parties of a letter: the blocks of its head that name the sender and the addressee, names of States, companies and authorities."""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.drafting.letters.layout import Labelled
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.names import COMPANY, SHORTEST
from comity.drafting.letters.reading import Span

_ADDRESS_LINES = 6


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the head: lines that stand together.

    Attributes:
        start: offset of its first character.
        end: offset after its last character.
        text: its text.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Company:
    """A company as a letter names it.

    Attributes:
        name: the name as written.
        start: offset of its first character.
        end: offset after its last one.
    """

    name: str
    start: int
    end: int


def head_blocks(letter: Letter) -> tuple[Block, ...]:
    """Split the head into blocks at empty lines."""
    blocks = []
    begin: int | None = None
    last = 0
    for line in letter.lines:
        if line.start >= letter.head:
            break
        if not line.text.strip():
            if begin is not None:
                blocks.append(Block(begin, last, letter.text[begin:last]))
            begin = None
        else:
            begin = line.start if begin is None else begin
            last = line.end
    if begin is not None:
        blocks.append(Block(begin, last, letter.text[begin:last]))
    return tuple(blocks)


def addressee_span(letter: Letter) -> Span | None:
    """Find where the head names the addressee: under a label, in a block that opens like one, or in a block that names a company."""
    labelled = next((value for value in letter.under("to", "requested_authority") if _names_addressee(letter, value)), None)
    if labelled is not None:
        return labelled.start, _block_end(letter, labelled.end)
    opening = letter.cues("hints")
    blocks = head_blocks(letter)
    for block in blocks:
        for line in letter.lines:
            begins = opening.find_code("addressee_opening", line.text[:60])
            if block.start <= line.start < block.end and begins and not line.text[: begins[0].start].strip():
                return line.start, block.end
    for block in blocks:
        companies = companies_in(block.text, block.start)
        if companies:
            return max(letter.text.rfind("\n", 0, companies[0].start) + 1, block.start), block.end
    known = {name for name, _ in letter.names.providers}
    for line in letter.lines:
        if line.start < letter.head and line.text.strip(" ,.").lower() in known:
            return line.start, line.end
    return _second_authority(letter, blocks)


def _second_authority(letter: Letter, blocks: tuple[Block, ...]) -> Span | None:
    """Find the line of the head that names an authority after the State of another one: letterheads put the sender first."""
    kinds = letter.cues("authorities")
    sender_done = False
    sender_state: str | None = None
    for block in blocks:
        for line in letter.lines:
            if not block.start <= line.start < block.end or not line.text.strip():
                continue
            state = next((code for code, _ in states_named(letter, line.start, line.end)), None)
            if not kinds.find(line.text):
                sender_done = sender_done or state is not None
            elif sender_done or (sender_state and state not in {None, sender_state}):
                return line.start, block.end
            else:
                sender_state = sender_state or state
    return None


def _names_addressee(letter: Letter, value: Labelled) -> bool:
    """Tell whether a label names the addressee: `To:` does in the head only, and not where a date stands beside it."""
    in_place = value.start < letter.head or value.code == "requested_authority"
    return in_place and letter.times_none_in(value.start, value.end)


def sender_span(letter: Letter, addressee: Span | None) -> Span | None:
    """Find where the head names the sender: under a label, else the first block that names an authority and is not the addressee's."""
    labelled = next((value for value in letter.under("from") if letter.times_none_in(value.start, value.end)), None)
    if labelled is not None:
        return labelled.start, labelled.end
    kinds = letter.cues("authorities")
    for block in head_blocks(letter):
        end = addressee[0] if addressee and block.start < addressee[0] < block.end else block.end
        if addressee and addressee[0] <= block.start < addressee[1]:
            continue
        if kinds.find(letter.text[block.start : end]):
            return block.start, end
    return None


def companies_in(text: str, offset: int = 0) -> tuple[Company, ...]:
    """Find companies by the form of their names."""
    return tuple(Company(found.group(), offset + found.start(), offset + found.end()) for found in COMPANY.finditer(text))


def providers_named(letter: Letter, text: str) -> tuple[str, ...]:
    """Name the providers whose names or companies stand in a text, those with the longest match first; several when it fits several."""
    lowered = " ".join(word for word in text.lower().split() if "@" not in word and "/" not in word)
    alone = {line.strip(" ,.").lower() for line in text.split("\n")}
    scores: dict[str, int] = {}
    for name, provider in letter.names.providers:
        if len(name) < SHORTEST and name not in alone:
            continue
        if len(name) > scores.get(provider, 0) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", lowered):
            scores[provider] = len(name)
    best = max(scores.values(), default=0)
    return tuple(sorted(provider for provider, score in scores.items() if score == best))


def states_named(letter: Letter, start: int, end: int) -> tuple[tuple[str, Span], ...]:
    """Find the States that a stretch of the letter names, in its order, each once."""
    text = letter.text[start:end]
    found = [(cue.code, (start + cue.start, start + cue.end)) for cue in letter.cues("states").find(text)]
    found += [(code, (start + hit.start(), start + hit.end())) for code, pattern in letter.names.states for hit in pattern.finditer(text)]
    found.sort(key=lambda pair: (pair[1][0], -pair[1][1]))
    kept: list[tuple[str, Span]] = []
    for code, span in found:
        # the Kyrgyz of "Kyrgyz Republic", the Ireland of a company: what lies inside a longer name says nothing more
        if all(code != other and not (other_span[0] <= span[0] and span[1] <= other_span[1]) for other, other_span in kept):
            kept.append((code, span))
    return tuple(kept)


def _block_end(letter: Letter, start: int) -> int:
    """Find where the lines of a labelled addressee end: at an empty line, a label, the end of the head, or after a postal address."""
    end = start
    below = [line for line in letter.lines if start < line.start < letter.head][:_ADDRESS_LINES]
    for line in below:
        if not line.text.strip() or any(line.start <= value.start <= line.end for value in letter.labelled):
            break
        end = line.end
    return end


_ANSWER_TO = re.compile(
    r"(?:(?:ответ|результат|сведени|данны|информаци|материал)\w*[^.!?\n]{0,40}(?:направ|высла|присла|посла|перед)\w*"
    r"|(?:направ|высла|присла|посла|перед)\w*[^.!?\n]{0,40}(?:ответ|результат|сведени|данны|информаци|материал)\w*"
    r"|(?:send|address|direct|return|transmit|e-?mail)\w*[^.!?\n]{0,30}(?:repl|answer|response|result|data|records)\w*"
    r"|(?:repl(?:y|ies)|answers?|responses?)[^.!?\n]{0,30}(?:to|sent))"
    r"[^.!?\n]{0,40}$",
    re.IGNORECASE,
)


def is_return_address(letter: Letter, place: int) -> bool:
    """Tell whether the words before a mailbox or number ask to send the answer there."""
    start, _, _ = letter.sentence(place)
    return _ANSWER_TO.search(letter.text[max(start, place - 140) : place]) is not None
