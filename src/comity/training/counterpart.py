"""A counterpart as an exercise casts it, and how it judges: the first rule whose condition is true answers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from comity.drafting.lint.expression.language import Expression
from comity.model.request.evidence_request import EvidenceRequest
from comity.text.messages import say
from comity.training import spoken
from comity.training.counterpart_file import TEMPLATES, CounterpartFile, FreezeTerms, PreservationTerms
from comity.training.scenario import Answer, AnswerRule, Scenario, ScenarioCounterpart
from comity.training.scheme import Scheme
from comity.training.vocabulary import ExerciseFacts, exercise_language

_ART29_DAYS = 60
"""The least that Article 29(7) of the Budapest Convention lets a preservation last."""

_DIRECT = Answer(
    status="refusal",
    code="wrong_channel",
    delay_h=24,
    text=say("We answer to the authorities of our own State only. Please go through them."),
)
_UNHEARD = Answer(status="silence", code="no_channel", delay_h=0, text="")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a counterpart answers, and by which rule."""

    rule: str
    answer: Answer


@dataclass(frozen=True)
class Counterpart:
    """A counterpart on the stage.

    Attributes:
        name: the name with its State, `CA-GEN-KZ`.
        title: its name for people.
        kind: kind of body.
        country: its State; None for persons.
        rules: its rules, those of the exercise first.
        packs: instrument to the return it brings.
        flags: flags that its exercise computes from the request.
        is_cast: whether the exercise names it; a template that was reached for without a part knows of no treaty.
    """

    name: str
    title: str
    kind: str
    country: str | None
    rules: tuple[AnswerRule, ...]
    packs: dict[str, str]
    flags: dict[str, Expression]
    accepted_languages: tuple[str, ...] = ()
    preservation: PreservationTerms | None = None
    freeze: FreezeTerms | None = None
    is_cast: bool = True
    is_reached_directly: bool = True

    def as_it_sees(self, request: EvidenceRequest) -> EvidenceRequest:
        """Return the request with what the counterpart itself knows better: its languages, and whether a treaty binds it."""
        addressee = request.addressee
        if self.accepted_languages:
            addressee = replace(addressee, accepted_languages=self.accepted_languages)
        if not self.is_cast:
            addressee = replace(addressee, treaty_status="not_party")
        return replace(request, addressee=addressee)

    def judge(self, facts: ExerciseFacts) -> Judgement:
        """Answer a request or an act; silence where no rule fits."""
        if not self.is_reached_directly:
            return Judgement("direct", _DIRECT)
        for rule in self.rules:
            if exercise_language().condition(rule.when, rule.id).holds(facts):
                return Judgement(rule.id, rule.answer)
        return Judgement("none", _UNHEARD)

    def reacts(self) -> tuple[AnswerRule, ...]:
        """Return the rules that answer to what happens rather than to a request."""
        language = exercise_language()
        return tuple(rule for rule in self.rules if "after" in language.condition(rule.when, rule.id).functions)

    def hears_acts(self) -> bool:
        """Tell whether it answers to acts that are no requests: its rules ask what was sent to it."""
        language = exercise_language()
        return bool(self.rules) and all("sent" in language.condition(rule.when, rule.id).functions for rule in self.rules)

    def preservation_days(self, kind: str) -> int | None:
        """Return how many days a confirmation under an instrument lasts; None where it starts no clock."""
        if kind == "pres_art29":
            return _ART29_DAYS
        if kind == "pres_provider" and self.preservation is not None:
            return self.preservation.days
        return self.freeze.days if kind == "freeze_provider" and self.freeze is not None else None


def named(counterpart: str, country: str | None, own: str) -> str:
    """Return the name of a counterpart with its State, where it is a template."""
    if counterpart not in TEMPLATES or country is None:
        return counterpart
    return f"{counterpart}-{own if country == 'own' else country}"


def cast(scenario: Scenario, scheme: Scheme, files: dict[str, CounterpartFile]) -> dict[str, Counterpart]:
    """Cast the counterparts of an exercise."""
    found = (_cast_one(part, scenario, scheme, files.get(part.id)) for part in scenario.counterparts)
    return {one.name: one for one in found}


def _cast_one(part: ScenarioCounterpart, scenario: Scenario, scheme: Scheme, file: CounterpartFile | None) -> Counterpart:
    name = named(part.id, part.country, scenario.state)
    own = file.rules if file else ()
    rules = (*scheme.rules.get(name, ()), *part.special_rules, *part.rules, *own)
    english = file.name if file else next((one.name for one in scenario.cast if one.id == part.id), name)
    country = part.country or (file.country if file else None)
    return Counterpart(
        name=name,
        title=spoken.name(part.id, english, scenario),
        kind=part.kind or (file.kind if file else "authority"),
        country=scenario.state if country == "own" else country,
        rules=tuple(spoken.spoken_rule(rule, part.id, scenario) for rule in rules),
        packs=part.packs,
        flags={flag: exercise_language().condition(when, f"{name}: {flag}") for flag, when in part.flags.items()},
        accepted_languages=part.accepted_languages,
        preservation=file.preservation if file else None,
        freeze=file.freeze if file else None,
        is_reached_directly=part.reached_through is None,
    )


def uncast(name: str, files: dict[str, CounterpartFile]) -> Counterpart | None:
    """Return a counterpart that the exercise does not name but that can be written to; None when nobody is there."""
    if name in files and name not in TEMPLATES:
        file, country = files[name], files[name].country
    else:
        id_, _, country = name.rpartition("-")
        if id_ not in TEMPLATES or not country:
            return None
        file = files[id_]
    title, rules = spoken.name(file.id, file.name), tuple(spoken.spoken_rule(rule, file.id) for rule in file.rules)
    return Counterpart(name, title, file.kind, country, rules, {}, {}, (), file.preservation, file.freeze, is_cast=name in files)
