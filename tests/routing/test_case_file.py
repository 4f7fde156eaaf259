"""A case file: what an investigator writes becomes a case, and whatever is wrong says where and what to do."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import comity
from comity.errors import InputError
from comity.model.case import Case
from comity.model.category import DataCategory, Purpose, UrgencyLevel
from comity.model.identifier import IdentifierKind, Note, Verdict
from comity.routing.case_file import parse_case, read_case
from comity.routing.case_shape import CaseEntry
from tests.routing.law_case import shipped

LEAST = "requesting_state: KG\ndate: 2026-11-03\n"
WORKED = Path(comity.__file__).parent / "samples" / "worked-case" / "case.yaml"


def parse(text: str) -> Case:
    law, catalog = shipped()
    return parse_case(text.encode(), "case.yaml", law, catalog)


def test_the_worked_case_is_read():
    law, catalog = shipped()
    case = read_case(WORKED, law, catalog)
    assert case.requesting_state == "KG"
    assert case.urgency.level is UrgencyLevel.URGENT
    assert case.secrecy.until == date(2027, 5, 20)
    assert {lead.provider for lead in case.leads} >= {"telegram", "instagram", "google", "cloudflare"}
    assert all(wanted.lead < len(case.leads) for wanted in case.wanted)


def test_every_key_reaches_the_case():
    case = parse(
        LEAST
        + """
case_number: 0042
purpose: intelligence
language: ru
facts: told
offence_from: 2026-10-01
offence_to: 2026-10-31
offence_place: Bishkek
offences: [{id: computer_fraud, national_article: статья 209, text: wording, max_penalty_years: 7}]
urgency: {level: emergency, threat_to_life: yes, reason: why}
secrecy: {asked: true, reason: why, order: order 1, until: 2027-01-01}
authority: {name: Unit 9, type: police, contact_email: unit9@example.org, portal_accounts: [x]}
leads:
  - {kind: handle, value: sample_user77, provider: x, user_location: KG, captured_at: 2026-10-05, numeric_id: "77", offence_link: link}
  - {kind: ipv4, value: 203.0.113.77, at: "2026-10-05 21:34:10", zone: Asia/Bishkek, port: 51000, holder_state: DE}
