"""What the recogniser promises for any text: right places, no number of a card, no hanging, and clear limits."""

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.errors import InputError
from comity.leads import recognise as module
from comity.leads.kind import Kind
from comity.leads.recognise import Context, kinds, recognise
from comity.leads.repeats import condensed
from comity.model.identifier import Identifier, IdentifierKind, Note, Verdict
from comity.text.times import stated_zones
from tests.leads.labelled import marks, samples

CASE = Context("KG", "Asia/Bishkek", "en", marks())

PIECES = st.sampled_from(
    [
        "203.0.113.7",
        ":51820",
        "порт 443",
        "14.03.2026 23:15",
        "UTC+6",
        "ivan@bank.kg",
        "[at]",
        "[.]",
        "hxxps://evil[.]example/a",
        "+996 555 12 34 56",
        "8 (727) 250-00-00",
        "4111 1111 1111 1111",
        "карта ",
        "IMEI ",
        "350159110857638",
        "IMSI ",
        "437015889465775",
        "счет ",
        "KZ86125KZT5004100100",
        "TMNAbvv2DsF5DwMSVUfQi64cQ2rBHRtwtA",
        "bc1q7q4q8qsxzt4c2s25pk22vaj8e6cdd0ljyjyzlg",
        "0x6322b8bd0d0374014Be4c3718c0B6d9Bbe5B1D47",
        "@handle_77",
        "Telegram ",
        "ID 1234567890",
        "\u200b",
        "\u202e",
        "２０３.０",
        "\n",
        "-\n",
        " точка ",
        " собака ",
        "2001:db8::1",
        "/24",
        "AS64500",
        "00:1b:44:11:3a:b7",
        "f0e95110be58ba165f62a11520e41314",
        "((",
        "]]",
        "@@",
        "::",
        "..",
        "EQDGCIj0f4NnGwQFDofdkVCIJ0Dy3ehYYdInYocEZqtdCRoq",
        " ",
        ", ",
        ";",
        "\t",
        "|",
        "xn--80a1acny.xn--p1ai",
        "почта.рф",
        "ТJzbCC8DqjRHZjJq4FbPvYY2SX8rL8b9fM",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=25).map("".join))


def check(text: str, found: tuple[Identifier, ...]) -> None:
    places = [(lead.start, lead.end) for lead in found]
    assert places == sorted(places)
    for lead in found:
        assert 0 <= lead.start < lead.end <= len(text)
        assert lead.value
        raw = text[lead.start : lead.end]
        if lead.kind is IdentifierKind.CARD:
            assert Note.MASKED in lead.notes
            assert not re.search(r"\d{9}", re.sub(r"[^\d*]", "", lead.raw))
            assert len(lead.raw) == len(raw)
        else:
            assert lead.raw == raw
        if lead.verdict is Verdict.INVALID:
            assert lead.reason


@settings(max_examples=400)
@given(TEXTS, st.sampled_from([CASE, Context(), Context("KZ", None, "ru", marks())]))
def test_any_text_gives_identifiers_at_their_places(text: str, context: Context) -> None:
    check(text, recognise(text, context))


@pytest.mark.parametrize("folder", ["labelled"])
def test_cards_never_appear_whole(folder: str) -> None:
    for sample in samples(folder):
        for lead in recognise(sample.text, CASE):
            numbers = (
                re.findall(r"\d{13,19}", re.sub(r"[ -]", "", lead.raw + " " + lead.value + " " + lead.reason))
                if lead.kind is IdentifierKind.CARD
                else []
            )
            assert not numbers


