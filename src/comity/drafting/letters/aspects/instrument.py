"""Which instrument the letter uses: by what it asks, whom it asks, and the treaty it names.

Where that does not decide, no instrument is read; but which ones it may still be is (`letter.candidates`), since what is wrong under
every one of them is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.drafting.letters.aspect import Aspect
from comity.drafting.letters.letter import Letter
from comity.drafting.letters.reading import Reading
from comity.text.cue_book import Cue
from comity.text.messages import say

_COMPANIES = frozenset({"provider", "isp", "exchange", "registrar"})
_AUTHORITIES = frozenset({"central_authority", "court"})
_NON_CONTENT = frozenset({"subscriber", "login_ip", "kyc", "domain_registration"})
_DIRECT_DISCLOSURE = ("vol_subscriber", "vol_traffic")
_TO_COMPANY = ("pres_provider", *_DIRECT_DISCLOSURE, "emergency_disclosure")
_SPECIAL = (
    ("epoc_pr", "eu_epoc_pr"),
    ("epoc", "eu_epoc"),
    ("eio", "eu_eio"),
    ("dsa", "dsa_art10"),
    ("videoconference", "videoconference"),
    ("joint_team", "jit"),
    ("evidence_transfer", "transfer_held_evidence"),
    ("transfer", "transfer_proceedings"),
)


@dataclass(frozen=True, slots=True)
class _Signs:
    """What decides: the kinds of words found, the addressee, the data, the treaties, the States."""

    found: dict[str, Cue]
    addressee: str | None
    categories: frozenset[str]
    treaties: frozenset[str]
    domestic: bool
    urgency: str | None
    danger: bool

    def has(self, *codes: str) -> bool:
        """Tell whether words of one of the kinds were found."""
        return any(code in self.found for code in codes)

    @property
    def to_company(self) -> bool:
        """Whether a company is addressed."""
        return self.addressee in _COMPANIES

    @property
    def to_state(self) -> bool:
        """Whether an authority that gives legal assistance is addressed."""
        return self.addressee in _AUTHORITIES


class InstrumentGuess(Aspect):
    """Reads the instrument, told or inferred, with its reason."""

    slug = "instrument"
    fields = ("request.instrument", "letter.candidates")
    after = ("addressee", "authority", "categories", "legal_basis", "urgency", "danger")

    def read(self, letter: Letter) -> Iterator[Reading]:
        if letter.instrument:
            yield Reading("request.instrument", letter.instrument, 0, 0, 1.0, "told by the reader")
            return
        signs = _signs(letter)
        instrument, cue = _choose(signs)
        if instrument in letter.law.instruments:
            title, addressee = letter.law.instruments[instrument].name, signs.addressee or "?"
            if cue is None:
                yield Reading(
                    "request.instrument", instrument, 0, 0, 0.6, say("addressee {addressee}: {title}", addressee=addressee, title=title)
                )
                return
            reason = say("the letter says “{words}”, addressee {addressee}: {title}", words=cue.text, addressee=addressee, title=title)
            yield Reading("request.instrument", instrument, cue.start, cue.end, 0.7, reason)
        elif candidates := _candidates(signs, letter):
            yield Reading("letter.candidates", candidates, 0, 0, 0.5)


def _signs(letter: Letter) -> _Signs:
    found: dict[str, Cue] = {}
    for cue in letter.cues("instruments").find(letter.text[: letter.close]):
        found.setdefault(cue.code, cue)
    categories = letter.value("data.categories")
    treaties = letter.value("letter.treaties")
    sender, asked = letter.value("authority.issuing_state"), letter.value("addressee.state")
    kind = letter.value("addressee.kind")
    return _Signs(
        found,
        str(kind)
        if kind
        else ("central_authority" if letter.value("addressee.state") and not letter.value("addressee.provider") else None),
        frozenset(categories if isinstance(categories, tuple) else ()),
        frozenset(treaties if isinstance(treaties, tuple) else ()),
        bool(sender) and sender == asked,
        str(letter.value("request.urgency")) if letter.value("request.urgency") else None,
        letter.value("emergency.nature") is not None,
    )


def _choose(signs: _Signs) -> tuple[str, Cue | None]:
    for code, instrument in _SPECIAL:
        if code in signs.found:
            return instrument, signs.found[code]
    for rule in (_spontaneous, _freeze, _to_company, _network, _police, _legal_assistance):
        instrument, code = rule(signs)
        if instrument:
            return instrument, signs.found.get(code)
    return "", None


def _candidates(signs: _Signs, letter: Letter) -> tuple[str, ...]:
    """List what the letter may be where its words do not decide; nothing where the addressee is not known either."""
    if signs.to_company:
        if signs.has("disclosure") and not signs.has("preservation", "emergency") and not signs.danger:
            return _DIRECT_DISCLOSURE
        return _TO_COMPANY
    if signs.has("mla") and signs.to_state:
        return tuple(name for name, row in letter.law.instruments.items() if row.family == "mla")
    return ()


def _spontaneous(signs: _Signs) -> tuple[str, str]:
    return ("spontaneous", "spontaneous") if signs.has("spontaneous") else ("", "")


def _freeze(signs: _Signs) -> tuple[str, str]:
    if not signs.has("freeze") or signs.addressee is None:
        return "", ""
    return ("freeze_provider" if signs.to_company else "freeze_crypto", "freeze")


def _to_company(signs: _Signs) -> tuple[str, str]:
    """Choose among what a company can be asked: keep, keep longer, give in an emergency, give of its own will."""
    if not signs.to_company:
        return "", ""
    if signs.has("extension"):
        return "pres_extension", "extension"
    if signs.has("emergency") and (signs.danger or signs.urgency == "emergency"):
        return "emergency_disclosure", "emergency"
    if signs.has("domestic") and signs.domestic:
        return "domestic_order", "domestic"
    if signs.has("preservation") and not _discloses_first(signs):
        return "pres_provider", "preservation"
    if signs.has("disclosure") and signs.categories:
        direct = signs.categories <= _NON_CONTENT
        return ("vol_subscriber" if direct else "vol_traffic", "disclosure")
    return "", ""


def _discloses_first(signs: _Signs) -> bool:
    """Tell whether a letter that speaks of both asks for disclosure before it speaks of preservation."""
    disclosure, preservation = signs.found.get("disclosure"), signs.found.get("preservation")
    return disclosure is not None and preservation is not None and disclosure.start < preservation.start


def _network(signs: _Signs) -> tuple[str, str]:
    if not signs.has("preservation") or signs.to_company or signs.addressee is None:
        return "", ""
    if signs.has("mla") and (_discloses_first(signs) or signs.found["mla"].start < signs.found["preservation"].start):
        return "", ""
    if signs.has("extension"):
        return "pres_extension", "extension"
    if "uncc" in signs.treaties and "budapest" not in signs.treaties:
        return "uncc_preservation", "preservation"
    if "budapest" in signs.treaties or signs.addressee == "contact_24_7":
        return "pres_art29", "preservation"
    return "", ""


def _police(signs: _Signs) -> tuple[str, str]:
    if signs.addressee == "ncb" or (signs.has("police") and not signs.has("mla")):
        code = next((code for code in ("police", "disclosure", "preservation") if code in signs.found), "")
        return ("police_i247", code) if code or signs.addressee == "ncb" else ("", "")
    return "", ""


def _legal_assistance(signs: _Signs) -> tuple[str, str]:
    """Choose the kind of legal assistance by the treaty, else by the data."""
    code = next((code for code in ("mla", "letters_rogatory") if code in signs.found), "")
    if not code or signs.to_company:
        return "", ""
    if "realtime_content" in signs.categories or (signs.has("interception") and "content" not in signs.categories):
        return "mla_interception", code
    if "realtime_traffic" in signs.categories or (signs.has("realtime") and "traffic" in signs.categories):
        return "mla_realtime_traffic", code
    if signs.treaties & {"cis_minsk_1993", "cis_chisinau_2002"} and not signs.treaties & {"budapest", "uncc"}:
        return "cis_legal_assistance", code
    if "uncc" in signs.treaties and "budapest" not in signs.treaties:
        return "uncc_mla", code
    if not signs.treaties and code == "letters_rogatory":
        return "letters_rogatory", code
    if "content" in signs.categories:
        return "mla_stored_content", code
    if signs.categories & {"traffic", "transactions"}:
        return "mla_stored_traffic", code
    return ("mla_stored_subscriber", code) if signs.categories & _NON_CONTENT else ("", "")
