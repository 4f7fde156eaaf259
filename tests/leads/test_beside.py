"""A time belongs to the identifier it stands beside, and to no other of its line."""

import pytest

from comity.leads.recognise import Context, recognise
from tests.leads.labelled import marks

CASE = Context("KG", "Asia/Bishkek", "en", marks())
MAIL, HOME = "ivan@x.example", "203.0.113.7"

# Each sentence, and the identifiers that have a time with the beginning of that time; all others have none.
SENTENCES = [
    (
        "support@x.example, ivanov@gmail.com. hxxps://evil[.]example/a IP 203.0.113.45:51324 14 марта 2026 г. в 23:15:07 (время Бишкека)",
        {"203.0.113.45": "14 марта 2026 г. в 23:15:07"},
    ),
    ("@guru_77 (https://t.me/guru_77), later instagram @xman (seen 12.03.2026)", {"@xman": "12.03.2026"}),
    ("14.03.2026 at 23:15 logged in from 203.0.113.7", {HOME: "14.03.2026 at 23:15"}),
    (
        "On 14 March 2026 at 23:15 UTC he wrote from ivan@x.example and gave 203.0.113.7. His site is https://evil.example/a.",
        {MAIL: "14 March 2026 at 23:15 UTC", HOME: "14 March 2026 at 23:15 UTC"},
    ),
    ("Пользователь @petrov вошёл 14.03.2026 в 23:15 с IP 203.0.113.7", {"@petrov": "14.03.2026 в 23:15", HOME: "14.03.2026 в 23:15"}),
    ("Вход с 203.0.113.7 14.03.2026 в 23:15, почта ivan@x.example", {HOME: "14.03.2026 в 23:15"}),
    ("203.0.113.7 and 203.0.113.8 on 14.03.2026 at 23:15 UTC", {HOME: "14.03.2026 at 23:15", "203.0.113.8": "14.03.2026 at 23:15"}),
    (
        "203.0.113.6, 203.0.113.7 и 203.0.113.8 14.03.2026 в 23:15",
        {"203.0.113.6": "14.03.2026", HOME: "14.03.2026", "203.0.113.8": "14.03.2026"},
    ),
    ("14.03.2026 в 23:15 с 203.0.113.7, 15.03.2026 в 00:20 с 203.0.113.8", {HOME: "14.03.2026", "203.0.113.8": "15.03.2026"}),
    (
        "203.0.113.7 14.03.2026 в 23:15, 203.0.113.8 15.03.2026 в 00:20, почта ivan@x.example",
        {HOME: "14.03.2026", "203.0.113.8": "15.03.2026"},
    ),
    ("Логин ivan@x.example создан с адреса 203.0.113.7 порт 51820 14.03.2026 в 23:15", {HOME: "14.03.2026 в 23:15"}),
    ("The account ivan@x.example was opened on 14 March 2026. It was last used from 203.0.113.7.", {MAIL: "14 March 2026"}),
    ("Он писал с ivan@x.example; 14.03.2026 в 23:15 вход с 203.0.113.7; телефон +996 700 000 017", {HOME: "14.03.2026 в 23:15"}),
    (
        "IP-адрес 203.0.113.7 (порт 51820), использован 14.03.2026 в 23:15 (UTC+6) абонентом ivan@x.example",
        {HOME: "14.03.2026", MAIL: "14.03.2026"},
    ),
    ("From 203.0.113.7 (port 51820), used on 14.03.2026 at 23:15 UTC, he called +996 700 000 017", {HOME: "14.03.2026 at 23:15 UTC"}),
    ("Письмо с ivan@x.example получено 14.03.2026. Позвонили с +996 700 000 017.", {MAIL: "14.03.2026"}),
    ("Сайт evil-shop.kg открыт 12.03.2026, почта ivan@x.example, телефон +996 700 000 017", {"evil-shop.kg": "12.03.2026"}),
    (
        "Перевод на TMNAbvv2DsF5DwMSVUfQi64cQ2rBHRtwtA сделан 12.03.2026 в 10:00, а вход был с 203.0.113.7",
        {"TMNAbvv2DsF5DwMSVUfQi64cQ2rBHRtwtA": "12.03.2026 в 10:00"},
    ),
    ("С 203.0.113.7, 14.03.2026 в 23:15, отправлено письмо ivan@x.example", {HOME: "14.03.2026 в 23:15"}),
    (
        "At 23:15 on 14.03.2026 (UTC) the user @petrov, e-mail ivan@x.example, logged in from 203.0.113.7.",
        {"@petrov": "23:15 on 14.03.2026", MAIL: "23:15 on 14.03.2026", HOME: "23:15 on 14.03.2026"},
    ),
    ("His mail is ivan@x.example. He logged in. The time was 14.03.2026 at 23:15 UTC.", {MAIL: "14.03.2026 at 23:15 UTC"}),
    # Rows of one event: a table, an entry of a log, a message, the trace of a mail.
    (
        "time;address;user\n2026-03-14T18:15:07Z;203.0.113.7;ivan@x.example\n2026-03-14T18:20:07Z;203.0.113.8;petr@x.example",
        {HOME: "2026-03-14T18:15", MAIL: "2026-03-14T18:15", "203.0.113.8": "2026-03-14T18:20", "petr@x.example": "2026-03-14T18:20"},
    ),
    (
        '203.0.113.7 - - [14/Mar/2026:18:15:07 +0000] "GET / HTTP/1.1" 200 1 "https://x.example/a"',
        {HOME: "14/Mar", "https://x.example/a": "14/Mar"},
    ),
    ("[14.03.2026 20:08] Айбек: мой ник в телеграме @petrov77, почта ivan@x.example", {"@petrov77": "14.03.2026", MAIL: "14.03.2026"}),
    ("IP: 203.0.113.7\nTime: 14.03.2026 23:15 UTC", {HOME: "14.03.2026 23:15 UTC"}),
    ("почта ivan@x.example,\nпотом инстаграм @xman (12.03.2026)", {"@xman": "12.03.2026"}),
]


