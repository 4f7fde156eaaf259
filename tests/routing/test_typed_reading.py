"""Values of a shape: unknown keys, missing keys, wrong kinds; each mistake with key, line and the word that was probably meant."""

import pytest

from comity.errors import InputError
from comity.routing.case_shape import CaseEntry
from comity.routing.typed_reading import read_as
from comity.routing.yaml_file import parse_written_file

LEAST = "requesting_state: KG\ndate: 2026-11-03\n"


def read(text: str) -> CaseEntry:
    return read_as(parse_written_file(text.encode(), "case.yaml"), CaseEntry)


def test_the_least_case():
    entry = read(LEAST)
    assert (entry.requesting_state, entry.date.isoformat(), entry.purpose.value, entry.leads) == ("KG", "2026-11-03", "evidence", [])


@pytest.mark.parametrize(
    ("text", "message", "place", "hint"),
    [
        ("date: 2026-11-03\n", "requesting_state is missing", "case.yaml", "ISO 3166-1"),
        ("requesting_state: KG\n", "date is missing", "case.yaml", "the day"),
        (LEAST + "urgensy:\n  level: routine\n", "no such key: urgensy", "urgensy (line 3)", "did you mean urgency?"),
        (LEAST + "leads:\n  - valeu: a\n", "no such key: valeu", "leads[0].valeu (line 4)", "did you mean value?"),
        (LEAST + "leads:\n  - kind: email\n", "value is missing", "leads[0] (line 4)", "identifier"),
        (LEAST + "leads:\n  - {value: a, kind: e-mail}\n", "not one of the known words: e-mail", "leads[0].kind", "did you mean email?"),
        (
            LEAST + "wanted:\n  - {lead: 0, category: subscribers}\n",
            "not one of the known words",
            "wanted[0].category",
            "did you mean subscriber?",
        ),
        (LEAST + "urgency: high\n", "keys with values are expected", "urgency", "level"),
        (LEAST + "leads: a\n", "a list is expected", "leads", "dash"),
        (LEAST + "purpose: [evidence]\n", "one value is expected", "purpose", None),
        (LEAST + "urgency: {threat_to_life: maybe}\n", "yes or no is expected", "urgency.threat_to_life", "true or false"),
        (LEAST + "leads:\n  - {value: a, port: 70000}\n", "out of range", "leads[0].port", "65535"),
        (LEAST + "leads:\n  - {value: a, port: many}\n", "a number is expected", "leads[0].port", None),
        (LEAST + "leads:\n  - {value: a, user_location: kg}\n", "not in the form", "leads[0].user_location", "as in KG"),
        (LEAST + "leads:\n  - {value: '  '}\n", "a value is missing", "leads[0].value", None),
        ("requesting_state: KG\ndate: 3.11.2026\n", "this is no date: 3.11.2026", "date (line 2)", "2026-11-03"),
        ("requesting_state: KG\ndate: 2026-02-30\n", "this is no date", "date (line 2)", None),
        ("requesting_state:\ndate: 2026-11-03\n", "a value is missing", "requesting_state (line 1)", "fill it in"),
    ],
)
def test_what_is_refused(text, message, place, hint):
    with pytest.raises(InputError) as caught:
        read(text)
    assert message in caught.value.message
    assert place in str(caught.value.place)
    assert hint is None or hint in str(caught.value.hint)


@pytest.mark.parametrize(("word", "truth"), [("yes", True), ("да", True), ("true", True), ("no", False), ("нет", False), ("False", False)])
def test_yes_and_no_in_people_s_words(word, truth):
    assert read(LEAST + f"urgency: {{threat_to_life: {word}}}\n").urgency.threat_to_life is truth


def test_numbers_and_dates_are_read():
    entry = read(
        LEAST + "offences:\n  - {id: a, max_penalty_years: 0.5}\nlosses:\n  - {victim: v, amount: '12,50', currency: KGS, on: 2026-10-01}\n"
    )
    assert entry.offences[0].max_penalty_years == 0.5
    assert (entry.losses[0].amount, str(entry.losses[0].on)) == ("12,50", "2026-10-01")