HOSTILE = {
    "digits": "1" * 1_000_000,
    "spaced digits": "1 " * 500_000,
    "phone-like": "+7 701 " * 150_000,
    "points": "1." * 250_000,
    "quads": "1.1.1.1." * 125_000,
    "letters": "a" * 1_000_000,
    "capitals and digits": "AB12" * 250_000,
    "at signs": "a@" * 500_000,
    "at and points": "a@b." * 250_000,
    "colons": "a:" * 500_000,
    "double colons": "::" * 500_000,
    "brackets": "[.]" * 330_000,
    "open brackets": "(" * 1_000_000,
    "schemes": "http://" * 140_000,
    "scheme and brackets": "https://a/" + "(" * 500_000 + ")" * 499_000,
    "hex": "0123456789abcdef" * 62_500,
    "hex lines": ("0123456789abcdef" * 2 + "\n") * 30_000,
    "base58": "TMNAbvv2DsF5DwMS" * 62_500,
    "doubtful base58": ("T0OIl" + "a" * 29 + " ") * 28_000,
    "iban": "KZ86 " * 40_000,
    "handles": "@a_1 " * 50_000,
    "underscores": "a_" * 125_000,
    "numbered points": "1. " * 300_000,
    "numbered lines": "1. 1\n" * 120_000,
    "times and addresses in one line": "203.0.113.7 14.03.2026 23:15 в сети. " * 12_000,
    "times and addresses in one row": '{"ip":"203.0.113.7","t":"2026-03-14T23:15:00Z"},' * 10_000,
    "times and nobody": "203.0.113.7 " + "14.03.2026 был. " * 30_000,
    "dates": "14.03.2026 " * 90_000,
    "years": "2026" * 250_000,
    "clocks": "2026-03-14 " + "23:15 " * 160_000,
    "months": "марта " * 160_000 + "2026",
    "hidden": "\u200b" * 250_000,
    "defanged": "a[.]b[at]c" * 100_000,
    "words": "точка собака " * 77_000,
    "separators": "a,b;c|d\t\n" * 100_000,
    "one long row": "a;" * 500_000,
    "ids": "id 12345 " * 25_000,
    "names of providers": "telegram binance " * 60_000,
    "quotes": "«a" * 500_000,
    "mac": "00:11:22:33:44:55:" * 55_000,
    "as": "AS" * 500_000,
    "cyrillic look-alikes": "ТаЕо1" * 200_000,
    "urls in urls": "http://a.kg/?u=" * 66_000,
    "overlaps": "https://a.kg/TMNAbvv2DsF5DwMSVUfQi64cQ2rBHRtwtA/" * 20_000,
    "unsure solana": "Hmmf2xV41w9i4wYcyAcSHbfQ4qqnkgFXZv3knzHdF8TA " * 20_000,
}


def _cost(text: str) -> float:
    start = time.process_time()
    recognise(text, CASE)
    return time.process_time() - start


