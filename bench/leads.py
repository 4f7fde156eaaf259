"""Leads: identifiers found in a text, against ioc-finder on the same text.

Six kinds of text as an investigator has them, from one identifier in some 30 characters to one in some 380: a server's log, the export of a
chat, a provider's table of logins, mail with its heads, records of interviews, and statements crowded with identifiers; then a mail
thread that quotes itself. Both tools read the same text in turns in one process, and every round has a text of its own, since the
recogniser remembers words and hosts that it has seen.

Each true hit of ioc-finder must be among the leads, or inside one; and of the identifiers that people marked in the samples, more are found
with kind and value by the recogniser than by ioc-finder.
"""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench.harness import compare, promise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from comity.leads.context import Context

_SAMPLES = Path(__file__).parents[1] / "tests" / "samples" / "leads"
_SIZE = 200_000
_ROUNDS = 5
_TIMES_FASTER = 15


def samples() -> list[str]:
    """Return the labelled samples of the project without their marks."""
    from tests.leads.labelled import unmarked

    paths = (path for folder in ("labelled", "held_out") for path in sorted((_SAMPLES / folder).iterdir()))
    return [unmarked(path.read_text(encoding="utf-8").split("\n", 1)[1])[0] for path in paths]


def statements(size: int = _SIZE, seed: int = 20260314) -> str:
    """Return statements and reports in Russian and Uzbek with defanged identifiers, no two alike."""
    chance = random.Random(seed)

    def part() -> str:
        number = chance.randrange(10_000)
        return _STATEMENT.format(number=number, octet=number % 250, line=number % 1000, hexadecimal=f"{chance.getrandbits(64):016x}")

    return _grown(size, part, "\n")


def interviews(size: int = _SIZE, seed: int = 20260315) -> str:
    """Return records of interviews as they are mostly written, one identifier in some 380 characters, no two paragraphs alike."""
    chance = random.Random(seed)

    def part() -> str:
        sentences = [*chance.sample(_PROSE, 9), *chance.sample(_TOLD, 4)]
        chance.shuffle(sentences)
        return _filled(" ".join(sentences), chance)

    return _grown(size, part, "\n\n")


def server_log(size: int, seed: int) -> str:
    """Return the access log of a web server: some 120 visitors, three browsers."""
    chance = random.Random(seed)
    visitors = [f"{net}.{chance.randrange(1, 255)}" for net in ("203.0.113", "198.51.100") for _ in range(60)]
    clock = _ticking(chance, 40)
    return _grown(
        size,
        lambda: (
            f'{chance.choice(visitors)} - - [14/Mar/2026:{next(clock)} +0600] "GET /{chance.choice(["login", "cabinet", "app.js"])}'
            f'?id={chance.randrange(10**6)} HTTP/1.1" {chance.choice([200, 302, 404])} {chance.randrange(200, 90_000)} '
            f'"https://pay-{chance.randrange(40)}.example/cabinet" "{chance.choice(_BROWSERS)}"'
        ),
        "\n",
    )


def chat(size: int, seed: int) -> str:
    """Return the export of a chat: a message a line, an identifier in every fifth."""
    chance = random.Random(seed)
    clock = _ticking(chance, 400)

    def part() -> str:
        who = chance.choice(["Айгүл", "Менеджер Руслан", "Investor KG"])
        said = chance.choice(_TALK) + (" " + _filled(chance.choice(_SENT), chance) if chance.random() < 0.2 else "")
        return f"[{chance.randrange(1, 29):02d}.03.2026, {next(clock)}] {who}: {said}"

    return _grown(size, part, "\n")


def logins(size: int, seed: int) -> str:
    """Return a provider's table of logins."""
    chance = random.Random(seed)
    clock = _ticking(chance, 400)
    return "login_time_utc;ip;port;login;phone;device\n" + _grown(
        size,
        lambda: (
            f"2026-03-{chance.randrange(1, 29):02d} {next(clock)};203.0.113.{chance.randrange(255)};{chance.randrange(1024, 65_000)};"
            f"user{chance.randrange(10**5)}@mail-{chance.randrange(99)}.example;+996700{chance.randrange(10**6):06d};Android 13"
        ),
        "\n",
    )


