"""What goes in and comes out, as schemas: they make the OpenAPI document, and refuse what has another shape."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from comity.errors import InputError
from comity.text.messages import say

_MOST_TEXT = 2_000_000
_LONGEST_KEY = 2**63 - 1


def _storable(text: str) -> str:
    """Refuse what no database of ours can hold: a zero character, half of a pair."""
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("text without zero characters and unpaired halves")
    return text


Line = Annotated[str, Field(max_length=500), AfterValidator(_storable)]
Text = Annotated[str, Field(max_length=_MOST_TEXT), AfterValidator(_storable)]
Key = Annotated[int, Field(ge=1, le=_LONGEST_KEY)]
Tag = Annotated[str, Field(max_length=16, pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$", description="BCP 47 tag", examples=["ru"])]


LetterFormat = Literal["docx", "pdf"]
After = Annotated[int | None, Field(ge=1, le=2**62, description="`next` of the part before")]
CaseState = Literal["", "open", "closed"]
Words = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_storable)]
HitKind = Annotated[str, Field(max_length=16)]
PageNumber = Annotated[int, Field(ge=1, le=100_000)]


class Body(Schema):
    """What is sent: nothing in it is left unread."""

    model_config = ConfigDict(extra="forbid")


class Trouble(Schema):
    """What went wrong, where, and what to do."""

    code: str
    message: str
    place: str | None = None
    hint: str | None = None


class TroubleAnswer(Schema):
    """The answer to a call that failed."""

    error: Trouble


class Page(Schema):
    """A part of a list.

    Attributes:
        next: where the next part begins (`after`); null at the end.
    """

    next: int | None = None


class LeadsAsked(Body):
    """A text, or a document in base64, in which leads are looked for."""

    text: Text | None = None
    file: Annotated[str, Field(max_length=16_000_000, description="a document, in base64")] | None = None
    name: Line = Field("text.txt", description="file name of the document")
    country: Annotated[str, Field(pattern="^[A-Za-z]{2}$")] | None = None
    zone: Line | None = None


class CaseText(Body):
    """A CASE.yaml."""

    case: Text = Field(description="the text of a CASE.yaml")
    on: date | None = Field(None, description="the day as of which the law is asked; left out: that of the case")


class DraftAsked(CaseText):
    """A case and the instrument for which it is drafted."""

    instrument: Line
    lead: Line | None = Field(None, description="number or value of the lead")
    letters: Tag | None = Field(None, description="language of the letter")


class DraftText(Body):
    """A DRAFT.yaml."""

    draft: Text = Field(description="the text of a DRAFT.yaml")
    instrument: Line | None = None


class RenderAsked(Body):
    """A draft and the letters that are wanted of it."""

    draft: Text
    languages: Annotated[list[Tag], Field(max_length=5)] = Field(default_factory=list)
    formats: Annotated[tuple[Literal["docx", "pdf", "html", "txt"], ...], Field(max_length=4)] = ("docx",)
    form: Literal["short", "full"] | None = None


class LetterFile(Schema):
    """A letter: its content in base64."""

    name: str
    format: str
    lang: str
    sha256: str
    content: str


class LettersAnswer(Schema):
    """The letters of a draft."""

    files: list[LetterFile]


class NewCase(Body):
    """A case to be opened."""

    unit: Key
    number: Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_storable)]
    title: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_storable)]
    zone: Line = Field(examples=["Asia/Bishkek"])
    particulars: dict[Line, Text] = Field(default_factory=dict, description="keys of the case file, dotted, to text")


class CaseChange(Body):
    """Particulars to be changed; an empty text takes one away. `lock` is that of the case as it was read."""

    lock: int
    particulars: dict[Line, Text]


class CaseRow(Schema):
    """A case in a list."""

    id: int
    number: str
    title: str
    unit: str
    state: str
    training: bool
    changed_at: datetime


class CaseList(Page):
    """Cases, the last changed first."""

    cases: list[CaseRow]


class CaseAnswer(CaseRow):
    """A case."""

    zone: str
    lock: int
    particulars: dict[str, str]
    roles: list[str]


class TextAsked(Body):
    """A text in which leads are looked for."""

    text: Text
    name: Line = "paste.txt"


class Decision(Body):
    """A decision on leads."""

    leads: Annotated[list[Key], Field(max_length=1000)]
    state: Literal["found", "accepted", "set_aside"]


class LeadRow(Schema):
    """A lead of a case."""

    id: int
    state: str
    kind: str
    value: str
    verdict: str
    reason: str
    notes: list[str]
    entry: dict[str, str]
    wanted: list[dict[str, str]]
    source: str


class LeadList(Page):
    """Leads of a case."""

    leads: list[LeadRow]


class ClockRow(Schema):
    """A clock that runs."""

    id: int
    kind: str
    due: date
    request: int | None
    note: str


class ClockList(Page):
    """Clocks that run, the next first."""

    clocks: list[ClockRow]


class BringBack(Body):
    """A day on which a case comes back to the desk."""

    on: date
    note: Line = ""


class Sum(Body):
    """A sum: what was lost, traced, frozen or returned."""

    fate: Literal["lost", "traced", "frozen", "returned"]
    amount: Line
    currency: Annotated[str, Field(max_length=12)]
    on: date
    victim: Line = Field("", description="name of the victim")
    rate: Line = ""
    rate_source: Line = ""
    lead: Key | None = None
    request: Key | None = None
    reference: Line = ""
    note: Line = ""


class SumRow(Schema):
    """A sum as it is kept."""

    id: int
    fate: str
    amount: str
    currency: str
    on: date
    victim: str | None
    rate: str
    rate_currency: str
    rate_source: str
    struck: bool


class SumList(Page):
    """The sums of a case."""

    money: list[SumRow]


class Occasion(Body):
    """What a request is prepared for: the key that the routes of the case name."""

    occasion: Line


class RequestRow(Schema):
    """A request in a list."""

    id: int
    case: int
    number: int
    instrument: str
    addressee: str
    channel: str
    language: str
    state: str
    changed_at: datetime


class RequestList(Page):
    """Requests."""

    requests: list[RequestRow]


class RequestAnswer(RequestRow):
    """A request with its draft."""

    lock: int
    draft: str
    unread: dict[str, str]


class FieldChange(Body):
    """Fields of a draft to be changed; `lock` is that of the request as it was read."""

    lock: int
    fields: dict[Line, Text]


class Outcome(Body):
    """An answer that came."""

    code: Line
    on: date
    reference: Line = ""
    words: Text = ""


class Hit(Schema):
    """A thing that fits."""

    kind: str
    id: int
    case: int
    text: str


class Found(Page):
    """What fits: hits, and entries of the directory."""

    hits: list[Hit]
    counts: dict[str, int]
    directory: list[dict[str, str]]


class Me(Schema):
    """Who the key works for."""

    person: str
    login: str
    roles: list[str]
    units: list[dict[str, Any]]


class NewJob(Body):
    """Work to be done in the background."""

    kind: Line
    case: Key | None = None
    order: dict[str, Any] = Field(default_factory=dict)


class JobRow(Schema):
    """A job."""

    id: int
    kind: str
    case: int | None
    state: str
    done: int
    total: int
    telling: str
    result: dict[str, Any]
    trouble: str
    kept: str


class JobList(Page):
    """Jobs of the person, the last first."""

    jobs: list[JobRow]


def same_lock(held: int, sent: int) -> None:
    """Refuse a change of something that was read before somebody else changed it."""
    if held != sent:
        from comity.desk.rights.refusal import ChangedMeanwhileError

        raise ChangedMeanwhileError(
            say("somebody else changed it in the meantime"), hint=say("read it again, and send the change with its new lock")
        )


def decoded(content: str, place: str) -> bytes:
    """Read base64.

    Raises:
        InputError: it is none.
    """
    import base64
    import binascii

    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise InputError(say("this is no base64"), place=place) from None
