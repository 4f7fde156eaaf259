"""Every form: it can be read, the model answers its fields, and it asks for what its instruments demand."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from comity.drafting.fields import request_fields
from comity.drafting.render.demands import demanded_facts
from comity.drafting.render.facts import value_of
from comity.drafting.render.form import FormShelf, read_form
from comity.drafting.render.grammar import facts_of
from comity.drafting.render.words import read_words
from comity.errors import InputError, KnowledgeError
from comity.law.book import Law
from comity.model.request.evidence_request import EvidenceRequest
from comity.text.messages import Messages
from tests.drafting.render.sample import FORMS, RENDERER, complete, request_for

SLUGS = (
    "preservation",
    "extension",
    "voluntary-disclosure",
    "emergency-disclosure",
    "preservation-24-7",
    "mla-stored",
    "mla-realtime",
    "police-to-police",
    "spontaneous",
    "freeze-exchange",
    "freeze-issuer",
    "mla-freeze",
    "domestic-order",
    "stop-payment",
    "held-evidence",
    "mla-interception",
    "consent-access",
    "dsa-information-order",
    "second-protocol-domain",
    "second-protocol-subscriber",
    "second-protocol-effect",
    "second-protocol-emergency",
    "second-protocol-emergency-mla",
    "agreement-order",
    "joint-team",
    "video-hearing",
    "transfer-proceedings",
)
LANGUAGES = {slug: {"en", "ru"} for slug in SLUGS} | {
    "preservation": {"en", "ru", "fr", "de", "kk", "ky", "uz", "fa"},
    "mla-stored": {"en", "ru", "fr", "de", "kk", "ky", "uz"},
}
KEPT_INSIDE = {
    "addressee.accepted_languages": "decides the language of the letter",
    "addressee.treaty_status": "decides whether the instrument may be used",
    "addressee.reservations_checked": "decides whether the instrument may be used",
    "request.encrypted_transport": "is how the letter travels",
    "asset.identifiers_copyable": "every identifier of a letter is text",
    "asset.kind": "",
    "authority.email_official_domain": "is seen from the address",
    "authority.issuing_type": "is seen from the name",
    "request.language": "is the language of the letter",
    "request.seal_or_esignature": "is the seal on the letter",
    "request.signed": "is the signature under the letter",
    "request.legalisation": "stands on the paper",
    "spont.rights_gate": "is a check before the letter",
    "asset.request_type": "decides the words of the request",
    "target.kind": "is told by the more exact kind of identifier",
    "data.date_from": "",
    "data.date_to": "",
    "authority.contact_name": "",
    "authority.contact_phone": "",
}
"""Facts that an instrument demands of the office, and that need not stand in every letter under it."""


@pytest.mark.parametrize("slug", SLUGS)
def test_each_form_exists_in_the_languages_promised(slug: str) -> None:
    assert set(FormShelf().languages(slug)) == LANGUAGES[slug]


@pytest.mark.parametrize("name", FORMS)
def test_every_field_of_a_form_is_answered_by_the_model_and_named_in_its_language(name: str) -> None:
    form = RENDERER.shelf.form(name)
    names = set(facts_of(form.blocks))
    assert names
    assert names - set(request_fields()) == set()
    words = read_words(form.language)
    unnamed = {fact for fact in names if fact not in words.fields} - CONDITIONS_ONLY
    assert unnamed == set()


CONDITIONS_ONLY = {
    "authority.issuing_type",
    "case.death_penalty_exposed",
    "case.ne_bis_in_idem_checked",
    "data.retention_expiry",
    "evidence.consent_to_use",
    "evidence.custody_form",
    "evidence.witness_needed",
    "request.confidentiality_requested",
    "request.instrument",
    "addressee.kind",
    "asset.order_final",
    "asset.value_based",
}
"""Facts that forms only ask about, so that no gap can name them."""


@pytest.mark.parametrize("name", [name for name in FORMS if not name.endswith(".en.md")])
def test_a_translation_says_the_same_as_the_english_form(name: str) -> None:
    translated = RENDERER.shelf.form(name)
    english = RENDERER.shelf.form(f"{translated.slug}.en.md")
    for key in ("size", "instruments", "companion_of", "when", "numbering"):
        assert getattr(translated.head, key) == getattr(english.head, key), key
    assert set(facts_of(translated.blocks)) == set(facts_of(english.blocks))
    request = request_for(english)
    shown = [[str(value.ref) for value in RENDERER.filled(form, request).values()] for form in (translated, english)]
    assert set(shown[0]) == set(shown[1])
    kinds = [[type(block).__name__ for block in RENDERER.filled(form, request).blocks] for form in (translated, english)]
    assert kinds[0] == kinds[1]


@pytest.mark.parametrize("name", FORMS)
def test_no_form_claims_a_lawyer_who_did_not_read_it(name: str) -> None:
    head = RENDERER.shelf.form(name).head
    assert not head.reviewed_by_native_lawyer or head.reviewed_on


@pytest.mark.parametrize("name", FORMS)
def test_a_complete_draft_leaves_no_gap_under_any_instrument_of_the_form(name: str) -> None:
    form = RENDERER.shelf.form(name)
    for instrument in form.head.instruments:
        request = request_for(form)
        letter = RENDERER.filled(form, replace(request, request=replace(request.request, instrument=instrument)))
        assert [str(gap.ref) for gap in letter.gaps] == []
        assert letter.banners == ()


@pytest.mark.parametrize("name", [name for name in FORMS if name.endswith(".en.md")])
def test_what_an_instrument_demands_stands_in_its_letter_or_shows_as_a_gap(name: str) -> None:
    form = RENDERER.shelf.form(name)
    for instrument in form.head.instruments:
        empty = EvidenceRequest(request=replace(EvidenceRequest().request, instrument=instrument))
        asked = {gap.ref.field for gap in RENDERER.filled(form, empty).gaps}
        request = request_for(form)
        told = {
            value.ref.field
            for value in RENDERER.filled(form, replace(request, request=replace(request.request, instrument=instrument))).values()
        }
        read = set(facts_of(form.blocks))
        missing = {fact for fact in demanded_facts(instrument) if fact not in asked | told and fact not in read} - set(KEPT_INSIDE)
        assert missing == set(), instrument


@pytest.mark.parametrize("name", [name for name in FORMS if name.endswith(".en.md")])
def test_a_letter_asks_for_nothing_that_its_instrument_does_not_demand(name: str) -> None:
    """Beyond that, only for what no letter can do without: who writes, to whom, about which account, and how to reach the sender."""
    form = RENDERER.shelf.form(name)
    beyond = {"addressee.name", "addressee.legal_entity", "authority.central_name", "authority.issuing_name", "target.identifier"}
    beyond |= {
        "request.date",
        "request.reference",
        "request.signatory_name",
        "authority.contact_name",
        "authority.contact_phone",
        "authority.contact_email",
        "asset.txids",
    }
    for instrument in form.head.instruments:
        empty = EvidenceRequest(request=replace(EvidenceRequest().request, instrument=instrument))
        asked = {gap.ref.field for gap in RENDERER.filled(form, empty).gaps}
        assert asked - demanded_facts(instrument) - beyond == set(), instrument


def test_every_instrument_has_a_form_unless_the_law_prescribes_one() -> None:
    instruments = Law.open().instruments
    served = {name for form in FormShelf().forms("en") for name in form.head.instruments}
    prescribed = {name for name, row in instruments.items() if row.reserved is not None and row.reserved.own_form}
    assert prescribed == {"eu_eio", "eu_epoc", "eu_epoc_pr"}
    assert served | prescribed == set(instruments)
    assert not served & prescribed


@pytest.mark.parametrize(
    ("instrument", "state", "day", "refused"),
    [
        ("eu_epoc", "KG", date(2026, 9, 1), "a European Production Order is issued by"),
        ("eu_epoc", "DE", date(2026, 9, 1), "on the form of Annex I"),
        ("eu_eio", "DE", date(2026, 9, 1), "on the form that the Directive annexes"),
        ("dsa_art10", "KG", date(2026, 3, 20), "an authority outside the Union cannot issue one"),
        ("dsa_art10", "DE", date(2026, 3, 20), ""),
        ("dsa_art10", None, None, ""),
        ("cloud_act_order", "KG", date(2026, 3, 20), "executive agreement with the United States"),
        ("cloud_act_order", "GB", date(2026, 3, 20), ""),
        ("cloud_act_order", "GB", date(2019, 1, 1), "executive agreement with the United States"),
    ],
)
def test_a_letter_that_the_state_cannot_send_is_refused_with_the_way_that_is_open(
    instrument: str, state: str | None, day: date | None, refused: str
) -> None:
    draft = complete()
    draft = replace(
        draft, request=replace(draft.request, instrument=instrument, date=day), authority=replace(draft.authority, issuing_state=state)
    )
    if not refused:
        assert RENDERER.letter(draft, "en").blocks
        return
    with pytest.raises(InputError, match=refused) as caught:
        RENDERER.letter(draft, "en")
    assert caught.value.hint is not None
    ways = caught.value.hint.removeprefix("what reaches the same data: ").split(", ")
    assert set(ways) <= {name for form in FormShelf().forms("en") for name in form.head.instruments}
    assert re.search("[а-я]{3}", Messages("ru").of(caught.value.message).split(": ", 1)[1])


def test_exchange_and_issuer_each_get_their_own_letter() -> None:
    draft = replace(complete(), request=replace(complete().request, instrument="freeze_provider"))
    for kind, template in (("exchange", "freeze-exchange.en"), ("stablecoin_issuer", "freeze-issuer.en"), ("provider", "freeze-issuer.en")):
        assert RENDERER.letter(replace(draft, addressee=replace(draft.addressee, kind=kind)), "en").template == template


@pytest.mark.parametrize(
    ("instrument", "size", "template"),
    [
        ("mla_stored_content", None, "mla-stored.en"),
        ("mla_stored_content", "short", "preservation.en"),
        ("pres_provider", "full", "preservation-24-7.en"),
        ("vol_subscriber", None, "voluntary-disclosure.en"),
        ("vol_subscriber", "full", "mla-stored.en"),
    ],
)
def test_one_draft_gives_the_short_and_the_full_text(instrument: str, size: str | None, template: str) -> None:
    draft = replace(complete(), request=replace(complete().request, instrument=instrument))
    assert RENDERER.letter(draft, "en", size).template == template  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("instrument", "language", "size", "place"),
    [
        (None, "en", None, "request.instrument"),
        ("eu_epoc", "en", None, "request.instrument"),
        ("spontaneous", "fa", None, "--lang"),
        ("spontaneous", "en", "short", "--form"),
    ],
)
def test_a_letter_that_no_form_makes_is_refused_with_its_place(instrument: str | None, language: str, size: str | None, place: str) -> None:
    draft = replace(complete(), request=replace(complete().request, instrument=instrument))
    with pytest.raises(InputError) as caught:
        RENDERER.letter(draft, language, size)  # type: ignore[arg-type]
    assert caught.value.place == place
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("1. words {% if case.covert %} without an end", 7),
        ("{% if case.covert %}\nwords", 7),
        ("{% end %}", 7),
        ("::: nonsense\n:::", 7),
        ("{{ Case.facts }}", 7),
        ("{{ case.facts | upper }}", 7),
        ("{% if case.covert == %}\nx\n{% end %}", 7),
        ("{% if case.covert() %}\nx\n{% end %}", 7),
        ("fine\n\n**bold without an end", 9),
        ("::: fields\nno row\n:::", 8),
    ],
)
def test_a_slip_in_a_form_is_told_with_its_line(text: str, line: int) -> None:
    front = "---\ntitle: T\nsize: short\ninstruments: [pres_provider]\nreviewed_by_native_lawyer: false\n---\n"
    with pytest.raises(KnowledgeError) as caught:
        read_form((front + text).encode(), "slip.en.md", "slip.en.md")
    assert caught.value.place == f"slip.en.md:{line}"


@pytest.mark.parametrize("content", [b"", b"# no front matter", b"---\ntitle: T\n---\nx", b"---\n\xff\n---\n", b"---\ntitle: [\n---\n"])
def test_what_is_no_form_is_refused(content: bytes) -> None:
    with pytest.raises(KnowledgeError):
        read_form(content, "slip.en.md", "slip.en.md")


def test_an_overlay_replaces_a_form_and_a_part(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "drafting" / "forms"
    (folder / "parts").mkdir(parents=True)
    (folder / "spontaneous.en.md").write_text(
        "---\ntitle: Ours\nsize: full\ninstruments: [spontaneous]\n"
        "reviewed_by_native_lawyer: true\nreviewed_on: 2026-10-01\n---\n# Ours\n\n{{ spont.reason }}\n",
        encoding="utf-8",
    )
    (folder / "parts" / "sign.en.md").write_text("::: signature\nThe Minister\n:::\n", encoding="utf-8")
    shelf = FormShelf(Path(str(tmp_path)))
    assert shelf.form("spontaneous.en.md").head.title == "Ours"
    assert shelf.form("preservation.en.md").sha256 != FormShelf().form("preservation.en.md").sha256
    assert shelf.form("extension.en.md").sha256 == FormShelf().form("extension.en.md").sha256


def test_a_text_that_is_only_said_to_exist_is_a_gap() -> None:
    from comity.drafting.draft_file import parse_draft

    request = parse_draft(b"instrument: pres_provider\npreservation.necessity: true\n")
    assert value_of(request, "preservation.necessity") is None
    assert "preservation.necessity" in {gap.ref.field for gap in RENDERER.letter(request, "en").gaps}


@pytest.mark.parametrize("tag", sorted(LANGUAGES["preservation"]))
def test_a_preservation_lists_what_is_to_be_kept_and_never_everything(tag: str) -> None:
    form = RENDERER.shelf.form(f"preservation.{tag}.md")
    words = read_words(tag)
    draft = request_for(form)
    asked = replace(
        draft,
        data=replace(draft.data, categories=("preservation",)),
        preservation=replace(draft.preservation, scope=("subscriber", "login_ip")),
    )
    page = " ".join(RENDERER.write(RENDERER.filled(form, asked), "txt").decode().split())
    assert " ".join(words.long["preservation"].split()) not in page
    assert all(" ".join(words.long[name].split()[:3]) in page for name in ("subscriber", "login_ip"))
    told = replace(asked, preservation=replace(asked.preservation, scope=()))
    assert " ".join(words.long["preservation"].split()) not in " ".join(RENDERER.write(RENDERER.filled(form, told), "txt").decode().split())