@pytest.mark.parametrize(("text", "wanted"), SENTENCES)
def test_a_time_belongs_to_what_it_stands_beside(text: str, wanted: dict[str, str]) -> None:
    found = {lead.value: lead.at.raw for lead in recognise(text, CASE) if lead.at}
    assert found.keys() == wanted.keys()
    for value, begins in wanted.items():
        assert found[value].startswith(begins)
    assert {lead.value for lead in recognise(text, CASE)} >= wanted.keys()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("В телеграме @fast_invest77, канал https://t.me/fast_invest77", ["https://t.me/fast_invest77"]),
        ("@fast_invest77 (https://t.me/fast_invest77)", ["https://t.me/fast_invest77"]),
        ("https://t.me/fast_invest77\n\nТелеграм @Fast_Invest77", ["https://t.me/fast_invest77"]),
        ("Телеграм @fast_invest77, ещё раз телеграм @fast_invest77", ["@fast_invest77", "@fast_invest77"]),
        ("t.me/fast_invest77, https://t.me/fast_invest77", ["https://t.me/fast_invest77", "https://t.me/fast_invest77"]),
        ("Инстаграм @fast_invest77, канал https://t.me/fast_invest77", ["@fast_invest77", "https://t.me/fast_invest77"]),
        ("Телеграм @fast_invest78, канал https://t.me/fast_invest77", ["@fast_invest78", "https://t.me/fast_invest77"]),
        ("TikTok @fast.invest, https://www.tiktok.com/@fast.invest", ["https://www.tiktok.com/@fast.invest"]),
        ("facebook.com/profile.php?id=1", ["https://facebook.com/profile.php?id=1"]),
    ],
)
def test_an_account_is_reported_once_in_its_most_specific_form(text: str, wanted: list[str]) -> None:
    assert [lead.value for lead in recognise(text, CASE)] == wanted


def test_an_address_after_a_law_is_no_article_of_it_and_a_version_is_no_address() -> None:
    found = recognise("ст. 205 ч. 2 УК РК. 192.168.1.10 2001:db8::1. Версия 10.2.3.4 прошивки; ст. 1.2.3.4", CASE)
    assert [(lead.value, "private" in lead.notes) for lead in found] == [("192.168.1.10", True), ("2001:db8::1", False)]