@pytest.mark.heavy
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_text_costs_no_more_than_its_length(name: str) -> None:
    text, seen = HOSTILE[name], []
    # Quadratic work would cost sixty-four times as much, each time; a busy machine and full caches may triple the eight times of linear
    # work, and sometimes more, but not three times in a row.
    for _ in range(3):
        small, large = _cost(text[: len(text) // 8]), _cost(text)
        if large < 8 * 3 * small + 0.5:
            return
        seen.append(f"{small:.3f} s for an eighth, {large:.3f} s for the whole")
    pytest.fail("; ".join(seen))


def test_a_text_beyond_the_limit_is_refused_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LIMIT", 10)
    with pytest.raises(InputError, match="more than the 10") as caught:
        recognise("x" * 11, CASE)
    assert caught.value.hint


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(InputError, match="Asia/Nowhere"):
        recognise("203.0.113.7 14.03.2026 10:00", Context(zone="Asia/Nowhere"))


def test_every_kind_but_other_has_its_file_and_says_what_it_finds() -> None:
    found = kinds()
    assert {kind.code for kind in found} == set(IdentifierKind) - {IdentifierKind.OTHER}
    for kind in found:
        assert type(kind).__module__.rsplit(".", 1)[-1] == kind.code
        assert len((type(kind).__doc__ or "").split()) >= 12
        assert isinstance(kind, Kind)
        assert 0 < kind.weight <= 100


def test_without_context_nothing_is_guessed() -> None:
    (lead,) = recognise("тел. 8 (727) 250-00-00")
    assert (lead.verdict, lead.value) == (Verdict.UNSURE, "+77272500000")
    (lead,) = recognise("тел. 0555 12-34-56")
    assert (lead.verdict, lead.value) == (Verdict.UNSURE, "0555123456")


def test_an_identifier_of_a_provider_counts_only_with_its_name() -> None:
    assert recognise("номер 123456789", CASE) == ()
    (lead,) = recognise("Binance UID 123456789", CASE)
    assert (lead.kind, lead.provider) == (IdentifierKind.ACCOUNT_ID, "binance")


@pytest.mark.parametrize(
    ("text", "value", "notes"),
    [
        ("paypa1.com", "paypa1.com", {Note.HOMOGLYPH}),
        ("mail: info@rnail.ru", "info@rnail.ru", {Note.HOMOGLYPH}),
        ("https://te1egram.org/login", "https://te1egram.org/login", {Note.HOMOGLYPH}),
        ("binаnce.com", "binаnce.com", {Note.HOMOGLYPH, Note.MIXED_SCRIPT, Note.PUNYCODE}),
    ],
)
def test_look_alikes_of_known_domains_are_said(text: str, value: str, notes: set[Note]) -> None:
    (lead,) = recognise(text, CASE)
    assert (lead.value, set(lead.notes), lead.verdict, lead.provider) == (value, notes, Verdict.UNSURE, None)


def test_reasons_are_told_in_english_and_name_the_other_form() -> None:
    (lead,) = recognise("почта.рф", Context(language="en"))
    assert "xn--80a1acny.xn--p1ai" in lead.reason


LINES = st.one_of(
    st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=6).map("".join),
    st.sampled_from([line for sample in samples("labelled") for line in sample.text.split("\n") if len(line) < 300][:400]),
)


@settings(max_examples=150)
@given(st.lists(LINES, min_size=1, max_size=14), st.lists(LINES, max_size=3), st.integers(6, 12), st.randoms(use_true_random=False))
def test_passages_that_stand_more_than_once_are_read_as_any_other(
    lines: list[str], others: list[str], times: int, chance: random.Random
) -> None:
    passages = [list(lines) for _ in range(times)]
    for other in others:
        chance.choice(passages).insert(chance.randrange(len(lines) + 1), other)
    text = "\n".join(line for passage in passages for line in passage)
    assert recognise(text, CASE) == module._read(text, CASE)


def test_a_text_of_repeated_passages_is_cut_down() -> None:
    text = "\n".join(sample.text for sample in samples("labelled") if not stated_zones(sample.text)) * 5
    shorter = condensed(text)
    assert shorter is not None
    assert len(shorter.text) < len(text) / 3
    assert recognise(text, CASE) == module._read(text, CASE)


NOTED = {
    Note.CGNAT: "IP 100.64.3.4",
    Note.PRIVATE: "IP 192.168.1.5",
    Note.RESERVED: "IP 127.0.0.1",
    Note.DOCUMENTATION: "IP 203.0.113.7",
    Note.MIXED_SCRIPT: "почта аdmin@bank.kg",
    Note.HOMOGLYPH: "почта аdmin@bank.kg",
    Note.ZERO_WIDTH: "почта iv\u200ban@bank.kg",
    Note.BIDI: "почта iv\u202ean@bank.kg",
    Note.NO_PORT: "IP 203.0.113.7 14.03.2026 23:15 (UTC+6)",
    Note.NO_TIME: "IP 203.0.113.7:443",
    Note.NO_ZONE: "IP 203.0.113.7:443 14.03.2026 23:15",
    Note.BAD_CHECKSUM: "IMEI 350159110857639",
    Note.OCR: "IP 203.O.113.7",
    Note.DEFANGED: "ivan[at]bank[.]kg",
    Note.BROKEN_LINE: "кошелёк TMNAbvv2DsF5DwMSVUfQi6\n4cQ2rBHRtwtA",
    Note.PUNYCODE: "сайт почта.рф",
    Note.MASKED: "карта 4111 1111 1111 1111",
    Note.AMBIGUOUS_TIME: "IP 203.0.113.7:443 29.02.2024 23:30 по времени Алматы",
}


@pytest.mark.parametrize("note", Note)
def test_every_note_is_said_of_some_text(note: Note) -> None:
    assert [note in lead.notes for lead in recognise(NOTED[note], Context("KG", None, "ru"))] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "идентификатор пользователя Telegram 1234567890",
        "Идентификатор в Телеграме: 1234567890",
        "Telegram identifikatori 1234567890",
        "Telegram ID 1234567890",
        "Telegram UID 1234567890",
        "айди в телеграм 1234567890",
    ],
)
def test_a_number_of_an_account_is_known_by_the_word_before_it(text: str) -> None:
    found = recognise(text, Context("KG", None, "ru", marks()))
    assert [(lead.kind, lead.value, lead.provider) for lead in found] == [(IdentifierKind.ACCOUNT_ID, "1234567890", "telegram")]


@pytest.mark.parametrize(
    ("text", "value", "first"),
    [
        ("писал https://www.instagram.com/almaty_\ninvest_777/ и звонил", "https://www.instagram.com/almaty_invest_777/", ".com/almaty_"),
        ("> канал https://t.me/\n> durov_chan теперь закрыт", "https://t.me/durov_chan", "https://t.me/"),
        ("см. instagram.com/almaty_\r\ninvest", "https://instagram.com/almaty_invest", ".com/almaty_"),
    ],
)
def test_an_account_broken_over_a_line_is_put_together_and_unsure(text: str, value: str, first: str) -> None:
    (found,) = recognise(text, CASE)
    assert (found.value, found.verdict) == (value, Verdict.UNSURE)
    assert Note.BROKEN_LINE in found.notes
    assert found.reason.endswith(first)


@pytest.mark.parametrize(
    "text",
    [
        "https://instagram.com/abc_\n\nДальше речь о другом",
        "https://instagram.com/abc_\nhttps://vk.com/id1",
        "https://instagram.com/abc_\nwww.bank.example",
        "https://instagram.com/abc_\nivan@bank.example",
        "https://instagram.com/abc_ и\nтак далее",
    ],
)
def test_an_account_that_ends_with_its_line_keeps_its_name(text: str) -> None:
    assert recognise(text, CASE)[0].value == "https://instagram.com/abc_"
    assert recognise(text, CASE)[0].verdict is Verdict.VALID