def mail(size: int, seed: int) -> str:
    """Return messages with their heads, no two alike."""
    chance = random.Random(seed)

    def part() -> str:
        body = _filled(" ".join([*chance.sample(_PROSE, 4), chance.choice(_TOLD)]), chance)
        return _filled(_MAIL, chance) + f"\n{body}\n\n> {body[:200]}\n"

    return _grown(size, part, "\n")


def _grown(size: int, part: Callable[[], str], joint: str) -> str:
    parts, length = [], 0
    while length < size:
        parts.append(part())
        length += len(parts[-1])
    return joint.join(parts)


def _filled(text: str, chance: random.Random) -> str:
    number = chance.randrange(10_000)
    return text.format(
        number=number, octet=number % 250, line=number % 1000, hour=number % 24, second=number % 60, key=chance.getrandbits(48)
    )


def _ticking(chance: random.Random, longest: int) -> Iterator[str]:
    second = 0
    while True:
        second += chance.randrange(1, longest)
        yield f"{second // 3600 % 24:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def main() -> None:
    """Measure the speed, and look for what ioc-finder finds and the recogniser does not."""
    from comity.leads.context import Context
    from comity.leads.marks import marks_of
    from comity.providers.catalog import Catalog

    context = Context("KG", "Asia/Bishkek", "en", marks_of(Catalog.open().marks_data()))
    for title, make in (
        ("statements crowded with identifiers", statements),
        ("interviews, no two paragraphs alike", interviews),
        ("a server's log", server_log),
        ("a chat", chat),
        ("a table of logins", logins),
        ("mail with its heads", mail),
        ("a mail thread that quotes itself", _thread),
    ):
        _compare(title, make, context)
    missed = [hit for text in samples() for hit in missing(text, context)]
    for hit in missed:
        print("  not among the leads:", *hit)
    promise("true hits of ioc-finder that the recogniser misses", len(missed), at_most=0)
    ours, theirs, marked = hits(context)
    print(f"of {marked} identifiers marked in the samples: comity finds {ours}, ioc-finder {theirs}")
    promise("times the marked identifiers that ioc-finder finds", ours / max(theirs, 1), at_least=1)


