"""Plain facts become a case: leads, urgency and danger are read from the text, and what stands out in it is said."""

from __future__ import annotations

from datetime import date

import pytest

from comity.model.category import DataCategory, UrgencyLevel
from comity.model.identifier import IdentifierKind
from comity.routing.case_text import case_of_text
from comity.routing.route import route
from comity.routing.signals import signals_in
from tests.routing.law_case import shipped

TEXT = "The suspect wrote from sample.person77@gmail.com and sample.person77@gmail.com again; paid to TYndZ5eqyhPXCwETS6jcFtEsVt6XgQfQdS."


def case(text: str, *categories: DataCategory):
    return case_of_text(text, "KG", date(2026, 11, 21), categories or (DataCategory.SUBSCRIBER,), shipped()[1])


def test_each_identifier_becomes_one_lead_with_its_provider():
    leads = case(TEXT).leads
    assert [(lead.identifier.kind, lead.provider) for lead in leads] == [(IdentifierKind.EMAIL, "google"), (IdentifierKind.TRON, None)]


def test_a_category_is_wanted_of_the_leads_that_can_carry_it():
    found = case(TEXT, DataCategory.CONTENT, DataCategory.ASSET_RESTRAINT)
    wanted = {(found.leads[one.lead].identifier.kind, one.category) for one in found.wanted}
    assert wanted == {(IdentifierKind.EMAIL, DataCategory.CONTENT), (IdentifierKind.TRON, DataCategory.ASSET_RESTRAINT)}


@pytest.mark.parametrize(
    ("text", "level", "danger"),
    [
        ("He threatens to kill the girl at 18:00.", UrgencyLevel.EMERGENCY, True),
        ("Похищен ребёнок, требуют выкуп, угрожают убить.", UrgencyLevel.EMERGENCY, True),
        ("There is no threat to life. Please answer as soon as possible.", UrgencyLevel.URGENT, False),
        ("Угрозы жизни нет.", UrgencyLevel.ROUTINE, False),
        ("A risk of suicide was feared, but she was found safe.", UrgencyLevel.ROUTINE, False),
        ("An investment fraud.", UrgencyLevel.ROUTINE, False),
    ],
)
def test_urgency_and_danger_are_read_from_the_words(text, level, danger):
    urgency = case(text).urgency
    assert (urgency.level, urgency.threat_to_life) == (level, danger)


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Please do not call the officer back.", "forged_request_marks"),
        ("Не звоните следователю, ответ направьте только на этот адрес.", "forged_request_marks"),
        ("Прошу предоставить любую информацию.", "all_data"),
        ("Мага бардык маалымат керек.", "all_data"),
        ("Please intercept further messages.", "interception_inside"),
        ("He insulted the president.", "speech_offence"),
        ("Журналист обвиняется в экстремизме.", "protected_profession"),
        ("a boy of 12", "child"),
        ("the servers of the market were seized", "evidence_held_abroad"),
        ("the woman went missing", "welfare"),
    ],
)
def test_what_stands_out_is_seen(text, signal):
    assert signal in signals_in(text)


@pytest.mark.parametrize(
    "text", ["", "An ordinary fraud in a market.", "Мошенничество на рынке.", "Please call the officer on duty for questions."]
)
def test_ordinary_words_raise_nothing(text):
    assert signals_in(text) == frozenset()


def test_the_text_is_routed_with_its_flags():
    law, catalog = shipped()
    found = case("Missing girl of 9, suicide feared; she used sample.person77@gmail.com. Do not contact the sender.", DataCategory.CONTENT)
    answer = route(found, law, catalog, found.on)
    assert {"welfare_emergency", "forged_request_marks", "child"} <= set(answer.flags)
    assert answer.plan[0].text.startswith("verify the sender")
    assert any(one.channel.value == "emergency" and one.addressee_state == "US" and one.addressee_id != "google" for one in answer.routes)