wanted: [{lead: sample_user77, category: content, from: 2026-10-01, to: "2026-10-05T10:00:00+06:00", zone: Asia/Bishkek}]
losses: [{victim: A, amount: "12,50", currency: USDT, on: 2026-10-02}]
suspects: [unknown]
preservations: [{provider: x, reference: X-1, requested: 2026-10-06, expires: 2027-01-04}]
"""
    )
    assert (case.case_number, case.purpose, case.language, case.facts) == ("0042", Purpose.INTELLIGENCE, "ru", "told")
    assert (case.offences[0].id, case.offences[0].max_penalty_years) == ("computer_fraud", 7)
    assert case.urgency.threat_to_life is True
    assert case.authority.portal_accounts == ("x",)
    assert (case.leads[0].numeric_id, case.leads[0].captured_at) == ("77", "2026-10-05")
    at = case.leads[1].identifier.at
    assert at is not None
    assert at.utc == datetime(2026, 10, 5, 15, 34, 10, tzinfo=UTC)
    assert (case.wanted[0].lead, case.wanted[0].category, case.wanted[0].period.start) == (0, DataCategory.CONTENT, date(2026, 10, 1))
    assert case.losses[0].amount == "12.50"
    assert case.preservations == (("x", "X-1", date(2026, 10, 6), date(2027, 1, 4)),)


@pytest.mark.parametrize(
    ("value", "kind", "provider"),
    [
        ("sample.person77@gmail.com", IdentifierKind.EMAIL, "google"),
        ("https://www.instagram.com/sample.user77/", IdentifierKind.PROFILE_URL, "instagram"),
        ("+996 550 000142", IdentifierKind.PHONE, None),
        ("TYndZ5eqyhPXCwETS6jcFtEsVt6XgQfQdS", IdentifierKind.TRON, None),
        ("203.0.113.77", IdentifierKind.IPV4, None),
    ],
)
def test_a_lead_given_only_as_a_value_finds_its_kind_and_provider(value, kind, provider):
    lead = parse(LEAST + yaml.safe_dump({"leads": [{"value": value}]})).leads[0]
    assert (lead.identifier.kind, lead.provider) == (kind, provider)


def test_a_value_of_no_known_form_is_kept_and_marked():
    identifier = parse(LEAST + "leads: [{value: something else}]\n").leads[0].identifier
    assert (identifier.kind, identifier.verdict) == (IdentifierKind.OTHER, Verdict.UNSURE)
    assert identifier.reason


def test_a_payment_card_is_masked_at_once():
    identifier = parse(LEAST + 'leads: [{kind: card, value: "4012 8888 8888 1881"}]\n').leads[0].identifier
    assert "888888881881" not in identifier.value.replace(" ", "")
    assert identifier.value.startswith("401288")
    assert identifier.value.endswith("1881")


def test_a_time_without_a_zone_is_given_none():
    identifier = parse(LEAST + 'leads: [{kind: ipv4, value: 203.0.113.77, at: "2026-10-05 21:34"}]\n').leads[0].identifier
    assert identifier.at is not None
    assert identifier.at.utc is None
    assert Note.NO_ZONE in identifier.notes
    assert Note.NO_PORT in identifier.notes


def test_a_local_time_that_happened_twice_keeps_both():
    identifier = (
        parse(LEAST + 'leads: [{kind: ipv4, value: 203.0.113.77, at: "2024-02-29 23:30", zone: Asia/Almaty, port: 1}]\n')
        .leads[0]
        .identifier
    )
    assert identifier.at is not None
    assert identifier.at.is_ambiguous
    assert Note.AMBIGUOUS_TIME in identifier.notes


def test_leads_are_named_by_value_or_number():
    leads = "leads: [{value: a@mail.example}, {value: b@mail.example}]\n"
    text = LEAST + leads + "wanted: [{lead: 1, category: content}, {lead: a@mail.example, category: content}]\n"
    assert [one.lead for one in parse(text).wanted] == [1, 0]


@pytest.mark.parametrize(
    ("text", "message", "place", "hint"),
    [
        ("requesting_state: XX\ndate: 2026-11-03\n", "no State of this code", "requesting_state (line 1)", "KG"),
        (LEAST + "offences: [{id: computer_frad}]\n", "no offence of this id", "offences[0].id (line 3)", "did you mean computer_fraud?"),
        (LEAST + "offences: [{text: words}]\n", "an id or a national article", "offences[0]", None),
        (LEAST + "leads: [{value: a, provider: telegramm}]\n", "no provider of this id", "leads[0].provider", "did you mean telegram?"),
        (LEAST + "leads: [{value: a, user_location: QQ}]\n", "no State has this code", "leads[0].user_location", "KG"),
        (LEAST + "leads: [{value: a, at: yesterday}]\n", "neither a day nor a time", "leads[0].at", "2026-11-03"),
        (LEAST + "leads: [{value: a, at: 2026-02-30}]\n", "neither a day nor a time", "leads[0].at", None),
        (LEAST + "leads: [{value: a, at: 2026-10-05T10:00, zone: Asia/Bishkeck}]\n", "no time zone", "leads[0].at", "Asia/Bishkek"),
        (LEAST + "leads: [{value: a, zone: Mars/Base}]\n", "no time zone", "leads[0].zone", None),
        (LEAST + "wanted: [{lead: 0, category: content}]\n", "no such lead: 0", "wanted[0].lead (line 3)", "leads:"),
        (LEAST + "leads: [{value: a}]\nwanted: [{lead: 1, category: content}]\n", "no such lead: 1", "wanted[0].lead", "0 to 0"),
        (
            LEAST + "leads: [{value: a}]\nwanted: [{lead: 0, category: content, from: 2026-10-02, to: 2026-10-01}]\n",
            "ends before it starts: 2026-10-02 to 2026-10-01",
            "wanted[0].to",
            "swap",
        ),
        (LEAST + "offence_from: 2026-10-02\noffence_to: 2026-10-01\n", "ends before it starts", "offence_to (line 4)", "swap"),
        (LEAST + "preservations: [{provider: nobody}]\n", "no provider of this id", "preservations[0].provider", None),
        (
            LEAST + "preservations: [{provider: x, requested: 2026-10-02, expires: 2026-10-01}]\n",
            "ends before it starts",
            "preservations[0].expires",
            None,
        ),
    ],
)
def test_what_is_refused(text, message, place, hint):
    with pytest.raises(InputError) as caught:
        parse(text)
    assert message in caught.value.message
    assert str(caught.value.place).startswith("case.yaml")
    assert place in str(caught.value.place)
    assert hint is None or hint in str(caught.value.hint)
    assert caught.value.exit_code == 2


def test_bounds_of_different_kinds_are_compared_by_their_days():
    text = LEAST + "leads: [{value: a}]\nwanted: [{lead: 0, category: content, from: 2026-10-05, to: '2026-10-05T10:00:00Z'}]\n"
    assert parse(text).wanted[0].period.end == datetime(2026, 10, 5, 10, tzinfo=UTC)


KEYS = [*CaseEntry.__struct_fields__, "value", "kind", "lead", "category", "from", "to", "at", "zone", "level", "unknown"]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 70_000),
    st.dates().map(str),
    st.text(max_size=12),
    st.sampled_from(
        ["KG", "email", "content", "x", "google", "2026-11-03T10:00:00+06:00", "Asia/Bishkek", "computer_fraud", "203.0.113.7", "emergency"]
    ),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(tree=st.dictionaries(st.sampled_from(KEYS), TREES, max_size=8), whole=st.booleans())
def test_any_tree_gives_a_case_or_an_input_error(tree, whole):
    data = {**tree, "requesting_state": "KG", "date": "2026-11-03"} if whole else tree
    with suppress(InputError):
        assert isinstance(parse(yaml.safe_dump(data, allow_unicode=True)), Case)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_worked_case_with_a_torn_place_gives_a_case_or_an_input_error(data):
    text = WORKED.read_bytes()
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 40))
    torn = text[:start] + data.draw(st.binary(max_size=8)) + text[start + length :]
    law, catalog = shipped()
    with suppress(InputError):
        assert isinstance(parse_case(torn, "case.yaml", law, catalog), Case)