def _thread(size: int, seed: int) -> str:
    return "\n".join([statements(size // 20, seed)] * 20)


def _compare(title: str, make: Callable[[int, int], str], context: Context) -> None:
    from ioc_finder import find_iocs

    from comity.leads.recognise import recognise

    # One text to warm up and one for each round: both tools take the texts in the same order.
    texts = [make(_SIZE, seed) for seed in range(_ROUNDS + 1)]
    ours, theirs = iter(texts), iter(texts)
    print(f"{title}: a lead in {len(texts[0]) / len(recognise(make(_SIZE, _ROUNDS + 1), context)):.0f} characters")
    result = compare(
        f"{title}, {len(texts[0]) / 1e6:.2f} million characters",
        {"comity": lambda: recognise(next(ours), context), "ioc-finder": lambda: find_iocs(next(theirs))},
        rounds=_ROUNDS,
    )
    promise(f"times the speed of ioc-finder ({title})", result.ratio("ioc-finder", "comity").median, at_least=_TIMES_FASTER)


def hits(context: Context) -> tuple[int, int, int]:
    """Count the identifiers marked in the samples that the recogniser finds, those that ioc-finder finds, and all of them.

    A mark counts for ioc-finder when any of its lists holds the value or the raw text, whatever it takes it for.
    """
    from ioc_finder import find_iocs

    from comity.leads.recognise import recognise
    from tests.leads import labelled

    ours = theirs = marked = 0
    for sample in (sample for folder in ("labelled", "held_out") for sample in labelled.samples(folder)):
        case = replace(context, country=sample.country, zone=sample.zone, language=sample.language)
        found = {(str(lead.kind), lead.value) for lead in recognise(sample.text, case)}
        listed = {_plain(hit) for values in find_iocs(sample.text).values() if isinstance(values, list) for hit in values}
        for label in sample.labels:
            marked += 1
            ours += (label.kind, label.value) in found
            theirs += bool({_plain(label.value), _plain(sample.text[label.start : label.end])} & listed)
    return ours, theirs, marked


def missing(text: str, context: Context) -> list[tuple[str, str]]:
    """List what ioc-finder finds in a text and no lead holds, without what is no identifier (versions, names of files)."""
    from ioc_finder import find_iocs

    from comity.leads.recognise import recognise

    held = [part.lower() for lead in recognise(text, context) for part in (lead.value, lead.raw)]
    found = find_iocs(text)
    hits = [(kind, hit) for kind in _THEIR_KINDS for hit in found.get(kind, [])]
    return [(kind, hit) for kind, hit in hits if hit not in _NO_IDENTIFIERS and not any(_plain(hit) in part for part in held)]


def _plain(hit: str) -> str:
    """Write a hit of ioc-finder without the punctuation that it keeps and the form that it makes up."""
    return hit.lower().removeprefix("asn").rstrip(".,;:)»")


_THEIR_KINDS = ["asns", "cidr_ranges", "domains", "email_addresses", "ipv4_cidrs", "ipv4s", "ipv6s", "mac_addresses"]
_THEIR_KINDS += ["md5s", "sha1s", "sha256s", "sha512s", "urls"]

# Versions of programs, numbered clauses, numbers of papers, names of files and of fields: what ioc-finder takes for addresses.
_VERSIONS = {"1.2.3.4", "2.1.3.4", "3.2.1.0", "4.3.2.1", "5.12.131.1", "5.12.131.2", "5.15.0.76", "6.1.0.18", "6.49.10.1", "11.4.2.1"}
_CLAUSES = {"1.1.1.1", "2.3.4.5", "10.0.0.1", "100.64.0.1"}
_FILES = {"archive.zip", "deploy.sh", "libcrypto.so", "main.py", "readme.md", "run.sh", "scr.zip", "setup.py"}
_FIELDS = {"asp.net", "com.invest.pro", "config.name", "time.now", "user.id", "a::b", "0" * 32}
_NO_IDENTIFIERS = _VERSIONS | _CLAUSES | _FILES | _FIELDS | {"14.0.3.2", "115.0.1.2", "4.1.2.77"}

_STATEMENT = """
Потерпевшая пояснила, что 14.03.2026 в 23:15 (UTC+5) неизвестный написал ей с адреса ivan.petrov{number}[at]gmail[.]com и прислал
ссылку hxxps://evil-{number}[.]example/login?id={number}, после чего она ввела данные своей карты и сообщила коды подтверждения.
Вход выполнен с IP 203.0.113.{octet}:51820, затем с 198.51.100.{octet} порт 40022; сайт pay-{number}.example размещён там же.
Телеграм @fast_invest{number}, канал https://t.me/fast_invest{number}, телефон +996 700 000 {line:03d}. Права разъяснены.
IMEI 350159110857638, почта почта{number}@пример.рф, перевод на TMNAbvv2DsF5DwMSVUfQi64cQ2rBHRtwtA,
MD5 f0e95110be58ba16{hexadecimal}, файл SHA-256 e704197d2a292b4ffd2bd73444c8d4a1495d6c7e3cd68474{hexadecimal};
иных сведений о личности неизвестного потерпевшая не имеет, с протоколом ознакомлена, замечаний не поступило.
Jabrlanuvchi maʼlum qilishicha, u bilan support{number}@bank-{number}.example manzili orqali bogʻlanishgan va
http://bank-{number}.example/uz/kirish havolasi yuborilgan, server manzili 192.0.2.{octet}. Tergov davom etmoqda.
"""

_PROSE = [
    "Потерпевшая пояснила, что о предложении узнала от знакомой, которая сама денег не вкладывала и неизвестных лично не видела.",
    "Ей показали презентацию о доходности, договор обещали прислать позднее, однако никаких документов она так и не получила.",
    "В ходе разговора собеседник торопил её, говорил уверенно, на вопросы о лицензии отвечал, что всё оформлено за рубежом.",
    "Деньги она собирала у родственников, часть суммы взяла в долг у соседей, расписки обязуется представить следствию.",
    "Когда она попросила вернуть вложенное, с неё потребовали оплатить комиссию, затем налог, после чего перестали отвечать.",
    "Телефон и переписку потерпевшая готова предоставить для осмотра, снимки экрана приложены к протоколу на шести листах.",
    "Заявление в банк подано в тот же день, сотрудник банка разъяснил, что операции подтверждены кодами и отозваны быть не могут.",
    "Голос мужчины запомнила, опознать сможет; говорил на русском языке с акцентом, представился сотрудником службы поддержки.",
    "Jabrlanuvchi so‘zlariga ko‘ra, u notanish shaxslar bilan faqat internet orqali muloqot qilgan va ularni hech qachon ko‘rmagan.",
    "Pullar qaytarilmagach, u avval tanishlariga, keyin esa tuman ichki ishlar bo‘limiga ariza bilan murojaat qilgan.",
    "The witness adds that nobody asked her for a passport, and that the amounts shown on the page grew from week to week.",
    "She did not keep the first messages, since the other side had set them to disappear after a day, and she saw no harm in it.",
    "Протокол прочитан вслух, замечаний и дополнений от участников не поступило, права и обязанности разъяснены и понятны.",
]
_TOLD = [
    "Первое письмо пришло с адреса ivan.petrov{number}[at]gmail[.]com в марте, второе потерпевшая удалила не читая.",
    "Вход в кабинет выполнен 14.03.2026 в 23:15 (UTC+5) с IP 203.0.113.{octet}:51820, о чём банк сообщил лишь через неделю.",
    "Страница hxxps://evil-{number}[.]example/login?id={number} открывалась только с телефона, на компьютере выдавалась ошибка.",
    "Звонили с номера +996 700 000 {line:03d}, перезвонить по нему не удалось, абонент находился вне зоны действия сети.",
    "Переписка велась в Телеграме с пользователем @fast_invest{number}, который позднее сменил имя и фотографию.",
    "Сайт pay-{number}.example, по её словам, выглядел как настоящий, с отзывами и адресом офиса в столице.",
    "Havola http://bank-{number}.example/uz/kirish orqali ochilgan sahifada undan karta ma’lumotlari so‘ralgan.",
]
_BROWSERS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.3 Mobile/15E148",
    "Dalvik/2.1.0 (Linux; U; Android 13; SM-A536E Build/TP1A.220624.014)",
]
_TALK = [
    "добрый день, вы оставляли заявку на сайте",
    "да, интересует вложение, какие гарантии?",
    "договор пришлём на почту, деньги переводите на кошелёк",
    "от 500 долларов, доход 3% в день",
    "скиньте чек когда переведёте",
    "вывод через 24 часа, ожидайте",
    "почему не приходит?? уже неделя",
    "рахмат, күтөм",
    "pul qachon keladi",
    "ертең хабарласамын",
    "не понимаю, объясните ещё раз пожалуйста, куда нажимать и что вводить",
    "ok, send me the link again",
]
_SENT = [
    "пишите @invest_help{number}",
    "тел +996 700 000 {line:03d}",
    "https://lk-{number}.example/in?ref={number}",
    "почта support{number}@pay-{octet}.example",
    "TMNAbvv2DsF5DwMSVUfQi64cQ2rBHRtwtA",
    "карта 4169 58** **** {number:04d}",
]
_MAIL = """Received: from mx.bank-{octet}.example (mx.bank-{octet}.example [198.51.100.{octet}])
 by mail.agency.example with ESMTPS id {key:012x}; Sat, 14 Mar 2026 {hour:02d}:15:{second:02d} +0600
From: "Support {number}" <support{number}@bank-{octet}.example>
To: investigator@agency.example
Date: Sat, 14 Mar 2026 {hour:02d}:15:{second:02d} +0600
Message-ID: <{key:x}.{number}@bank-{octet}.example>
Subject: Re: Ответ на запрос {number}
"""
